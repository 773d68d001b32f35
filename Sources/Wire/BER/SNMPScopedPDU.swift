/// A PDU whose structure has been checked, with the context that a v3 message gives it.
package struct SNMPScopedPDU: Sendable, Hashable {
    /// The kind of the PDU.
    package let kind: SNMPPDUKind
    /// The request-id; nil in a v1 trap.
    package let requestID: Int32?
    /// error-status; 0 in a v1 trap.
    package let errorStatus: Int32
    /// error-index; 0 in a v1 trap.
    package let errorIndex: Int32
    /// Where the whole PDU lies, its tag included.
    package let pdu: Range<Int>
    /// Where the whole variable-bindings lie, their tag included.
    package let varBinds: Range<Int>
    /// Where contextEngineID lies; empty without v3.
    package let contextEngineID: Range<Int>
    /// Where contextName lies; empty without v3.
    package let contextName: Range<Int>

    /// The most variables in one PDU: far above what agents send, below what could keep the daemon busy.
    static let maximumVarBinds = 4_096

    /// Checks the plain text of a decrypted ScopedPDU. Up to `padding` octets may follow it: DES fills its last block.
    package init(decrypted plaintext: [UInt8], padding: Int) throws(MalformedPacket) {
        let bytes = plaintext.span
        var whole = BERCursor(index: 0, end: bytes.count)
        try self.init(scoped: &whole, bytes, padding: padding)
    }

    /// Reads a ScopedPDU (RFC 3412, section 6).
    init(scoped message: inout BERCursor, _ bytes: Span<UInt8>, padding: Int) throws(MalformedPacket) {
        var scoped = try message.enter(BERTag.sequence, bytes)
        guard message.end - message.index <= padding else { throw message.fault("trailing-bytes") }
        let engine = try scoped.octets(atMost: 32, bytes)
        let name = try scoped.octets(atMost: 255, bytes)
        try self.init(&scoped, bytes, version: .v3, contextEngineID: engine, contextName: name)
        try scoped.expectEnd()
    }

    /// Reads the PDU of a community-based message.
    init(unscoped message: inout BERCursor, _ bytes: Span<UInt8>, version: SNMPVersion) throws(MalformedPacket) {
        try self.init(&message, bytes, version: version, contextEngineID: 0..<0, contextName: 0..<0)
    }

    /// Reads one PDU.
    private init(
        _ message: inout BERCursor, _ bytes: Span<UInt8>, version: SNMPVersion, contextEngineID: Range<Int>,
        contextName: Range<Int>
    ) throws(MalformedPacket) {
        self.contextEngineID = contextEngineID
        self.contextName = contextName
        let start = message.index
        let element = try message.header(bytes)
        guard let kind = SNMPPDUKind(rawValue: element.tag) else { throw message.fault("unknown-pdu", at: start) }
        switch (version, kind) {
        case (.v1, .v1Trap), (.v1, .get), (.v1, .getNext), (.v1, .response), (.v1, .set): break
        case (.v1, _), (_, .v1Trap): throw message.fault("pdu-of-other-version", at: start)
        default: break
        }
        self.kind = kind
        pdu = start..<message.index
        var fields = BERCursor(index: element.content.lowerBound, end: element.content.upperBound)
        if kind == .v1Trap {
            requestID = nil
            errorStatus = 0
            errorIndex = 0
            try SNMPScopedPDU.checkTrapFields(&fields, bytes)
        } else {
            requestID = try fields.integer(bytes)
            errorStatus = try fields.integer(bytes)
            errorIndex = try fields.integer(bytes)
        }
        let list = fields.index
        var varBinds = try fields.enter(BERTag.sequence, bytes)
        self.varBinds = list..<fields.index
        try fields.expectEnd()
        var count = 0
        while !varBinds.isAtEnd {
            count += 1
            guard count <= SNMPScopedPDU.maximumVarBinds else { throw varBinds.fault("too-many-varbinds") }
            var varBind = try varBinds.enter(BERTag.sequence, bytes)
            try BERCursor.checkObjectIdentifier(try varBind.content(BERTag.objectIdentifier, bytes), bytes)
            try SNMPScopedPDU.checkValue(&varBind, bytes)
            try varBind.expectEnd()
        }
    }

    /// The fields of a v1 trap before its variables (RFC 1157, section 4.1.6).
    private static func checkTrapFields(_ fields: inout BERCursor, _ bytes: Span<UInt8>) throws(MalformedPacket) {
        // The trap's name in the form of SNMPv2 has two arcs more than the enterprise, and it, too, has at most 128.
        let enterprise = try fields.content(BERTag.objectIdentifier, bytes)
        try BERCursor.checkObjectIdentifier(enterprise, mostArcs: 126, bytes)
        let addressIndex = fields.index
        guard try fields.content(BERTag.ipAddress, bytes).count == 4 else {
            throw fields.fault("value-size", at: addressIndex)
        }
        _ = try fields.integer(0...6, bytes)
        _ = try fields.integer(bytes)
        try BERCursor.checkUnsigned(try fields.content(BERTag.timeTicks, bytes), octets: 4, bytes)
    }

    /// One value of a known type and of a size that the type can have.
    private static func checkValue(_ varBind: inout BERCursor, _ bytes: Span<UInt8>) throws(MalformedPacket) {
        let start = varBind.index
        let (tag, content) = try varBind.header(bytes)
        switch tag {
        case BERTag.integer: _ = try BERCursor.integer(content, bytes)
        case BERTag.octetString, BERTag.nsapAddress: break
        case BERTag.opaque: try checkOpaque(content, bytes)
        case BERTag.objectIdentifier: try BERCursor.checkObjectIdentifier(content, bytes)
        case BERTag.counter32, BERTag.gauge32, BERTag.timeTicks, BERTag.uInteger32:
            try BERCursor.checkUnsigned(content, octets: 4, bytes)
        case BERTag.counter64: try BERCursor.checkUnsigned(content, octets: 8, bytes)
        case BERTag.ipAddress:
            guard content.count == 4 else { throw varBind.fault("value-size", at: start) }
        case BERTag.null, BERTag.noSuchObject, BERTag.noSuchInstance, BERTag.endOfMibView:
            guard content.isEmpty else { throw varBind.fault("value-size", at: start) }
        default: throw varBind.fault("unknown-value", at: start)
        }
    }

    /// net-snmp's numbers within Opaque (`9f`, a type, a length): the library would read the inner length, so it is
    /// checked like any other. Any other content is just octets.
    private static func checkOpaque(_ content: Range<Int>, _ bytes: Span<UInt8>) throws(MalformedPacket) {
        guard content.count > 2, bytes[content.lowerBound] == 0x9f else { return }
        let type = bytes[content.lowerBound + 1]
        let sizes: ClosedRange<Int>
        switch type {
        case 0x78: sizes = 4...4
        case 0x79: sizes = 8...8
        case 0x76, 0x7a, 0x7b: sizes = 1...8
        default: return
        }
        let length = Int(bytes[content.lowerBound + 2])
        let isPadded =
            type != 0x78 && type != 0x79 && length == 9 && content.count > 3 && bytes[content.lowerBound + 3] == 0
        guard length == content.count - 3, sizes.contains(length) || isPadded else {
            throw MalformedPacket(layer: "BER", offset: content.lowerBound, reason: "value-size")
        }
    }
}
