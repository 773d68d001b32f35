import Model
public import Reactor

/// A stream request that came to nothing: of which kind the cause is, so that a watcher can say more of it than the
/// sentence does.
public struct StreamFailure: Sendable, Hashable {
    /// What went wrong, as a counter's name.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case connection
        case timeout
        case certificateExpired = "certificate-expired"
        case certificateNotYetValid = "certificate-not-yet-valid"
        case certificateName = "certificate-name"
        case certificateSelfSigned = "certificate-self-signed"
        case certificateAuthority = "certificate-authority"
        case certificateRevoked = "certificate-revoked"
        case certificateWeak = "certificate-weak"
        case certificatePurpose = "certificate-purpose"
        case certificateOther = "certificate-other"
        case handshake
        case applicationProtocol = "application-protocol"
        case cutOff = "cut-off"
        case tooLong = "too-long"
        case trustedCertificates = "trusted-certificates"
    }

    /// The kind of the cause.
    public var kind: Kind
    /// The sentence: operation, target, cause.
    public var words: String
    /// What the TLS library says of a certificate that it refuses, and how long that is valid; nil for other causes.
    public var detail: String?

    /// A failure.
    public init(_ kind: Kind, _ words: String, detail: String? = nil) {
        self.kind = kind
        self.words = words
        self.detail = detail
    }
}

extension StreamFailure {
    /// The failure that a stream's fault is.
    public init(_ fault: StreamFault) {
        let kind: Kind =
            switch fault {
            case .socket: .connection
            case .timedOut: .timeout
            case .certificate(_, _, let problem, _):
                switch problem {
                case .expired: .certificateExpired
                case .notYetValid: .certificateNotYetValid
                case .otherName: .certificateName
                case .selfSigned: .certificateSelfSigned
                case .unknownAuthority: .certificateAuthority
                case .revoked: .certificateRevoked
                case .weak: .certificateWeak
                case .unfit: .certificatePurpose
                case .other: .certificateOther
                }
            case .handshake: .handshake
            case .applicationProtocol: .applicationProtocol
            case .cutOff: .cutOff
            case .tooLong: .tooLong
            case .trustedCertificates: .trustedCertificates
            }
        var detail: String?
        if case .certificate(_, _, _, let words) = fault { detail = words }
        self.init(kind, "\(fault)", detail: detail)
    }
}

extension StreamExchange.Plan {
    /// The plan of a watcher's request.
    public init(_ request: StreamRequest) {
        self.init(
            endpoint: request.endpoint, bytes: request.bytes, answerLimit: request.answerLimit,
            timeout: request.timeout)
        guard let tls = request.tls else { return }
        serverName = tls.serverName
        applicationProtocol = tls.applicationProtocol
        trustedCertificates = tls.trustedCertificates
        exports = tls.exports.map { .init(label: $0.label, context: $0.context, length: $0.length) }
    }
}
