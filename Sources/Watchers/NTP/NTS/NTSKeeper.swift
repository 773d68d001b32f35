import Model
import Watching

/// How one server's keys are kept: when new ones are wanted, how long to wait after a failure, and what is wrong.
struct NTSKeeper: Sendable {
    /// Where keys are agreed on.
    let endpoint: Endpoint
    /// What the certificate must hold for.
    let name: String
    /// The file of trusted certificates; nil for the system's.
    let trusted: String?
    /// Whether keys are being agreed on.
    private(set) var isWaiting = false
    /// Failures since the last authentic answer; keys that brought none count, too.
    private(set) var failures = 0
    /// When the next try is allowed; nil for now.
    private(set) var nextTry: MonotonicTime?
    /// When the present keys were agreed on.
    private(set) var established: Moment?
    /// What is wrong; nil while nothing is.
    private(set) var fault: NTSFault?
    /// Keys that the next question is the first to use.
    private var ready: NTSSession?
    /// Whether an answer has proven the present keys.
    private var isProven = false
    /// Whether there are keys that no answer has proven and that are not yet counted as a failure.
    private var isUncertain = false

    /// Keys are renewed when they are so old, which checks the server's certificate, too.
    static let longestUse: Duration = .seconds(86_400)
    /// The first wait after a failure (RFC 8915, section 4.2, wants ten seconds at least and a growth of 1.5 at least).
    static let shortestWait: Duration = .seconds(10)
    /// The longest: a watch must see soon enough that a server is well again.
    static let longestWait: Duration = .seconds(3_600)

    /// A keeper for a server of the configuration at one of its addresses; nil where it needs none.
    init?(_ entry: NTPConfiguration.Server, at address: IPAddress) {
        guard entry.usesNTS else { return nil }
        endpoint = Endpoint(address: address, port: entry.keyPort)
        name = entry.name
        trusted = entry.trustedCertificates
    }

    /// The question for keys.
    var request: StreamRequest { NTSKeyExchange.request(to: endpoint, name: name, trusted: trusted) }

    /// Whether keys should be asked for now, given those that are there.
    func wantsKeys(beside session: NTSSession?, at moment: Moment) -> Bool {
        guard !isWaiting, ready == nil, nextTry.map({ moment.monotonic >= $0 }) ?? true else { return false }
        guard session?.isUsable == true, let established else { return true }
        return moment.monotonic - established.monotonic >= NTSKeeper.longestUse
    }

    /// Keys are being asked for.
    mutating func begin() {
        isWaiting = true
        if isUncertain { failures += 1 }
        isUncertain = false
    }

    /// When it is to be seen again whether there are keys, while there are none.
    func nextTurn(at moment: Moment, poll: Int8) -> MonotonicTime {
        let usual = moment.monotonic + .seconds(Int64(1) << Int64(max(0, min(poll, NTPPoll.longest))))
        return isWaiting ? usual : max(moment.monotonic + .seconds(1), nextTry ?? usual)
    }

    /// It came to nothing.
    mutating func fail(_ fault: NTSFault, at moment: Moment, random: inout NTPRandom) {
        isWaiting = false
        isUncertain = false
        self.fault = fault
        failures += 1
        nextTry = moment.monotonic + wait(failures, random: &random)
    }

    /// Keys were agreed on. Should they come to nothing, the next try waits as after a failure.
    mutating func succeed(_ session: NTSSession, at moment: Moment, random: inout NTPRandom) {
        isWaiting = false
        ready = session
        established = moment
        isProven = false
        isUncertain = true
        nextTry = moment.monotonic + wait(failures + 1, random: &random)
    }

    /// The new keys, once.
    mutating func takeReady() -> NTSSession? {
        defer { ready = nil }
        return ready
    }

    /// Whether new keys wait for the next question.
    var isReady: Bool { ready != nil }

    /// An answer was authentic: what was wrong is over.
    mutating func prove() {
        guard !isProven else { return }
        isProven = true
        isUncertain = false
        failures = 0
        nextTry = nil
        fault = nil
    }

    /// The server refused the keys (NTSN), and no authentic answer came beside that. New ones that are refused are a failure;
    /// old ones may be so old that the server has forgotten its own.
    mutating func refuse(at moment: Moment, random: inout NTPRandom) {
        if isProven {
            isProven = false
        } else {
            fail(.cookiesRefused, at: moment, random: &random)
        }
    }

    /// The next try is allowed now.
    mutating func retry() { nextTry = nil }

    /// 10 s, 20 s, 40 s and so on to an hour, and up to a tenth more, so that many clients do not come all at once.
    private func wait(_ failures: Int, random: inout NTPRandom) -> Duration {
        let doubled = NTSKeeper.shortestWait * (1 << max(0, min(failures - 1, 16)))
        return min(doubled, NTSKeeper.longestWait) * (1_000 + Int(random.next() % 100)) / 1_000
    }
}
