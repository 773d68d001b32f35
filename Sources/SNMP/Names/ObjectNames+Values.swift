internal import Model

extension ObjectNames {
    /// A value as evidence shows it: what the object of that OID says about it, else what its type says.
    public func value(_ value: VarBindValue, of oid: ObjectIdentifier) -> RenderedValue {
        render(value, lookup(oid)?.object.syntax)
    }

    /// A value by a syntax that was looked up already.
    func render(_ value: VarBindValue, _ syntax: ObjectSyntax?) -> RenderedValue {
        switch value {
        case .integer(let number):
            return RenderedValue(type: "INTEGER", raw: .integer(Int64(number)), text: meaning(Int64(number), syntax))
        case .octetString(let octets): return octetString(octets, syntax)
        case .null: return RenderedValue(type: "NULL", raw: .null)
        case .objectIdentifier(let identifier):
            let name = lookup(identifier)?.text ?? notification(identifier)?.name
            return RenderedValue(type: "OBJECT IDENTIFIER", raw: .string(identifier.text), text: name)
        case .ipAddress(let address): return RenderedValue(type: "IpAddress", raw: .string(address.text))
        case .counter32(let count): return RenderedValue(type: "Counter32", raw: .unsigned(UInt64(count)))
        case .gauge32(let number):
            return RenderedValue(
                type: "Gauge32", raw: .unsigned(UInt64(number)), text: meaning(Int64(number), syntax))
        case .timeTicks(let ticks):
            return RenderedValue(
                type: "TimeTicks", raw: .unsigned(UInt64(ticks)), text: OctetText.timeTicks(ticks))
        case .opaque(let octets): return RenderedValue(type: "Opaque", raw: .string(OctetText.hexadecimal(octets)))
        case .opaqueFloat(let number):
            // By way of the text, or 0.1 would be shown as 0.10000000149.
            return real(Double("\(number)") ?? Double(number), type: "Opaque Float")
        case .opaqueDouble(let number): return real(number, type: "Opaque Double")
        case .counter64(let count): return RenderedValue(type: "Counter64", raw: .unsigned(count))
        case .noSuchObject: return RenderedValue(type: "noSuchObject", raw: .null)
        case .noSuchInstance: return RenderedValue(type: "noSuchInstance", raw: .null)
        case .endOfMibView: return RenderedValue(type: "endOfMibView", raw: .null)
        }
    }

    private func meaning(_ number: Int64, _ syntax: ObjectSyntax?) -> String? {
        guard let syntax else { return nil }
        if !syntax.labels.isEmpty { return Int32(exactly: number).flatMap { syntax.labels[$0] } }
        switch syntax.rendering {
        case .hint(let hint): return hint.text(number)
        case .timeInterval: return UInt32(exactly: number).map { OctetText.timeTicks($0) }
        default: return nil
        }
    }

    private func octetString(_ octets: [UInt8], _ syntax: ObjectSyntax?) -> RenderedValue {
        let type = "OCTET STRING"
        if octets.isEmpty { return RenderedValue(type: type, raw: .string("")) }
        let meaning: String?
        switch syntax?.rendering {
        case .dateAndTime: meaning = OctetText.dateAndTime(octets)
        case .macAddress: meaning = octets.count == 6 ? OctetText.colons(octets) : nil
        case .physicalAddress: meaning = OctetText.colons(octets)
        case .internetAddress: meaning = OctetText.internetAddress(octets)
        case .bits: meaning = syntax.flatMap { bits(octets, $0.labels) }
        case .hint(let hint): meaning = hint.text(octets)
        case .text: return characters(octets, OctetText.utf8(octets))
        case .plain, .timeInterval, nil: return characters(octets, OctetText.printable(octets))
        }
        return RenderedValue(type: type, raw: .string(OctetText.hexadecimal(octets)), text: meaning)
    }

    /// Octets that may be text. Text that itself begins with `0x` is written in hexadecimal, so that no reader can take
    /// the one for the other; so are the NULs that some agents send behind a string.
    private func characters(_ octets: [UInt8], _ text: String?) -> RenderedValue {
        if let text, !octets.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")]), octets.last != 0 {
            return RenderedValue(type: "OCTET STRING", raw: .string(text))
        }
        let visible = octets.last == 0 ? OctetText.printable(octets.dropTrailingZeros()) : text
        return RenderedValue(
            type: "OCTET STRING", raw: .string(OctetText.hexadecimal(octets)),
            text: visible.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// The names of the bits that are set (RFC 2578, section 7.1.4: bit 0 is the highest of the first octet).
    private func bits(_ octets: [UInt8], _ labels: EnumerationLabels) -> String? {
        var names: [String] = []
        for (index, octet) in octets.enumerated() where octet != 0 {
            for bit in 0..<8 where octet & 0x80 >> UInt8(bit) != 0 {
                let number = index * 8 + bit
                names.append(Int32(exactly: number).flatMap { labels[$0] } ?? "\(number)")
                // A value of nothing but ones says nothing that is worth 64 KiB of text.
                if names.count > 256 { return nil }
            }
        }
        return names.isEmpty ? nil : names.joined(separator: " ")
    }

    private func real(_ number: Double, type: String) -> RenderedValue {
        number.isFinite
            ? RenderedValue(type: type, raw: .number(number)) : RenderedValue(type: type, raw: .null, text: "\(number)")
    }
}

extension [UInt8] {
    fileprivate func dropTrailingZeros() -> [UInt8] {
        var copy = self
        while copy.last == 0 { copy.removeLast() }
        return copy
    }
}
