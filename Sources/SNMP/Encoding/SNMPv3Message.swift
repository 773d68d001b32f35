internal import Wire

/// A v3 message in the making.
struct SNMPv3Message {
    var messageID: Int32
    var securityLevel: SecurityLevel
    var isReportable: Bool
    var engineID: [UInt8]
    var boots: UInt32
    var time: UInt32
    var userName: [UInt8]
    var contextEngineID: [UInt8]
    var contextName: [UInt8]
    /// The longest message that we take.
    static let maximumSize: Int32 = 65_507

    /// Writes, encrypts and signs the message around a PDU. The caller holds the library's lock. nil when the library
    /// refuses or the keys are not those that the level needs.
    func encode(pdu: [UInt8], keys: LocalisedKeys?, salts: inout SaltSequence) -> [UInt8]? {
        var scoped = BERWriter(capacity: pdu.count + 64)
        scoped.raw(pdu)
        scoped.octets(contextName)
        scoped.octets(contextEngineID)
        scoped.close(BERTag.sequence, since: 0)

        var writer = BERWriter(capacity: pdu.count + 256)
        var salt: [UInt8] = []
        if securityLevel == .authPriv {
            guard let privacy = keys?.privacy else { return nil }
            salt = salts.next(boots: boots, privacy.protocol)
            guard
                let ciphertext = MessageSecurity.encrypt(scoped.bytes, salt: salt, boots: boots, time: time, privacy)
            else { return nil }
            writer.octets(ciphertext)
        } else {
            writer.raw(scoped.bytes)
        }
        let behindDigest = writer.count
        let security = writer.count
        writer.octets(salt)
        let digestEnd = writer.count
        var digestLength = 0
        if securityLevel != .noAuthNoPriv {
            guard let auth = keys?.auth else { return nil }
            digestLength = auth.protocol.digestLength
        }
        writer.octets([UInt8](repeating: 0, count: digestLength))
        writer.octets(userName)
        writer.integer(Int32(clamping: time))
        writer.integer(Int32(clamping: boots))
        writer.octets(engineID)
        writer.close(BERTag.sequence, since: security)
        writer.close(BERTag.octetString, since: behindDigest)
        let global = writer.count
        writer.integer(3)
        writer.octets([
            UInt8(securityLevel.rawValue == 1 ? 0 : securityLevel == .authNoPriv ? 1 : 3) | (isReportable ? 4 : 0)
        ])
        writer.integer(SNMPv3Message.maximumSize)
        writer.integer(messageID)
        writer.close(BERTag.sequence, since: global)
        writer.integer(3)
        writer.close(BERTag.sequence, since: 0)
        var message = writer.bytes
        guard digestLength > 0, let auth = keys?.auth else { return message }
        guard let digest = MessageSecurity.digest(message, auth) else { return nil }
        let place = message.count - digestEnd - digestLength
        message.replaceSubrange(place..<place + digestLength, with: digest)
        return message
    }
}
