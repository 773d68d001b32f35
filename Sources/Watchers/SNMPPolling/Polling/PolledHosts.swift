import Model

/// The host names that devices are configured by, and the addresses that they have.
struct PolledHosts: Sendable {
    /// How soon a name that does not resolve is tried again.
    static let retry: Duration = .seconds(60)
    /// A TTL below is taken for this, one above for that: neither may flood a server or hold for ever.
    static let lifetimes: ClosedRange<Duration> = .seconds(30)...Duration.seconds(86_400)

    /// What is known of one name.
    struct Host: Sendable {
        /// The name.
        let name: String
        /// Its addresses, the first of which is asked.
        var addresses: [IPAddress] = []
        /// Why it last did not resolve; nil when it did, or was not asked yet.
        var failure: String?
        /// When it is asked for again; nil while an answer is awaited.
        var renewal: MonotonicTime?
    }

    /// The names, by numbers that they keep.
    private(set) var hosts: [Host] = []
    private var numbers: [String: Int] = [:]
    /// Names that were asked for, by token.
    private var questions: [UInt64: Int] = [:]

    /// No names.
    init() {}

    /// Takes a name; gives its number where it must be asked for, because it is new or was not asked for any more.
    mutating func add(_ name: String, at time: MonotonicTime) -> Int? {
        if let number = numbers[name] {
            return hosts[number].renewal.map { $0 <= time } == true ? number : nil
        }
        numbers[name] = hosts.count
        hosts.append(Host(name: name))
        return hosts.count - 1
    }

    /// The address to ask; nil where there is none.
    func address(of name: String) -> IPAddress? { numbers[name].flatMap { hosts[$0].addresses.first } }

    /// Why a name does not resolve.
    func failure(of name: String) -> String? { numbers[name].flatMap { hosts[$0].failure } }

    /// Whether a name has no address yet because its first answer is still to come.
    func isAwaited(_ name: String) -> Bool {
        numbers[name].map { hosts[$0].addresses.isEmpty && hosts[$0].failure == nil } ?? false
    }

    /// How many names do not resolve.
    var unresolved: Int { hosts.count { $0.addresses.isEmpty && $0.failure != nil } }

    /// Remembers that a name was asked for.
    mutating func ask(_ number: Int, token: UInt64) {
        hosts[number].renewal = nil
        questions[token] = number
    }

    /// Which name a token asked for; once.
    mutating func question(_ token: UInt64) -> Int? { questions.removeValue(forKey: token) }

    /// Takes the addresses of a name. The one in use is kept as long as it is among them: servers turn them round.
    mutating func learn(_ number: Int, _ addresses: [IPAddress], renewal: MonotonicTime) {
        let current = hosts[number].addresses.first
        var addresses = addresses
        if let current, let place = addresses.firstIndex(of: current) { addresses.swapAt(0, place) }
        // An answer without addresses says no more than a failure: the old ones are better than none.
        if !addresses.isEmpty { hosts[number].addresses = addresses }
        hosts[number].failure = addresses.isEmpty ? "it has no address" : nil
        hosts[number].renewal = renewal
    }

    /// Takes that a name does not resolve. The addresses that it had are kept.
    mutating func fail(_ number: Int, _ why: String, renewal: MonotonicTime) {
        hosts[number].failure = why
        hosts[number].renewal = renewal
    }
}
