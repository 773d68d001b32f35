import CUnbound
import Dispatch
public import Model

/// Finds the addresses of names by libunbound, without blocking and with the time that they hold. Used on its
/// executor's queue only.
///
/// An answer that need not be validated comes from the servers of resolv.conf, as for any program of the host. One that
/// must be is validated here by DNSSEC from the root's key, so its servers must hand signatures through.
@safe public final class NameResolver {
    /// Where to look.
    public struct Options: Sendable, Hashable {
        /// The servers to ask; empty for those of resolv.conf.
        public var servers: [Endpoint] = []
        /// A file of names in the form of hosts(5), asked first; nil for none.
        public var hostsFile: String? = "/etc/hosts"
        /// The file with the root's key (Debian: dns-root-data).
        public var rootKeyFile = "/usr/share/dns/root.key"

        /// What the host itself uses.
        public init() {}
    }

    /// What a name resolves to.
    public struct Resolution: Sendable, Hashable {
        /// Its IPv4 addresses, then its IPv6 addresses, as they came.
        public var addresses: [IPAddress]
        /// How long they hold: the shortest TTL among them.
        public var timeToLive: Duration
        /// Whether DNSSEC proves them.
        public var isSecure: Bool
    }

    /// Why a name does not resolve.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// There is no such name.
        case noSuchName(String)
        /// The name has no address.
        case noAddress(String)
        /// DNSSEC proves the answer false.
        case bogus(String, why: String)
        /// No server gave an answer, or the library failed.
        case failed(String, why: String)

        /// The fault in words.
        public var description: String {
            switch self {
            case .noSuchName(let name): "the name \(name) does not exist"
            case .noAddress(let name): "the name \(name) has no address"
            case .bogus(let name, let why): "the answer for \(name) is false by DNSSEC: \(why)"
            case .failed(let name, let why): "the name \(name) could not be resolved: \(why)"
            }
        }
    }

    /// A question under way: two queries, one for each family.
    fileprivate final class Question {
        let name: String
        let mustBeValid: Bool
        let handler: (Result<Resolution, Fault>) -> Void
        unowned let resolver: NameResolver
        var waiting = 2
        var answers: [(family: Int32, resolution: Resolution)] = []
        var fault: Fault?

        init(
            _ name: String, mustBeValid: Bool, resolver: NameResolver,
            handler: @escaping (Result<Resolution, Fault>) -> Void
        ) {
            self.name = name
            self.mustBeValid = mustBeValid
            self.resolver = resolver
            self.handler = handler
        }
    }

    /// A context of the library with the source that says when it has answers.
    @safe private struct Context {
        let handle: OpaquePointer
        let source: any DispatchSourceRead
    }

    private static let typeA: Int32 = 1
    private static let typeAAAA: Int32 = 28
    private static let classIN: Int32 = 1

    private let options: Options
    private let executor: QueueExecutor
    private var plain: Context?
    private var validating: Context?
    private var questions: [ObjectIdentifier: Question] = [:]

    /// A resolver that has asked nothing yet.
    public init(options: Options = Options(), executor: QueueExecutor) {
        self.options = options
        self.executor = executor
    }

    deinit { close() }

    /// Asks for the addresses of a name; the handler is called once, on the executor's queue, unless `close` comes first.
    public func resolve(_ name: String, validated: Bool, handler: @escaping (Result<Resolution, Fault>) -> Void) {
        let question = Question(name, mustBeValid: validated, resolver: self, handler: handler)
        do throws(Fault) {
            let context = try context(validating: validated, for: name)
            questions[ObjectIdentifier(question)] = question
            let data = unsafe Unmanaged.passUnretained(question).toOpaque()
            let first = unsafe ub_resolve_async(
                context.handle, name, NameResolver.typeA, NameResolver.classIN, data, answeredA, nil)
            if first != 0 { unsafe take(nil, code: first, type: NameResolver.typeA, of: question) }
            let second = unsafe ub_resolve_async(
                context.handle, name, NameResolver.typeAAAA, NameResolver.classIN, data, answeredAAAA, nil)
            if second != 0 { unsafe take(nil, code: second, type: NameResolver.typeAAAA, of: question) }
        } catch {
            handler(.failure(error))
        }
    }

    /// Forgets every question and ends the library's threads.
    public func close() {
        for case let context? in [plain, validating] {
            context.source.cancel()
            unsafe ub_ctx_delete(context.handle)
        }
        plain = nil
        validating = nil
        questions.removeAll()
    }

    private func context(validating isValidating: Bool, for name: String) throws(Fault) -> Context {
        if let known = isValidating ? validating : plain { return known }
        guard let handle = unsafe ub_ctx_create() else { throw .failed(name, why: "libunbound could not be started") }
        do throws(Fault) {
            // What the library has to say comes back as an error; it prints nothing.
            _ = unsafe ub_ctx_debugout(handle, nil)
            // A thread of its own in this process, not a forked child.
            try check(unsafe ub_ctx_async(handle, 1), name)
            if options.servers.isEmpty {
                try check(unsafe ub_ctx_resolvconf(handle, nil), name)
            }
            for server in options.servers {
                if case .v4(let word) = server.address, word >> 24 == 127 {
                    try check(unsafe ub_ctx_set_option(handle, "do-not-query-localhost:", "no"), name)
                }
                try check(unsafe ub_ctx_set_fwd(handle, "\(server.address.text)@\(server.port)"), name)
            }
            if let file = options.hostsFile { _ = unsafe ub_ctx_hosts(handle, file) }
            if isValidating { try check(unsafe ub_ctx_add_ta_file(handle, options.rootKeyFile), name) }
            // It would not ask anyone for these names, which networks of one's own use. Last, as it ends the settings.
            for zone in ["test.", "home.arpa."] { _ = unsafe ub_ctx_zone_add(handle, zone, "transparent") }
        } catch {
            unsafe ub_ctx_delete(handle)
            throw error
        }
        let descriptor = unsafe ub_fd(handle)
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: executor.queue)
        source.setEventHandler { [weak self] in
            // `close` may have come between the wake-up and now.
            guard let self, (unsafe self.plain?.handle == handle) || (unsafe self.validating?.handle == handle) else {
                return
            }
            _ = unsafe ub_process(handle)
        }
        source.resume()
        let made = unsafe Context(handle: handle, source: source)
        if isValidating { validating = made } else { plain = made }
        return made
    }

    private func check(_ code: Int32, _ name: String) throws(Fault) {
        guard code == 0 else { throw .failed(name, why: unsafe String(cString: ub_strerror(code))) }
    }

    fileprivate func take(
        _ result: UnsafeMutablePointer<ub_result>?, code: Int32, type: Int32, of question: Question
    ) {
        guard questions[ObjectIdentifier(question)] != nil else { return }
        switch unsafe NameResolver.read(result, code: code, name: question.name, mustBeValid: question.mustBeValid) {
        case .success(let resolution): question.answers.append((type, resolution))
        case .failure(let fault):
            // A name without addresses of one family is whole; any other fault says more.
            if case .noAddress = fault, question.fault != nil { break }
            question.fault = fault
        }
        question.waiting -= 1
        guard question.waiting == 0 else { return }
        questions[ObjectIdentifier(question)] = nil
        let answers = question.answers.sorted { $0.family < $1.family }.map(\.resolution)
        guard let first = answers.first else {
            return question.handler(.failure(question.fault ?? .noAddress(question.name)))
        }
        let whole = answers.dropFirst().reduce(first) { sum, next in
            Resolution(
                addresses: sum.addresses + next.addresses, timeToLive: min(sum.timeToLive, next.timeToLive),
                isSecure: sum.isSecure && next.isSecure)
        }
        question.handler(.success(whole))
    }

    private static func read(
        _ result: UnsafeMutablePointer<ub_result>?, code: Int32, name: String, mustBeValid: Bool
    ) -> Result<Resolution, Fault> {
        guard let result = unsafe result?.pointee, code == 0 else {
            return .failure(.failed(name, why: unsafe String(cString: ub_strerror(code))))
        }
        if unsafe result.bogus != 0, mustBeValid {
            let why = unsafe result.why_bogus.map { unsafe String(cString: $0) } ?? "no reason given"
            return .failure(.bogus(name, why: why))
        }
        if unsafe result.nxdomain != 0 { return .failure(.noSuchName(name)) }
        if unsafe result.rcode != 0 {
            return unsafe .failure(.failed(name, why: "the server answered with rcode \(result.rcode)"))
        }
        var addresses: [IPAddress] = []
        if unsafe result.havedata != 0 {
            var index = 0
            while let data = unsafe result.data[index] {
                let length = unsafe Int(result.len[index])
                let octets = unsafe UnsafeRawBufferPointer(start: data, count: length)
                if let address = unsafe IPAddress(octets: Array(octets)) { addresses.append(address) }
                index += 1
            }
        }
        guard !addresses.isEmpty else { return .failure(.noAddress(name)) }
        return unsafe .success(
            Resolution(
                addresses: addresses, timeToLive: .seconds(Int(max(0, result.ttl))), isSecure: result.secure != 0))
    }
}

/// The library's callbacks: they only find their question again and give the result back.
private func answered(
    _ data: UnsafeMutableRawPointer?, _ code: Int32, _ result: UnsafeMutablePointer<ub_result>?, _ type: Int32
) {
    defer { unsafe ub_resolve_free(result) }
    guard let data = unsafe data else { return }
    let question = unsafe Unmanaged<NameResolver.Question>.fromOpaque(data).takeUnretainedValue()
    unsafe question.resolver.take(result, code: code, type: type, of: question)
}

private func answeredA(_ data: UnsafeMutableRawPointer?, _ code: Int32, _ result: UnsafeMutablePointer<ub_result>?) {
    unsafe answered(data, code, result, 1)
}

private func answeredAAAA(_ data: UnsafeMutableRawPointer?, _ code: Int32, _ result: UnsafeMutablePointer<ub_result>?) {
    unsafe answered(data, code, result, 28)
}
