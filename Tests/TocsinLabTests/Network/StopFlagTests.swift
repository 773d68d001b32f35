import Synchronization
import Testing

@testable import TocsinLab

@Suite struct StopFlagTests {
    @Test func `Raising the flag cancels work that hangs on it, also when it was raised before`() async throws {
        let flag = StopFlag()
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        async let result = flag.cancelling {
            beginning.yield()
            try await Task.sleep(for: .seconds(3_600))
            return 1
        }
        for await _ in begun { break }
        #expect(!flag.isRaised)
        flag.raise()
        #expect(try await result == nil)
        #expect(try await flag.cancelling { try await Task.sleep(for: .seconds(3_600)) } == nil)
    }

    @Test func `Work that ends by itself gives its result, and its error`() async throws {
        #expect(try await StopFlag().cancelling { 7 } == 7)
        await #expect(throws: LabTextFault.self) { try await StopFlag().cancelling { throw LabTextFault("no") } }
    }

    @Test func `A handler is called once`() {
        let flag = StopFlag()
        let calls = Atomic<Int>(0)
        flag.whenRaised { calls.add(1, ordering: .relaxed) }
        flag.raise()
        flag.raise()
        #expect(calls.load(ordering: .relaxed) == 1)
    }
}
