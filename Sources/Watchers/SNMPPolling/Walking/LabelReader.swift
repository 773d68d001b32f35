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
            let identifier = ObjectIdentifier(list.arcs(value))
            // By its name, as limits call it: hrStorageFixedDisk.
            if form == .automatic { return Self.cut(names.value(.objectIdentifier(identifier), of: object).plain) }
            return identifier.text
        default: return list.unsigned(element).map { String($0) } ?? ""
        }
    }

    private func text(_ octets: ArraySlice<UInt8>, form: ProfileLabel.Form, object: ObjectIdentifier) -> String {
        let octets = Array(octets)
        return form == .automatic ? names.value(.octetString(octets), of: object).plain : form.text(of: octets)
    }

    static func cut(_ text: String) -> String {
        text.utf8.count > limit ? "\(text.prefix(limit - 1))…" : text
    }
}
