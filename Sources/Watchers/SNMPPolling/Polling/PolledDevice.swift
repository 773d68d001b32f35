import Model
import SNMP
import Watching

/// A device that is polled, and all that is known of it. There may be tens of thousands, so that what they share is
/// shared and what each keeps is arrays of numbers.
struct PolledDevice: Sendable {
    /// A device's own objects among the system's that it does not have, by bits.
    typealias Absent = UInt8

    /// What it is configured as.
    var entry: DeviceEntry
    /// When it is polled.
    var grid: PollGrid
    /// When its next poll is due.
    var due: MonotonicTime
    /// Which poll is under way; nil when none is.
    var poll: Int?
    /// How many polls in a row have failed.
    var failures = 0
    /// How many polls have been begun.
    var polls: UInt32 = 0
    /// Which of its credentials has worked last; nil when none has yet.
    var credential: Int?
    /// How much it is asked for at once.
    var size = BulkSize()
    /// Whether it has answered since the daemon started or it was configured anew.
    var hasAnswered = false
    /// Whether what names its rows, and which objects it has, must be read anew with the next poll.
    var isStale = true
    /// The system's objects that it does not have.
    var absent: Absent = 0
    /// What is asked of it; nil until it is first polled.
    var plan: PollPlan?
    /// Which object of several it has, by the plan's places.
    var choices: [UInt8] = []
    /// When its interfaces last changed, as it says.
    var interfacesChanged: UInt32?
    /// What it said of itself.
    var system: SystemReading?
    /// The clock that its rates are reckoned by.
    var clock = DeviceClock()
    /// Its scalars.
    var scalars = ScalarMemory()
    /// Its tables, in the order of the plan.
    var tables: [TableMemory] = []
    /// Its judgement.
    var judge: DeviceJudge
    /// When a poll of it last ended; nil before the first.
    var lastPoll: Timestamp?

    /// A device that has not been asked anything.
    init(_ entry: DeviceEntry, due: MonotonicTime, judge: DeviceJudge) {
        self.entry = entry
        self.due = due
        self.judge = judge
        grid = PollGrid(name: entry.name, interval: entry.interval)
    }

    /// Whether it is no longer configured, and its slot free.
    var hasLeft: Bool { entry.name.isEmpty }

    /// Gives up all that is known of it, since it is no longer configured.
    mutating func leave() {
        let nobody = DeviceEntry(name: "", address: .name(""))
        self = PolledDevice(nobody, due: due, judge: DeviceJudge(standard: judge.standard, isNew: false))
    }

    /// Takes a plan, keeping what was read of tables that it has, too.
    mutating func take(_ plan: PollPlan) {
        guard self.plan !== plan else { return }
        var kept: [String: TableMemory] = [:]
        if let old = self.plan {
            for (planned, memory) in zip(old.tables, tables) {
                guard plan.tables.contains(where: { $0.table == planned.table }) else { continue }
                kept[planned.table.name] = memory
            }
        }
        self.plan = plan
        choices = [UInt8](repeating: ObjectChoice.unknown, count: plan.choices)
        tables = plan.tables.map { kept[$0.table.name] ?? TableMemory($0) }
        scalars = ScalarMemory(plan)
        isStale = true
    }

    /// Forgets which objects it has, after a restart or a change of who asks: views and software may be others.
    mutating func forgetChoices() {
        for index in choices.indices { choices[index] = ObjectChoice.unknown }
        absent = 0
        size.forgetCeiling()
    }

    /// Whether it has one of the system's objects, as far as is known.
    func has(_ object: SystemObject) -> Bool { absent & (1 << object.rawValue) == 0 }

    /// Remembers whether it has one of the system's objects.
    mutating func note(_ object: SystemObject, isThere: Bool) {
        if isThere { absent &= ~(1 << object.rawValue) } else { absent |= 1 << object.rawValue }
    }
}
