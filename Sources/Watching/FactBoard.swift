public import Model
import Synchronization

/// Where facts are posted: keeps the latest of each key and hands new ones to every subscriber but the publisher.
public final class FactBoard: Sendable {
    private struct Posting {
        var fact: Fact
        var publisher: WatcherName
    }

    private struct Subscriber {
        var owner: WatcherName
        var deliver: @Sendable ([Fact]) -> Void
    }

    private struct State {
        var postings: [FactKey: Posting] = [:]
        var subscribers: [Subscriber] = []
    }

    private let state = Mutex(State())

    /// An empty board.
    public init() {}

    /// Subscribes a watcher's host, in place of an earlier subscription of the same watcher; what others have posted
    /// already is delivered at once. `deliver` is called with the board locked, so that every subscriber sees the facts
    /// in one order: it may only hand them on, to its queue, and not call the board.
    public func subscribe(_ owner: WatcherName, deliver: @escaping @Sendable ([Fact]) -> Void) {
        state.withLock { state in
            state.subscribers.removeAll { $0.owner == owner }
            state.subscribers.append(Subscriber(owner: owner, deliver: deliver))
            let known = state.postings.values.filter { $0.publisher != owner }.map(\.fact)
            if !known.isEmpty { deliver(known) }
        }
    }

    /// Ends the subscription of a watcher.
    public func unsubscribe(_ owner: WatcherName) {
        state.withLock { $0.subscribers.removeAll { $0.owner == owner } }
    }

    /// Posts facts. One that says what the board already says is not delivered again.
    public func publish(_ facts: [Fact], by publisher: WatcherName) {
        state.withLock { state in
            let news = facts.filter { fact in
                // A call is handed on each time and never kept: it says nothing to whoever comes later.
                if fact.isCall { return true }
                return state.postings.updateValue(Posting(fact: fact, publisher: publisher), forKey: fact.key)?.fact
                    != fact
            }
            guard !news.isEmpty else { return }
            for subscriber in state.subscribers where subscriber.owner != publisher { subscriber.deliver(news) }
        }
    }

    /// The latest fact of a key; nil for calls, which are not kept.
    public func fact(_ key: FactKey) -> Fact? { state.withLock { $0.postings[key]?.fact } }
}

extension Fact {
    /// Whether the fact is a call to act, which matters again each time, rather than a state.
    var isCall: Bool {
        if case .interfaceChanged = self { true } else { false }
    }
}
