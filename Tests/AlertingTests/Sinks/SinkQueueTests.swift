import Alerting
import Model
import Synchronization
import Testing

@Suite("A sink's queue")
struct SinkQueueTests {
    @Test("Everything offered is told once and in order")
    func order() async {
        let tape = Tape()
        let queue = SinkQueue(TapeSink(tape))
        for first in stride(from: Int64(1), to: 5_000, by: 500) { queue.offer((first..<first + 500).map { event($0) }) }
        await queue.emptied(within: .seconds(20))
        #expect(tape.told == Array(1...5_000))
        #expect(queue.status.delivered == 5_000 && queue.status.backlog == 0 && queue.status.droppedCount == 0)
    }

    @Test("When too many wait, the least severe go first, the oldest of them first, and each is counted")
    func drops() async {
        let tape = Tape()
        let queue = SinkQueue(TapeSink(tape), limit: 4)
        queue.offer([
            event(1, .info), event(2, .critical), event(3, .info), event(4, .warning), event(5, .warning),
            event(6, .critical), event(7, .info), event(8, .error),
        ])
        await queue.emptied(within: .seconds(20))
        #expect(tape.told == [2, 5, 6, 8])
        #expect(queue.status.dropped == [.info: 3, .warning: 1])
        #expect(queue.status.droppedCount == 4)
    }

    @Test("A suppressed event waits and goes as the information that it is told as")
    func dropsSuppressed() async {
        let tape = Tape()
        let queue = SinkQueue(TapeSink(tape), limit: 1)
        var suppressed = event(1, .critical)
        suppressed.suppressed = "silenced"
        queue.offer([suppressed, event(2, .notice)])
        await queue.emptied(within: .seconds(20))
        #expect(tape.told == [2] && queue.status.dropped == [.info: 1])
    }

    @Test("A sink that is away is asked again, and hears all that was kept when it is back")
    func comesBack() async {
        let tape = Tape()
        tape.answers.withLock { $0 = Array(repeating: .later(after: .milliseconds(1), reason: "away"), count: 20) }
        let queue = SinkQueue(TapeSink(tape), limit: 1_000)
        queue.offer((1...300).map { event($0) })
        await queue.emptied(within: .seconds(20))
        #expect(tape.told == Array(1...300))
        #expect(tape.attempts == 320)
        #expect(queue.status.fault == nil && queue.status.delivered == 300)
    }

    @Test("What can never be told is counted and does not stand in the way")
    func refused() async {
        let tape = Tape()
        tape.answers.withLock { $0 = [.refused(reason: "too long")] }
        let queue = SinkQueue(TapeSink(tape))
        queue.offer([event(1), event(2)])
        await queue.emptied(within: .seconds(20))
        #expect(tape.told == [2] && queue.status.refused == 1 && queue.status.delivered == 1)
    }

    @Test("Closing gives up after its patience, counts what is left, and takes no more")
    func closes() async {
        let tape = Tape()
        tape.isAway.store(true, ordering: .relaxed)
        let queue = SinkQueue(TapeSink(tape))
        queue.offer((1...100).map { event($0, .error) })
        await queue.close(within: .milliseconds(20))
        #expect(tape.told.isEmpty)
        #expect(queue.status.dropped == [.error: 100] && queue.status.backlog == 0)
        #expect(queue.status.fault == "away")
        queue.offer([event(101, .notice)])
        #expect(queue.status.dropped == [.error: 100, .notice: 1])
    }

    @Test("Closing tells everything when the sink takes it")
    func closesAfterTelling() async {
        let tape = Tape()
        let queue = SinkQueue(TapeSink(tape))
        queue.offer((1...2_000).map { event($0) })
        await queue.close(within: .seconds(20))
        #expect(tape.told.count == 2_000 && queue.status.droppedCount == 0)
    }

    @Test("Offers from many tasks at once are told or counted, and none twice")
    func concurrent() async {
        let tape = Tape()
        let queue = SinkQueue(TapeSink(tape), limit: 700)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask { for step in 0..<500 { queue.offer([event(Int64(task * 500 + step))]) } }
            }
        }
        await queue.emptied(within: .seconds(20))
        #expect(Set(tape.told).count == tape.told.count)
        #expect(tape.told.count + queue.status.droppedCount == 4_000)
    }
}

/// An event of some severity.
private func event(_ id: Int64, _ severity: Severity = .warning) -> Event {
    Event(id: id, site: "", observation: .link(1, .occurred, severity: severity, at: id))
}

/// What a `TapeSink` was told, and how it shall answer.
private final class Tape: Sendable {
    let answers = Mutex<[Delivery]>([])
    let isAway = Atomic<Bool>(false)
    private let ids = Mutex<(told: [Int64], attempts: Int)>(([], 0))

    var told: [Int64] { ids.withLock { $0.told } }
    var attempts: Int { ids.withLock { $0.attempts } }

    func deliver(_ id: Int64) -> Delivery {
        var answer = answers.withLock { $0.isEmpty ? .delivered : $0.removeFirst() }
        if isAway.load(ordering: .relaxed) { answer = .later(after: .milliseconds(1), reason: "away") }
        ids.withLock { ids in
            ids.attempts += 1
            if answer == .delivered { ids.told.append(id) }
        }
        return answer
    }
}

private final class TapeSink: Sink {
    let name = "tape"
    private let tape: Tape

    init(_ tape: Tape) { self.tape = tape }

    func deliver(_ announcement: Announcement) -> Delivery { tape.deliver(announcement.event.id) }
}
