import Model
import SNMP

/// Objects as a profile writes them: names, `MODULE::name` or numbers. What is wrong is a fault at its place.
struct ObjectReference {
    /// What a text of the profile means.
    struct Found {
        /// What was written, as an identifier.
        var oid: ObjectIdentifier
        /// The object that it is or lies in; nil where no loaded MIB has it.
        var description: ObjectDescription?
        /// Whether it names an instance of that object, and not the object.
        var isInstance: Bool
    }

    /// The names that are known.
    let names: ObjectNames
    /// Where faults go.
    let faults: ConfigurationFaults

    /// What a text means; nil after a fault.
    func find(_ written: Located<String>) -> Found? {
        guard let oid = names.oid(named: written.value) else {
            let near =
                names.suggestions(for: written.value).first.map { "; did you mean '\($0)'?" }
                ?? "; write its number or load its MIB"
            refuse(written, "no object is called \(written.value.quotedForMessage)\(near)")
            return nil
        }
        let named = names.lookup(oid)
        return Found(oid: oid, description: named?.object, isInstance: named?.instance.isEmpty == false)
    }

    /// A column: the object without an instance.
    func column(_ written: Located<String>) -> Found? {
        guard let found = find(written) else { return nil }
        guard let object = found.description else { return found }
        if found.isInstance {
            let shown = written.value.quotedForMessage
            refuse(written, "\(shown) is one instance; a column is named without: \(object.name)")
            return nil
        }
        return hasValues(found, written) ? found : nil
    }

    /// The instances that a scalar's name may mean, the most likely first. A known object has `.0`; a number that no
    /// MIB explains may be with it or without, so that both are asked for.
    func scalar(_ written: Located<String>) -> (found: Found, instances: [ObjectIdentifier])? {
        guard let found = find(written), found.isInstance || hasValues(found, written) else { return nil }
        if found.isInstance { return (found, [found.oid]) }
        guard found.oid.arcs.count < ObjectIdentifier.maximumArcs else {
            refuse(written, "has too many arcs")
            return nil
        }
        let below = found.oid.appending(0)
        if found.description != nil { return (found, [below]) }
        return (found, found.oid.arcs.last == 0 ? [found.oid] : [below, found.oid])
    }

    private func hasValues(_ found: Found, _ written: Located<String>) -> Bool {
        guard let object = found.description, object.kind != .object else { return true }
        let what = object.kind == .notification ? "is a notification" : "is a node of the tree"
        refuse(written, "\(written.value.quotedForMessage) \(what) and has no values")
        return false
    }

    private func refuse(_ written: Located<String>, _ message: String) {
        faults.fault(written.location, written.path, message)
    }
}

extension ObjectDescription {
    /// What a profile takes the object's numbers for unless it says otherwise; nil where they are no numbers.
    var metricKind: ProfileMetric.Kind? {
        guard let syntax else { return nil }
        // The type on the wire of these two says the opposite of what they are.
        if syntax.textualConvention?.hasPrefix("CounterBasedGauge") == true { return .gauge }
        if syntax.textualConvention?.hasPrefix("ZeroBasedCounter") == true { return .counter }
        switch syntax.base {
        case .counter32, .counter64: return .counter
        case .timeTicks: return .timeTicks
        case .integer, .gauge32, .unsigned32: return syntax.labels.isEmpty ? .gauge : .state
        case .opaque: return .gauge
        case .octetString, .objectIdentifier, .bits, .ipAddress: return nil
        }
    }
}
