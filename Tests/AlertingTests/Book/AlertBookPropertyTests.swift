import Alerting
import Model
import Testing

/// Random histories, with commits that fail, against an oracle that is only a set of open keys.
@Suite("The alert book over random histories")
struct AlertBookPropertyTests {
    @Test("One open alert a key, dense unique numbers, and nothing lost", arguments: 0..<40)
    func holds(seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
        var book = AlertBook(recovered: RecoveredState(), site: "", limit: 6)
        var oracle: [AlertKey: Severity] = [:]
        var stored: [Event] = []
        var alerts: [Int64: Alert] = [:]

        for batch in 0..<120 {
            let oracleBefore = oracle
            var events: [Event] = []
            for step in 0..<Int.random(in: 0...5, using: &dice) {
                let observation = dice.observation(at: Int64(batch * 10 + step))
                let made = book.apply(observation)
                #expect(!made.isEmpty)
                expect(made, of: observation, oracle: &oracle)
                events += made
            }
            let changes = book.takeChanges()
            if Int.random(in: 0..<4, using: &dice) == 0 {
                book.undo()
                oracle = oracleBefore
            } else {
                stored += events
                for change in changes { alerts[change.id] = change }
                #expect(Set(changes.map(\.id)).count == changes.count)
            }
            #expect(Set(book.openAlerts.map(\.key)) == Set(oracle.keys))
            #expect(book.openAlerts.allSatisfy { oracle[$0.key] == $0.severity })
        }
        #expect(stored.map(\.id) == stored.indices.map { Int64($0 + 1) })
        #expect(alerts.keys.sorted() == (0..<alerts.count).map { Int64($0 + 1) })
        for alert in alerts.values {
            #expect(stored.filter { $0.alert == alert.id }.count == alert.events)
            #expect((alert.state == .resolved) == !book.openAlerts.contains { $0.id == alert.id })
        }
        #expect(alerts.values.filter { $0.state != .resolved }.sorted { $0.id < $1.id } == book.openAlerts)
    }

    /// What the oracle knows of one observation: which keys its events must have opened and ended.
    private func expect(_ made: [Event], of observation: Observation, oracle: inout [AlertKey: Severity]) {
        var ends = observation.clears.filter { $0 != observation.key && oracle[$0] != nil }
        if observation.state == .occurred, observation.clears.contains(observation.key), oracle[observation.key] != nil
        {
            ends.append(observation.key)
        }
        if observation.state == .resolved, oracle[observation.key] != nil { ends.append(observation.key) }
        #expect(Set(made.filter { $0.observation.state == .resolved }.map(\.observation.key)) == Set(ends))
        let opens = observation.state == .firing && (oracle[observation.key] != nil || oracle.count < 6)
        #expect(made.contains { $0.observation.state == .firing && $0.alert != nil } == opens)
        #expect(made.count == max(1, Set(ends).count + (observation.state == .firing ? 1 : 0)))
        for event in made where event.observation.state == .resolved {
            #expect(event.observation.severity == oracle[event.observation.key])
        }
        if opens { oracle[observation.key] = observation.severity }
        for key in ends { oracle[key] = nil }
    }
}

/// A repeatable source of randomness (xorshift64*).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }

    /// An observation of one of nine interfaces, sometimes one that clears others.
    mutating func observation(at second: Int64) -> Observation {
        let states: [EventState] = [.firing, .firing, .firing, .resolved, .occurred]
        var observation = Observation.link(
            Int.random(in: 1...9, using: &self), states.randomElement(using: &self) ?? .firing,
            severity: Severity.allCases.randomElement(using: &self) ?? .info, at: second)
        if Int.random(in: 0..<3, using: &self) == 0 {
            observation.clears = (0..<3).map { _ in .link(Int.random(in: 1...9, using: &self)) }
        }
        return observation
    }
}
