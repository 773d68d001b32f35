public import Model
import Synchronization

/// Where facts are posted: keeps the latest of each key and hands new ones to every subscriber but the publisher.
public final class FactBoard: Sendable {
    private struct State {
        var facts: [FactKey: Fact] = [:]
        var subscribers: [(owner: WatcherName, deliver: @Sendable ([Fact]) -> Void)] = []
    }

    private let state = Mutex(State())

    /// An empty board.
    public init() {}

    /// Subscribes a watcher's host; what is posted already is delivered at once.
    public func subscribe(_ owner: WatcherName, deliver: @escaping @Sendable ([Fact]) -> Void) {
        let known = state.withLock { state in
            state.subscribers.append((owner, deliver))
            return Array(state.facts.values)
        }
        if !known.isEmpty { deliver(known) }
    }

    /// Posts facts. One that says what the board already says is not delivered again.
    public func publish(_ facts: [Fact], by publisher: WatcherName) {
        let (news, receivers) = state.withLock { state in
            let news = facts.filter { state.facts.updateValue($0, forKey: $0.key) != $0 || $0.isCall }
            return (news, state.subscribers.filter { $0.owner != publisher }.map(\.deliver))
        }
        guard !news.isEmpty else { return }
        for deliver in receivers { deliver(news) }
    }

    /// The latest fact of a key.
    public func fact(_ key: FactKey) -> Fact? { state.withLock { $0.facts[key] } }
}

extension Fact {
    /// Whether the fact is a call to act, which matters again each time, rather than a state.
    var isCall: Bool {
        if case .interfaceChanged = self { true } else { false }
    }
}
