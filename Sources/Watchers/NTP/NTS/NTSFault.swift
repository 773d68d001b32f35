import Model
import Watching
import Wire

/// Why no keys could be agreed on with a server, or why those that were agreed on are of no use.
enum NTSFault: Error, Sendable, Hashable {
    /// The stream came to nothing: no connection, no TLS, a certificate that is refused.
    case stream(StreamFailure)
    /// The answer is no message of NTS key establishment.
    case malformed(MalformedPacket)
    /// The server answered with an Error record.
    case error(UInt16)
    /// The server answered with a Warning record. None is defined, and an unknown one is an error (RFC 8915, section 4.1.4).
    case warning(UInt16)
    /// The server has no keys for NTPv4, or named another protocol than it was asked for.
    case noCommonProtocol
    /// The server has not the one algorithm that everybody must have, or named another one.
    case noCommonAlgorithm
    /// It gave no cookies.
    case noCookies
    /// The TLS session gave no keys.
    case noKeys
    /// The time server that it names cannot be found.
    case server(String, why: String)
    /// The time server that it names is measured already.
    case knownServer(String)
    /// The time server refuses the cookies that were given for it (NTSN).
    case cookiesRefused

    /// The name of its counter and in evidence.
    var cause: String {
        switch self {
        case .stream(let failure): failure.kind.rawValue
        case .malformed: "malformed"
        case .error(0): "unrecognized-critical-record"
        case .error(1): "bad-request"
        case .error(2): "internal-server-error"
        case .error: "error"
        case .warning: "warning"
        case .noCommonProtocol: "no-common-protocol"
        case .noCommonAlgorithm: "no-common-algorithm"
        case .noCookies: "no-cookies"
        case .noKeys: "no-keys"
        case .server: "server-name"
        case .knownServer: "known-server"
        case .cookiesRefused: "cookies-refused"
        }
    }

    /// How bad it is: a certificate for another name or of an unknown authority may be somebody else's, in the server's place.
    var severity: Severity {
        guard case .stream(let failure) = self else { return NTPRules.keys.severity }
        return switch failure.kind {
        case .certificateName, .certificateSelfSigned, .certificateAuthority, .certificateRevoked: .error
        default: NTPRules.keys.severity
        }
    }

    /// How many tries must find it before it is told: what a certificate says does not pass by itself.
    var confirmations: Int {
        guard case .stream(let failure) = self else { return 2 }
        return failure.kind.rawValue.hasPrefix("certificate") || failure.kind == .trustedCertificates ? 1 : 2
    }

    /// What is wrong, and where a cause is likely, that. `name` is what the certificate must hold for, `clock` what this host's
    /// clock shows: a certificate's validity is judged by the very clock that is to be measured.
    func words(name: String, endpoint: Endpoint, clock: Timestamp) -> String {
        switch self {
        case .stream(let failure):
            NTSFault.words(failure, name: name, endpoint: endpoint, clock: "\(clock.rfc3339.prefix(19))Z")
        case .malformed(let fault): "the answer of \(endpoint.text) is no key establishment (\(fault))"
        case .error(0): "\(endpoint.text) does not know a critical record of the request (error 0)"
        case .error(1): "\(endpoint.text) takes the request for a bad one (error 1)"
        case .error(2): "\(endpoint.text) has an internal fault (error 2)"
        case .error(let code): "\(endpoint.text) answers with the unknown error \(code)"
        case .warning(let code): "\(endpoint.text) answers with the unknown warning \(code)"
        case .noCommonProtocol: "\(endpoint.text) has no keys for NTPv4"
        case .noCommonAlgorithm: "\(endpoint.text) does not offer AES-SIV-CMAC-256, which every server must"
        case .noCookies: "\(endpoint.text) gave no cookies"
        case .noKeys: "the TLS session with \(endpoint.text) gave no keys"
        case .server(let server, let why):
            "\(endpoint.text) names the time server \(server), which cannot be found: \(why)"
        case .knownServer(let server): "\(endpoint.text) names the time server \(server), which is measured already"
        case .cookiesRefused: "it refuses the cookies that \(endpoint.text) has just given for it"
        }
    }

    private static func words(
        _ failure: StreamFailure, name: String, endpoint: Endpoint, clock: String
    ) -> String {
        let certificate = "the certificate of \(endpoint.text)"
        let detail = failure.detail.map { " (\($0))" } ?? ""
        return switch failure.kind {
        case .certificateExpired:
            "\(certificate) has expired\(detail), by this host's clock, which shows \(clock); it must be renewed there"
        case .certificateNotYetValid:
            "\(certificate) is not valid yet\(detail), or this host's clock is behind: it shows \(clock)"
        case .certificateName:
            "\(certificate) is not for \(name): somebody else answers there, or the configuration has another name than "
                + "the certificate"
        case .certificateSelfSigned:
            "\(certificate) is signed by itself and not among those trusted; nts_ca can name it"
        case .certificateAuthority:
            "\(certificate) comes from an authority that is not trusted here; nts_ca can name one"
        case .certificateRevoked: "\(certificate) has been revoked"
        case .certificateWeak: "\(certificate) has a key or a signature that is too weak"
        case .certificatePurpose: "\(certificate) may not be used for a server"
        case .certificateOther: "\(certificate) cannot be verified (\(failure.detail ?? failure.words))"
        case .applicationProtocol: "\(endpoint.text) speaks TLS, but not NTS key establishment (ntske/1)"
        case .connection, .timeout, .handshake, .cutOff, .tooLong, .trustedCertificates: failure.words
        }
    }
}
