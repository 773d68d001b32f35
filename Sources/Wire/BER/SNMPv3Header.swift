/// What stands before the PDU of a v3 message: msgGlobalData (RFC 3412, section 6) and the parameters of the User-based
/// Security Model (RFC 3414, section 2.4). Nothing of it is to be believed before the message is authenticated.
public struct SNMPv3Header: Sendable, Hashable {
    /// msgID, by which a response is matched.
    public let messageID: Int32
    /// msgMaxSize: the longest message that the sender takes.
    public let maximumSize: Int32
    /// The level of msgFlags.
    public let securityLevel: SecurityLevel
    /// Whether the sender wants a Report when the message is refused.
    public let isReportable: Bool
    /// Where msgAuthoritativeEngineID lies: 0 or 5 to 32 octets.
    public let engineID: Range<Int>
    /// msgAuthoritativeEngineBoots.
    public let boots: UInt32
    /// msgAuthoritativeEngineTime, in seconds.
    public let time: UInt32
    /// Where msgUserName lies: 0 to 32 octets.
    public let userName: Range<Int>
    /// Where msgAuthenticationParameters lie; empty where the message is not authenticated.
    package let authenticationParameters: Range<Int>
    /// Where msgPrivacyParameters lie: 8 octets where the message is encrypted.
    package let privacyParameters: Range<Int>
    /// Where the ciphertext of an encrypted message lies; nil in others.
    package let ciphertext: Range<Int>?

    /// The octets that the digests of RFC 3414 and RFC 7860 put into a message.
    private static let digestLengths: Set<Int> = [12, 16, 24, 32, 48]

    /// Reads from behind msgVersion up to the plain PDU, or over the ciphertext.
    init(_ message: inout BERCursor, _ bytes: Span<UInt8>) throws(MalformedPacket) {
        var global = try message.enter(BERTag.sequence, bytes)
        messageID = try global.integer(0...Int32.max, bytes)
        maximumSize = try global.integer(484...Int32.max, bytes)
        let flagsIndex = global.index
        let flags = try global.octets(atMost: 1, bytes)
        guard flags.count == 1 else { throw global.fault("v3-flags", at: flagsIndex) }
        // The bits above the three defined ones are reserved; RFC 3412 does not say that they must be zero.
        switch bytes[flags.lowerBound] & 0x03 {
        case 0: securityLevel = .noAuthNoPriv
        case 1: securityLevel = .authNoPriv
        case 3: securityLevel = .authPriv
        default: throw global.fault("v3-priv-without-auth", at: flagsIndex)
        }
        isReportable = bytes[flags.lowerBound] & 0x04 != 0
        let modelIndex = global.index
        guard try global.integer(bytes) == 3 else { throw global.fault("v3-security-model", at: modelIndex) }
        try global.expectEnd()

        var wrapper = try message.enter(BERTag.octetString, bytes)
        var security = try wrapper.enter(BERTag.sequence, bytes)
        try wrapper.expectEnd()
        let engineIndex = security.index
        engineID = try security.octets(atMost: 32, bytes)
        guard engineID.isEmpty || engineID.count >= 5 else { throw security.fault("v3-engine-id", at: engineIndex) }
        boots = UInt32(try security.integer(0...Int32.max, bytes))
        time = UInt32(try security.integer(0...Int32.max, bytes))
        userName = try security.octets(atMost: 32, bytes)
        let authIndex = security.index
        authenticationParameters = try security.octets(atMost: 48, bytes)
        let isAuthenticated = securityLevel != .noAuthNoPriv
        guard
            isAuthenticated
                ? SNMPv3Header.digestLengths.contains(authenticationParameters.count) : authenticationParameters.isEmpty
        else { throw security.fault("v3-auth-parameters", at: authIndex) }
        let privacyIndex = security.index
        privacyParameters = try security.octets(atMost: 8, bytes)
        guard privacyParameters.count == 8 || securityLevel != .authPriv && privacyParameters.isEmpty else {
            throw security.fault("v3-privacy-parameters", at: privacyIndex)
        }
        try security.expectEnd()

        guard securityLevel == .authPriv else {
            ciphertext = nil
            return
        }
        let cipherIndex = message.index
        let place = try message.content(BERTag.octetString, bytes)
        guard !place.isEmpty else { throw message.fault("v3-ciphertext", at: cipherIndex) }
        ciphertext = place
    }
}
