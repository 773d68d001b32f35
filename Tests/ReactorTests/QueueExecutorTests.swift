import Dispatch
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)))
struct QueueExecutorTests {
    /// An actor that counts on its own queue.
    private actor Counter {
        let executor = QueueExecutor(label: "counter")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        var count = 0

        func add() {
            dispatchPrecondition(condition: .onQueue(executor.queue))
            count += 1
        }
    }

    @Test("An actor runs on its queue, and a block of that queue may assume its isolation")
    func isolation() async {
        let counter = Counter()
        await counter.add()
        await withCheckedContinuation { answer in
            counter.executor.queue.async {
                counter.assumeIsolated { $0.add() }
                answer.resume()
            }
        }
        #expect(await counter.count == 2)
    }

    @Test("A ping comes back after what was on the queue before it")
    func ping() async {
        let counter = Counter()
        for _ in 0..<100 { counter.executor.queue.async { counter.assumeIsolated { $0.add() } } }
        await counter.executor.ping()
        #expect(await counter.count == 100)
    }

    @Test("A block of another queue may not assume it")
    func foreignQueue() async {
        await #expect(processExitsWith: .failure) {
            let executor = QueueExecutor(label: "mine")
            DispatchQueue(label: "other").sync { executor.checkIsolated() }
        }
    }
}
