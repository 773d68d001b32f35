public import Model
import SNMP

/// The rules that we ship, made of the tables in the files beside this one. Their objects are named as in their MIBs and
/// looked up in our own table at first use; a name that it lacks is a bug that a test finds.
public enum StandardTrapRules {
    static let tables = core + routing + power + hosts + bridges

    /// The rules, in order of precedence.
    public static let all: [TrapRule] = tables.map(\.rule)

    /// Their entries in the catalog, each name once.
    public static let catalog: [Rule] = tables.compactMap(\.catalogEntry)

    static let linkDown = object("linkDown")
    static let linkUp = object("linkUp")
    static let ifIndex = object("ifIndex")

    static func object(_ name: String) -> ObjectIdentifier {
        guard let oid = ObjectNames.standard.oid(named: name) else {
            preconditionFailure("Our own table of names has no \(name)")
        }
        return oid
    }
}

/// A shipped rule as the tables write it: objects by name.
struct ShippedTrapRule: Sendable {
    /// Where the instance comes from, by the object's name.
    enum Instance: Sendable {
        case none
        case value(String)
        case index(String)
    }

    var name: String
    var traps: [String]
    var severity: Severity
    var isAlert: Bool
    var instance = Instance.none
    var conditions: [ShippedCondition] = []
    var summary: String
    var clearedBy: [String] = []
    var clearConditions: [ShippedCondition] = []
    /// nil for a further form of a rule that is documented already.
    var documentation: ShippedDocumentation?

    /// The rule with its objects looked up.
    var rule: TrapRule {
        let place: TrapRule.Instance =
            switch instance {
            case .none: .none
            case .value(let name): .value(of: StandardTrapRules.object(name))
            case .index(let name): .index(of: StandardTrapRules.object(name))
            }
        let template: SummaryTemplate
        do {
            template = try SummaryTemplate(summary, names: .standard)
        } catch {
            preconditionFailure("The summary of the shipped rule \(name) is wrong: \(error.message)")
        }
        return TrapRule(
            name: name, traps: traps.map(StandardTrapRules.object), conditions: conditions.map(\.condition),
            severity: severity, isAlert: isAlert, instance: place, summary: template,
            clearedBy: clearedBy.map(StandardTrapRules.object), clearConditions: clearConditions.map(\.condition))
    }

    var catalogEntry: Rule? {
        documentation.map {
            Rule(
                name: name, watcher: .traps, severity: severity, meaning: $0.meaning, advice: $0.advice,
                falsePositives: $0.falsePositives, messageID: $0.messageID, isAlert: isAlert)
        }
    }
}

/// What `tocsin rules` says of a shipped rule.
struct ShippedDocumentation: Sendable {
    var meaning: String
    var advice: String
    var falsePositives: [String]
    var messageID: String
}

/// A condition with its object by name.
struct ShippedCondition: Sendable {
    private let object: String
    private let values: [String]
    private let isNegated: Bool

    init(_ object: String, _ values: [String], isNegated: Bool = false) {
        self.object = object
        self.values = values
        self.isNegated = isNegated
    }

    var condition: TrapRule.Condition {
        TrapRule.Condition(object: StandardTrapRules.object(object), values: values, isNegated: isNegated)
    }
}
