import SNMP

extension ProfileLabel {
    /// The text of a value that one of the label's objects has; nil where there is none.
    func text(of value: VarBindValue, object: ObjectIdentifier, names: ObjectNames) -> String? {
        switch value {
        case .null, .noSuchObject, .noSuchInstance, .endOfMibView: return nil
        case .octetString(let octets) where form != .automatic: return form.text(of: octets)
        default: return names.value(value, of: object).plain
        }
    }

    /// The text of the part of a row's index that the label is made of; nil where the index is too short. One arc is a
    /// number, several are octets where they can be and the form asks for them, else they stand with dots between.
    func text(ofIndex arcs: some RandomAccessCollection<UInt32>) -> String? {
        guard let index, index.lowerBound < arcs.count else { return nil }
        let part = arcs.dropFirst(index.lowerBound).prefix(index.count)
        // Up to the last arc: then it may be shorter.
        guard part.count == index.count || index.upperBound >= 128 else { return nil }
        if form != .automatic, part.count > 1, part.allSatisfy({ $0 <= 255 }) {
            return form.text(of: part.map { UInt8(truncatingIfNeeded: $0) })
        }
        return part.map { String($0) }.joined(separator: ".")
    }
}

extension ProfileLabel.Form {
    /// The text of octets.
    func text(of octets: [UInt8]) -> String {
        switch self {
        case .text: return Self.readable(octets)
        case .mac: return Self.hexadecimal(octets, separator: ":")
        case .hex: return Self.hexadecimal(octets, separator: "")
        case .identifier, .automatic:
            let isText = octets.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
            if isText { return Self.readable(octets) }
            return Self.hexadecimal(octets, separator: octets.count == 6 ? ":" : "")
        }
    }

    /// UTF-8, or else Latin-1, without the NULs and blanks that agents fill strings up with; control characters become
    /// blanks, since they would write to the terminal of whoever reads it.
    private static func readable(_ octets: [UInt8]) -> String {
        var end = octets.count
        while end > 0, octets[end - 1] == 0 || octets[end - 1] == 0x20 { end -= 1 }
        let trimmed = octets[..<end]
        let text =
            String(validating: trimmed, as: UTF8.self)
            ?? String(String.UnicodeScalarView(trimmed.map { Unicode.Scalar($0) }))
        guard text.unicodeScalars.contains(where: { isControl($0) }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) || (0x2028...0x202e).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    private static func hexadecimal(_ octets: [UInt8], separator: String) -> String {
        octets.map { octet in
            let digits = String(octet, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined(separator: separator)
    }
}

extension ProfileMetric {
    /// The most that a counter of one of the objects grows by in a second, in the agent's own numbers, where the bound's
    /// metric has a value; NaN where nothing is known.
    func maximumPerSecond(boundValue: Double, object index: Int) -> Double {
        guard let bound, boundValue > 0 else { return .nan }
        return boundValue * bound.scale / multiplier(ofObject: index)
    }
}
