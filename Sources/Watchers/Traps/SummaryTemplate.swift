import Model
import Model
public import SNMP

/// A sentence with places for what a trap says: `Interface {ifDescr|ifIndex} went down[: {ifAlias}]`. A place names
/// objects, the first that the trap has is used; what stands in square brackets is left out when one of its places has
/// nothing to show. `{device}`, `{trap}`, `{instance}` and `{address}` are always there.
public struct SummaryTemplate: Sendable {
    /// One piece of a sentence.
    indirect enum Piece: Sendable {
        case text(String)
        case place([Name])
        case optional([Piece])
    }

    /// What a place may show.
    enum Name: Sendable {
        case device, trap, instance, address
        case object(ObjectIdentifier)
    }

    /// What a template says that cannot be.
    public struct Fault: Error, Equatable {
        /// What is wrong, for the person who wrote it.
        public let message: String
    }

    let pieces: [Piece]

    /// Reads a template; names are looked up once, here.
    public init(_ text: String, names: ObjectNames) throws(Fault) {
        var rest = Substring(text)
        pieces = try SummaryTemplate.parse(&rest, names: names, depth: 0)
    }

    /// The sentence for a trap.
    func render(
        device: String, trap: String, instance: String?, address: IPAddress, varBinds: [VarBind], names: ObjectNames
    )
        -> String
    {
        var result = ""
        result.reserveCapacity(96)
        _ = SummaryTemplate.render(
            pieces, into: &result,
            show: { name in
                switch name {
                case .device: return device
                case .trap: return trap
                case .instance: return instance
                case .address: return address.text
                case .object(let object):
                    guard let varBind = varBinds.first(where: { $0.name.starts(with: object) }) else { return nil }
                    let rendered = names.value(varBind.value, of: varBind.name)
                    return rendered.plain.isEmpty ? nil : TrapText.shown(rendered.plain, limit: 240)
                }
            })
        return result
    }

    private static func render(_ pieces: [Piece], into result: inout String, show: (Name) -> String?) -> Bool {
        var isWhole = true
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .place(let names):
                var shown: String?
                for name in names where shown == nil { shown = show(name) }
                result += shown ?? "?"
                if shown == nil { isWhole = false }
            case .optional(let inner):
                var part = ""
                if render(inner, into: &part, show: show) { result += part }
            }
        }
        return isWhole
    }

    private static func parse(_ rest: inout Substring, names: ObjectNames, depth: Int) throws(Fault) -> [Piece] {
        var pieces: [Piece] = []
        var text = ""
        func flush() {
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
        }
        while let character = rest.popFirst() {
            switch character {
            case "{":
                flush()
                guard let end = rest.firstIndex(of: "}") else { throw Fault(message: "'{' without '}'") }
                let inner = rest[..<end]
                rest = rest[rest.index(after: end)...]
                var place: [Name] = []
                for name in inner.split(separator: "|", omittingEmptySubsequences: false) {
                    place.append(try parseName(String(name), names: names))
                }
                pieces.append(.place(place))
            case "[":
                flush()
                guard depth < 8 else { throw Fault(message: "'[' nested more than eight deep") }
                pieces.append(.optional(try parse(&rest, names: names, depth: depth + 1)))
            case "]":
                guard depth > 0 else { throw Fault(message: "']' without '['") }
                flush()
                return pieces
            case "}": throw Fault(message: "'}' without '{'")
            default: text.append(character)
            }
        }
        flush()
        guard depth == 0 else { throw Fault(message: "'[' without ']'") }
        return pieces
    }

    private static func parseName(_ name: String, names: ObjectNames) throws(Fault) -> Name {
        switch name {
        case "device": return .device
        case "trap": return .trap
        case "instance": return .instance
        case "address": return .address
        default:
            guard let object = names.oid(named: name) else {
                let near = names.suggestions(for: name).first.map { "; did you mean '\($0)'?" } ?? ""
                throw Fault(message: "no object is called '\(name)'\(near)")
            }
            return .object(object)
        }
    }
}
