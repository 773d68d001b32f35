/// A whole SNMP message whose BER structure has been checked: every element nests and ends exactly, every size is sane,
/// and nothing follows. Only what has passed here is given to the C library, whose parser then meets no length that
/// lies, no nesting deeper than the grammar, and no identifier longer than its buffers.
///
/// An encrypted message can be checked up to the ciphertext only; `SNMPScopedPDU` checks the rest once it is in plain
/// text, again before the library sees it.
///
/// Places are ranges in the array that was checked. A fault's reason is a counter's name, such as `length-overruns`.
public struct SNMPEnvelope: Sendable, Hashable {
    /// The message's version.
    public let version: SNMPVersion
    /// Where the community's octets lie; nil in v3.
    public let community: Range<Int>?
    /// The fields of a v3 message before its PDU; nil in others.
    public let v3: SNMPv3Header?
    /// The PDU in plain text; nil in an encrypted message.
    package let scopedPDU: SNMPScopedPDU?

    /// The kind of the PDU; nil in an encrypted message.
    public var pduKind: SNMPPDUKind? { scopedPDU?.kind }

    /// The request-id; nil in an encrypted message and in a v1 trap, which has none.
    public var requestID: Int32? { scopedPDU?.requestID }

    /// The longest community that is read: net-snmp's own limit is 256.
    static let maximumCommunity = 255

    /// Checks a datagram from its first octet to its last.
    public init(_ datagram: [UInt8]) throws(MalformedPacket) {
        let bytes = datagram.span
        var outer = BERCursor(index: 0, end: bytes.count)
        var message = try outer.enter(BERTag.sequence, bytes)
        try outer.expectEnd()
        let versionIndex = message.index
        guard let version = SNMPVersion(rawValue: Int(try message.integer(bytes))) else {
            throw message.fault("unknown-version", at: versionIndex)
        }
        self.version = version
        if version == .v3 {
            community = nil
            let header = try SNMPv3Header(&message, bytes)
            v3 = header
            scopedPDU =
                header.securityLevel == .authPriv ? nil : try SNMPScopedPDU(scoped: &message, bytes, padding: 0)
        } else {
            let start = message.index
            let place = try message.content(BERTag.octetString, bytes)
            guard place.count <= SNMPEnvelope.maximumCommunity else {
                throw message.fault("community-too-long", at: start)
            }
            community = place
            v3 = nil
            scopedPDU = try SNMPScopedPDU(unscoped: &message, bytes, version: version)
        }
        try message.expectEnd()
    }
}
