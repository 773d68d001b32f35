import Model
import Testing

@testable import Reactor

@Suite
struct DeadlineHeapTests {
    @Test("Due tokens come earliest first, equal ones in the order they were set, later ones stay")
    func order() {
        var heap = DeadlineHeap<String>()
        heap.set("c", at: MonotonicTime(nanoseconds: 30))
        heap.set("a", at: MonotonicTime(nanoseconds: 10))
        heap.set("b2", at: MonotonicTime(nanoseconds: 20))
        heap.set("b1", at: MonotonicTime(nanoseconds: 20))
        heap.set("later", at: MonotonicTime(nanoseconds: 31))
        #expect(heap.earliest == MonotonicTime(nanoseconds: 10))
        #expect(take(&heap, at: 9) == [])
        #expect(take(&heap, at: 30, limit: 2) == ["a", "b2"])
        #expect(take(&heap, at: 30) == ["b1", "c"])
        #expect(heap.earliest == MonotonicTime(nanoseconds: 31))
    }

    /// Takes what is due; a macro's argument may not change what it names.
    private func take<Token>(_ heap: inout DeadlineHeap<Token>, at time: Int64, limit: Int = .max) -> [Token] {
        heap.takeDue(at: MonotonicTime(nanoseconds: time), limit: limit)
    }

    @Test("A token has one deadline, the last that was set, and none when it is cancelled")
    func oneDeadline() {
        var heap = DeadlineHeap<Int>()
        heap.set(1, at: MonotonicTime(nanoseconds: 10))
        heap.set(1, at: MonotonicTime(nanoseconds: 50))
        heap.set(2, at: MonotonicTime(nanoseconds: 20))
        #expect(take(&heap, at: 30) == [2])
        #expect(heap.deadline(of: 1) == MonotonicTime(nanoseconds: 50))
        let cancelled = [heap.cancel(1), heap.cancel(1)]
        #expect(cancelled == [true, false])
        #expect(heap.isEmpty && heap.earliest == nil)
    }

    @Test("Against a sorted list, through a thousand random changes", arguments: [1, 2, 3])
    func agreesWithSorting(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var heap = DeadlineHeap<Int>()
        var model: [Int: Int64] = [:]
        for _ in 0..<1_000 {
            let token = Int.random(in: 0..<60, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let had = heap.cancel(token)
                #expect(had == (model.removeValue(forKey: token) != nil))
            case 1:
                let now = Int64.random(in: 0..<1_000, using: &random)
                let due = heap.takeDue(at: MonotonicTime(nanoseconds: now), limit: 3)
                let times = due.map { model.removeValue(forKey: $0) ?? .max }
                #expect(times == times.sorted() && times.allSatisfy { $0 <= now })
                if due.count < 3 { #expect(model.values.allSatisfy { $0 > now }) }
                if let last = times.last { #expect(model.values.allSatisfy { $0 >= last }) }
            default:
                let time = Int64.random(in: 0..<1_000, using: &random)
                model[token] = time
                heap.set(token, at: MonotonicTime(nanoseconds: time))
            }
            #expect(heap.count == model.count)
            #expect(heap.earliest?.nanoseconds == model.values.min())
        }
    }
}

/// A small generator (splitmix64) whose numbers are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
