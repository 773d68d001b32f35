import Model
import Watching

/// What is remembered of devices over restarts: which credential worked, and how much a reply may have. In a few dozen
/// texts, so that a change of one device writes little and the first round of ten thousand writes each of them a few
/// times.
struct PollMemory: Sendable {
    /// How often what has changed is kept.
    static let tick: Duration = .seconds(60)
    /// How many texts there are.
    static let shelves = 64
    /// What the keys of the texts begin with.
    static let prefix = "devices/"

    /// What is remembered of one device.
    struct Entry: Sendable, Hashable {
        /// The credential that worked last.
        var credential: String
        /// How many octets a reply may have.
        var budget: Int
        /// How many columns one question may have.
        var columns: Int
    }

    /// Shelves with changes that are not kept yet.
    private var changed: Set<Int> = []

    /// Nothing has changed.
    init() {}

    /// Which text a device is in.
    static func shelf(of name: String) -> Int { Int(PollGrid.hash(name) % UInt64(shelves)) }

    /// Remembers that something of a device has changed.
    mutating func note(_ name: String) { changed.insert(Self.shelf(of: name)) }

    /// Takes the shelves to be kept: a few at a time, unless all are asked for.
    mutating func take(all: Bool) -> [Int] {
        let taken = all ? changed.sorted() : Array(changed.sorted().prefix(Self.shelves / 4))
        changed.subtract(taken)
        return taken
    }

    /// One device as a line; names have no white space, and credentials no tabs that would survive.
    static func line(_ name: String, _ entry: Entry) -> String {
        "\(name)\t\(entry.credential)\t\(entry.budget)\t\(entry.columns)"
    }

    /// The devices of a text.
    static func read(_ text: String) -> [(name: String, entry: Entry)] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard parts.count == 4, let budget = Int(parts[2]), let columns = Int(parts[3]) else { return nil }
            let entry = Entry(credential: String(parts[1]), budget: budget, columns: columns)
            return (String(parts[0]), entry)
        }
    }
}

extension SNMPWatcher {
    /// Takes what was kept before the start.
    mutating func recall(_ texts: [String: String]) {
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) where key.hasPrefix(PollMemory.prefix) {
            for (name, entry) in PollMemory.read(text) {
                guard let slot = slots[name] else { continue }
                devices[slot].credential = devices[slot].entry.credentials.firstIndex(of: entry.credential)
                if let size = BulkSize(budget: entry.budget, columns: entry.columns) { devices[slot].size = size }
            }
        }
    }

    /// Keeps what has changed.
    mutating func keep(all: Bool, at moment: Moment, into actions: inout [Action]) {
        let shelves = memory.take(all: all)
        guard !shelves.isEmpty else { return }
        var lines: [Int: [String]] = [:]
        for slot in order {
            let device = devices[slot]
            guard let credential = device.credential else { continue }
            let name = device.entry.name
            let shelf = PollMemory.shelf(of: name)
            guard shelves.contains(shelf) else { continue }
            let entry = PollMemory.Entry(
                credential: device.entry.credentials[credential], budget: Int(device.size.budget),
                columns: Int(device.size.columns))
            lines[shelf, default: []].append(PollMemory.line(name, entry))
        }
        for shelf in shelves {
            let text = lines[shelf]?.joined(separator: "\n")
            actions.append(.report(Report(.memory(key: "\(PollMemory.prefix)\(shelf)", value: text))))
        }
    }
}
