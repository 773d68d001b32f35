import Model
import SNMP
import Watching

@testable import Watchers

/// A configuration node as a test writes it.
indirect enum Node: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    case text(String)
    case list([Node])
    case map([(String, Node)])

    init(stringLiteral text: String) { self = .text(text) }
    init(arrayLiteral items: Node...) { self = .list(items) }
    init(dictionaryLiteral entries: (String, Node)...) { self = .map(entries) }

    /// The node at a path; each node of a test has a line of its own, so that faults tell which is meant.
    func configuration(path: String, line: inout Int) -> ConfigurationNode {
        let location = SourceLocation(file: "t.yaml", line: line)
        line += 1
        switch self {
        case .text(let text): return ConfigurationNode(.scalar(.init(text: text)), location: location, path: path)
        case .list(let items):
            let nodes = items.enumerated().map { $1.configuration(path: "\(path)[\($0)]", line: &line) }
            return ConfigurationNode(.sequence(nodes), location: location, path: path)
        case .map(let entries):
            let nodes = entries.map { key, value in
                ConfigurationNode.Entry(
                    key: key, keyLocation: SourceLocation(file: "t.yaml", line: line),
                    value: value.configuration(path: ConfigurationNode.path(of: key, below: path), line: &line))
            }
            return ConfigurationNode(.mapping(nodes), location: location, path: path)
        }
    }
}

/// What reading a `traps:` section gave.
struct ReadSection {
    let configuration: TrapConfiguration?
    /// Faults as `path: message`.
    let faults: [String]
    /// Warnings as `path: message`, those about literal secrets apart.
    let warnings: [String]

    init(_ node: Node, devices: [DeviceEntry] = [.coreSwitch], credentials: [SNMPCredential] = []) {
        var line = 1
        let found = ConfigurationFaults()
        let reader = SectionReader(node.configuration(path: "traps", line: &line), faults: found)
        let context = DecodingContext(shared: SharedConfiguration(credentials: credentials, devices: devices)) {
            (.standard, $0.map { "nothing could be read in \($0)" })
        }
        configuration = TrapWatcher.decode(reader, context: context)
        reader.finish()
        faults = found.faults.map { "\($0.path): \($0.message)" }
        warnings = found.warnings.map { "\($0.path): \($0.message)" }.filter { !$0.contains("the secret stands in") }
    }
}
