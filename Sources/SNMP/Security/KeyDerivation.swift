internal import CNetSNMP

/// The key of a passphrase before it is bound to an engine (Ku of RFC 3414, section 2.6). To derive one takes some
/// milliseconds, because a megabyte is hashed; to bind it to an engine takes less than a microsecond.
struct PassphraseKey: Sendable {
    private let `protocol`: AuthProtocol
    private let octets: [UInt8]

    /// Derives the key with the digest of the user's authentication; nil when the library refuses.
    init?(_ passphrase: Passphrase, _ auth: AuthProtocol) {
        let protocolOID = auth.libraryOID
        var key = [UInt8](repeating: 0, count: Int(USM_AUTH_KU_LEN))
        var length = key.count
        let secret = passphrase.octets
        let outcome = NetSNMPLibrary.locked {
            unsafe generate_Ku(protocolOID, UInt32(protocolOID.count), secret, secret.count, &key, &length)
        }
        guard outcome == 0 else { return nil }
        `protocol` = auth
        octets = Array(key[..<length])
    }

    /// The key bound to one engine (Kul). The caller holds the library's lock. nil when the library refuses.
    func localised(to engineID: [UInt8]) -> [UInt8]? {
        let protocolOID = `protocol`.libraryOID
        var key = [UInt8](repeating: 0, count: Int(USM_AUTH_KU_LEN))
        var length = key.count
        let outcome = unsafe generate_kul(
            protocolOID, UInt32(protocolOID.count), engineID, engineID.count, octets, octets.count, &key, &length)
        guard outcome == 0 else { return nil }
        return Array(key[..<length])
    }

    /// The key bound to one engine, lengthened or cut to what a cipher takes. The caller holds the library's lock.
    func localised(to engineID: [UInt8], for privacy: PrivacyProtocol) -> [UInt8]? {
        guard let key = localised(to: engineID) else { return nil }
        if key.count >= privacy.keyLength { return Array(key[..<privacy.keyLength]) }
        var protocolOID = `protocol`.libraryOID
        var engineID = engineID
        // The library replaces a buffer that is too small by one of malloc, so it gets one that is its own.
        let room = 2 * Int(USM_PRIV_KU_LEN)
        guard let start = unsafe malloc(room) else { return nil }
        var buffer: UnsafeMutablePointer<UInt8>? = unsafe start.bindMemory(to: UInt8.self, capacity: room)
        defer {
            unsafe buffer?.update(repeating: 0, count: room)
            unsafe free(buffer)
        }
        unsafe buffer?.update(from: key, count: key.count)
        var length = key.count
        let outcome = unsafe netsnmp_extend_kul(
            UInt32(privacy.keyLength), &protocolOID, UInt32(protocolOID.count), privacy.libraryType, &engineID,
            UInt32(engineID.count), &buffer, &length, UInt32(room))
        guard outcome == 0, length >= privacy.keyLength, let extended = unsafe buffer else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: extended, count: privacy.keyLength))
    }
}

/// A user's keys bound to one engine.
struct LocalisedKeys: Sendable {
    /// What messages are authenticated with.
    let auth: (protocol: AuthProtocol, key: [UInt8])
    /// What messages are encrypted with; nil for a user without privacy.
    let privacy: (protocol: PrivacyProtocol, key: [UInt8])?
}

/// A user's keys before they are bound to engines.
struct UserKeys: Sendable {
    private let auth: (protocol: AuthProtocol, key: PassphraseKey)
    private let privacy: (protocol: PrivacyProtocol, key: PassphraseKey)?

    /// What a passphrase's key depends on.
    struct Derivation: Hashable {
        let passphrase: Passphrase
        let auth: AuthProtocol
    }

    /// Derives the keys of a user with authentication, unless they are among those derived before; nil when the library
    /// refuses.
    init?(
        _ auth: USMUser.Authentication, _ privacy: USMUser.Privacy?, derived: inout [Derivation: PassphraseKey]
    ) {
        func key(_ passphrase: Passphrase) -> PassphraseKey? {
            let derivation = Derivation(passphrase: passphrase, auth: auth.protocol)
            if let known = derived[derivation] { return known }
            let key = PassphraseKey(passphrase, auth.protocol)
            derived[derivation] = key
            return key
        }
        guard let authKey = key(auth.passphrase) else { return nil }
        self.auth = (auth.protocol, authKey)
        guard let privacy else {
            self.privacy = nil
            return
        }
        guard let privacyKey = key(privacy.passphrase) else { return nil }
        self.privacy = (privacy.protocol, privacyKey)
    }

    /// The keys bound to one engine. The caller holds the library's lock.
    func localised(to engineID: [UInt8]) -> LocalisedKeys? {
        guard let authKey = auth.key.localised(to: engineID) else { return nil }
        guard let privacy else { return LocalisedKeys(auth: (auth.protocol, authKey), privacy: nil) }
        guard let privacyKey = privacy.key.localised(to: engineID, for: privacy.protocol) else { return nil }
        return LocalisedKeys(auth: (auth.protocol, authKey), privacy: (privacy.protocol, privacyKey))
    }
}
