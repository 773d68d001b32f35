import COpenSSL

/// AES-CMAC (RFC 4493), also with longer keys.
enum AESCMAC {
    /// The 16 octets for a message under a key of 16, 24 or 32 octets; nil for any other key.
    static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard [16, 24, 32].contains(key.count), let kind = unsafe EVP_MAC_fetch(nil, "CMAC", nil) else { return nil }
        defer { unsafe EVP_MAC_free(kind) }
        guard let context = unsafe EVP_MAC_CTX_new(kind) else { return nil }
        defer { unsafe EVP_MAC_CTX_free(context) }
        var out = [UInt8](repeating: 0, count: 16)
        var count = 0
        guard unsafe copenssl_start_cmac(context, key, key.count, "AES-\(key.count * 8)-CBC") == 1,
            unsafe EVP_MAC_update(context, message, message.count) == 1,
            unsafe EVP_MAC_final(context, &out, &count, out.count) == 1, count == 16
        else { return nil }
        return out
    }
}
