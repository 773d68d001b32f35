/// AES-CMAC (RFC 4493), with keys of 16 or 32 octets.
public struct AESCMAC: Sendable {
    private let cipher: AES
    private let wholeKey: [UInt8]
    private let paddedKey: [UInt8]

    /// Derives the subkeys; nil unless the key has 16 or 32 octets.
    public init?(key: [UInt8]) {
        guard let cipher = AES(key: key) else { return nil }
        self.cipher = cipher
        wholeKey = AESCMAC.doubled(cipher.encrypt([UInt8](repeating: 0, count: 16)))
        paddedKey = AESCMAC.doubled(wholeKey)
    }

    /// The 16 octets of the code.
    public func code(of message: [UInt8]) -> [UInt8] {
        var state = [UInt8](repeating: 0, count: 16)
        var index = 0
        while message.count - index > 16 {
            state = cipher.encrypt((0..<16).map { state[$0] ^ message[index + $0] })
            index += 16
        }
        var last = Array(message[index...])
        let key = last.count == 16 ? wholeKey : paddedKey
        if last.count < 16 {
            last.append(0x80)
            last += [UInt8](repeating: 0, count: 16 - last.count)
        }
        return cipher.encrypt((0..<16).map { state[$0] ^ last[$0] ^ key[$0] })
    }

    /// A block times two in the field of 2¹²⁸ elements.
    static func doubled(_ block: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 16)
        for index in 0..<16 { result[index] = block[index] << 1 | (index < 15 ? block[index + 1] >> 7 : 0) }
        if block[0] & 0x80 != 0 { result[15] ^= 0x87 }
        return result
    }
}
