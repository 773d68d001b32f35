// Answers of Debian's chronyd 4.3 to questions with a MAC, each taken from a UDP socket on loopback. Its keys: 1 SHA1 HEX:00…13,
// 2 SHA256 HEX:00…1f, 3 AES128 HEX:00…0f, 4 MD5 ASCII:tiger, 5 AES256 HEX:00…1f. The question was computed by Python's hashlib.

/// Captured datagrams.
enum CapturedMACs {
    static let sha1Answer = octets(
        "240206e700000000000000007f7f0101eeb137ce8b706b081122334455667788eeb137d2cf65e461eeb137d2cf6936b4"
            + "00000001f08ebc721143d5b1e0b82c8300c6a6495174d0d8")

    static let sha256Answer = octets(
        "240206e700000000000000007f7f0101eeb137ce8b706b081122334455667788eeb137d2cf75cd31eeb137d2cf7720ba"
            + "00000002221e91249bf8462ec3b78cd32232e298d216914c")

    static let md5Answer = octets(
        "240206e700000000000000007f7f0101eeb137ce8b706b081122334455667788eeb137d2cf7e6c6feeb137d2cf7f8674"
            + "00000004d9dcdcaef41e114051da232e0f048f9c")

    static let cmacAnswer = octets(
        "240206e700000000000000007f7f0101eeb137ce8b706b081122334455667788eeb137d3da0e42abeeb137d3da263fe4"
            + "00000003df9acb1b7b406ab2062dbcd5185024f7")

    static let cmac256Answer = octets(
        "240206e700000000000000007f7f0101eeb137ce8b706b081122334455667788eeb137d3da3645e7eeb137d3da378480"
            + "000000051aa80b3ebad9fad752f64c67e8e44f0e")

    static let sha1Request = octets(
        "230006200000000000000000000000000000000000000000000000000000000000000000000000001122334455667788"
            + "0000000114d6cb69cc5154d607d70dcc733f2b73d0604779")

    private static func octets(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }
}
