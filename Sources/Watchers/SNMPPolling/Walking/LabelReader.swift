import Model
import SNMP
import Wire

/// Reads the texts of labels from elements of a reply.
struct LabelReader: Sendable {
    /// How long a label may be; what is longer is cut.
    static let limit = 255
    /// The objects' own display hints.
    let names: ObjectNames

    /// The text of an element; empty where it has none.
    func text(
        _ element: VarBindList.Element, in list: VarBindList, form: ProfileLabel.Form, object: ObjectIdentifier
    ) -> String {
        if let octets = list.octets(element), element.tag != BERTag.ipAddress {
            return Self.cut(text(octets, form: form, object: object))
        }
        switch element.tag {
        case BERTag.integer:
            guard let number = list.integer(element) else { return "" }
            if form == .automatic, let small = Int32(exactly: number) {
                return Self.cut(names.value(.integer(small), of: object).plain)
            }
            return String(number)
        case BERTag.ipAddress:
            return list.octets(element).flatMap { IPAddress(octets: $0) }?.text ?? ""
        case BERTag.objectIdentifier:
            let value = VarBindList.Element(name: element.value, tag: element.tag, value: element.value)
            return ObjectIdentifier(list.arcs(value)).text
        default: return list.unsigned(element).map { String($0) } ?? ""
        }
    }

    private func text(_ octets: ArraySlice<UInt8>, form: ProfileLabel.Form, object: ObjectIdentifier) -> String {
        switch form {
        case .text: return Self.characters(octets)
        case .mac: return MACAddress(octets: octets)?.text ?? Self.hexadecimal(octets)
        case .hex: return Self.hexadecimal(octets)
        case .automatic: return names.value(.octetString(Array(octets)), of: object).plain
        case .identifier: return Self.identifier(octets)
        }
    }

    /// UTF-8, or Latin-1 where it is none; without what agents pad it with.
    static func characters(_ octets: ArraySlice<UInt8>) -> String {
        var octets = octets
        while let last = octets.last, last == 0 || last == 0x20 || last == 0x0a || last == 0x0d { octets.removeLast() }
        while octets.first == 0x20 { octets.removeFirst() }
        let text =
            String(validating: octets, as: UTF8.self)
            ?? String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
        return text.withControlsEscaped
    }

    /// Text where it is printable, a MAC address where it is six octets that are no text, else hexadecimal digits.
    static func identifier(_ octets: ArraySlice<UInt8>) -> String {
        if let text = String(validating: octets, as: UTF8.self), text == text.withControlsEscaped {
            return characters(octets)
        }
        return MACAddress(octets: octets)?.text ?? hexadecimal(octets)
    }

    /// The text of arcs of an index: octets where the form reads octets, else dotted numbers.
    static func text(arcs: ArraySlice<UInt32>, form: ProfileLabel.Form) -> String {
        let octets = arcs.compactMap { UInt8(exactly: $0) }
        if form != .automatic, octets.count == arcs.count, octets.count > 1 {
            switch form {
            case .text: return cut(characters(octets[...]))
            case .mac: if let mac = MACAddress(octets: octets) { return mac.text }
            case .hex: return cut(hexadecimal(octets[...]))
            case .identifier: return cut(identifier(octets[...]))
            case .automatic: break
            }
        }
        return cut(arcs.map { String($0) }.joined(separator: "."))
    }

    private static func hexadecimal(_ octets: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count > limit ? "\(text.prefix(limit - 1))…" : text
    }
}
