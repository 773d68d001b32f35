public import Model
public import SNMP

/// How one kind of trap becomes an event: which traps, how severe, of what instance, in which sentence, and which other
/// traps end it. The rules that we ship and those of the configuration are values of this one type.
public struct TrapRule: Sendable {
    /// Where the instance of the subject comes from.
    public enum Instance: Sendable, Hashable {
        /// The device as a whole.
        case none
        /// The value of this object in the trap; where it is missing, the index of another object of the same table.
        case value(of: ObjectIdentifier)
        /// The index of this object in the trap: what follows its OID.
        case index(of: ObjectIdentifier)
    }

    /// What must hold of a varbind for the rule to apply.
    public struct Condition: Sendable, Hashable {
        /// The object, without index.
        public let object: ObjectIdentifier
        /// The values of which it must have one: numbers as decimal text, or names of an enumeration. Empty: any value,
        /// as long as the trap has the object.
        public let values: [String]
        /// Whether it must have none of them instead; true of a missing varbind, too.
        public let isNegated: Bool
        /// Whether the values are all numbers, so that the name of a number need not be looked up.
        private let isNumeric: Bool

        /// A condition.
        public init(object: ObjectIdentifier, values: [String], isNegated: Bool = false) {
            self.object = object
            self.values = values
            self.isNegated = isNegated
            isNumeric = values.allSatisfy { Int64($0) != nil }
        }

        /// Whether it holds of a trap.
        func holds(in varBinds: [VarBind], names: ObjectNames) -> Bool {
            guard let found = varBinds.first(where: { $0.name.starts(with: object) }) else { return isNegated }
            if values.isEmpty { return !isNegated }
            if case .integer(let number) = found.value, isNumeric {
                return values.contains { Int64($0) == Int64(number) } != isNegated
            }
            let number = TrapRule.plainText(found.value, of: found.name, names: names)
            if values.contains(number) { return !isNegated }
            return values.contains(names.value(found.value, of: found.name).plain) != isNegated
        }
    }

    /// The name that stands on events.
    public var name: String
    /// The traps that it judges.
    public var traps: [ObjectIdentifier]
    /// OIDs under which it judges every trap: what the configuration writes with a trailing `.*`.
    public var trapPrefixes: [ObjectIdentifier]
    /// All must hold.
    public var conditions: [Condition]
    /// How severe.
    public var severity: Severity
    /// Whether it opens an alert or merely occurs.
    public var isAlert: Bool
    /// Whose trouble it is.
    public var instance: Instance
    /// The sentence.
    public var summary: SummaryTemplate
    /// Traps that end it for the same instance.
    public var clearedBy: [ObjectIdentifier]
    /// Conditions that a clearing trap must meet, as an OSPF neighbour that is full again; empty for none.
    public var clearConditions: [Condition]
    /// Whether it is of the configuration and not of ours.
    public var isUserRule: Bool

    /// A rule.
    public init(
        name: String, traps: [ObjectIdentifier], trapPrefixes: [ObjectIdentifier] = [], conditions: [Condition] = [],
        severity: Severity, isAlert: Bool, instance: Instance = .none, summary: SummaryTemplate,
        clearedBy: [ObjectIdentifier] = [], clearConditions: [Condition] = [], isUserRule: Bool = false
    ) {
        self.name = name
        self.traps = traps
        self.trapPrefixes = trapPrefixes
        self.conditions = conditions
        self.severity = severity
        self.isAlert = isAlert
        self.instance = instance
        self.summary = summary
        self.clearedBy = clearedBy
        self.clearConditions = clearConditions
        self.isUserRule = isUserRule
    }

    /// The instance that a trap names, as text of bounded length; nil for the device as a whole.
    func instance(in varBinds: [VarBind], names: ObjectNames) -> String? {
        guard let text = instanceText(in: varBinds, names: names), !text.isEmpty else { return nil }
        return TrapText.instance(text)
    }

    private func instanceText(in varBinds: [VarBind], names: ObjectNames) -> String? {
        switch instance {
        case .none: return nil
        case .value(let object):
            if let varBind = varBinds.first(where: { $0.name.starts(with: object) }) {
                return TrapRule.plainText(varBind.value, of: varBind.name, names: names)
            }
            guard object.arcs.count > 1 else { return nil }
            let entry = ObjectIdentifier(Array(object.arcs.dropLast()))
            return varBinds.first { $0.name.starts(with: entry) && $0.name.arcs.count > object.arcs.count }
                .map { TrapRule.dotted($0.name.arcs.dropFirst(object.arcs.count)) }
        case .index(let object):
            return varBinds.first { $0.name.starts(with: object) && $0.name.arcs.count > object.arcs.count }
                .map { TrapRule.dotted($0.name.arcs.dropFirst(object.arcs.count)) }
        }
    }

    /// Whether all conditions hold of a trap.
    static func holds(_ conditions: [Condition], in varBinds: [VarBind], names: ObjectNames) -> Bool {
        conditions.allSatisfy { $0.holds(in: varBinds, names: names) }
    }

    /// A value as an instance or a condition shows it: the bare number, the text, the dotted OID.
    static func plainText(_ value: VarBindValue, of name: ObjectIdentifier, names: ObjectNames) -> String {
        switch value {
        case .integer(let number): String(number)
        case .counter32(let number), .gauge32(let number), .timeTicks(let number): String(number)
        case .counter64(let number): String(number)
        case .objectIdentifier(let object): object.text
        default: names.value(value, of: name).plain
        }
    }

    private static func dotted(_ arcs: ArraySlice<UInt32>) -> String {
        arcs.map { String($0) }.joined(separator: ".")
    }
}
