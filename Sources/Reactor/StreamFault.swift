public import Model

/// Why a stream came to nothing.
public enum StreamFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something that a certificate can be refused for, each with another cause and cure.
    public enum CertificateProblem: String, Sendable, Hashable, CaseIterable {
        case expired = "it has expired"
        case notYetValid = "it is not valid yet"
        case otherName = "it is for another name"
        case selfSigned = "it is signed by itself and not among those trusted"
        case unknownAuthority = "its authority is not among those trusted"
        case revoked = "it has been revoked"
        case weak = "its key or signature is too weak"
        case unfit = "it may not be used for a server"
        case other = "it cannot be verified"
    }

    /// The connection could not be made, or broke.
    case socket(SocketFault)
    /// It took longer than it may.
    case timedOut(Endpoint, after: Duration, stage: String)
    /// The server's certificate is refused; the library's own words follow.
    case certificate(Endpoint, name: String, CertificateProblem, detail: String)
    /// The handshake failed for another reason.
    case handshake(Endpoint, String)
    /// The server did not agree to the application protocol.
    case applicationProtocol(Endpoint, asked: String)
    /// The other end broke off without saying that this was all.
    case cutOff(Endpoint)
    /// More came than is read.
    case tooLong(Endpoint, limit: Int)
    /// The file of trusted certificates cannot be used.
    case trustedCertificates(String, String)

    /// The fault in words: operation, target, cause.
    public var description: String {
        switch self {
        case .socket(let fault): "\(fault)"
        case .timedOut(let endpoint, let duration, let stage):
            "stream to \(endpoint.text) timed out after \(DurationGrammar.rounded(duration)), while \(stage)"
        case .certificate(let endpoint, let name, let problem, let detail):
            "TLS with \(endpoint.text): the certificate is refused for \(name): \(problem.rawValue) (\(detail))"
        case .handshake(let endpoint, let why): "TLS with \(endpoint.text) failed: \(why)"
        case .applicationProtocol(let endpoint, let asked):
            "TLS with \(endpoint.text): the server does not speak \(asked) there"
        case .cutOff(let endpoint): "stream to \(endpoint.text): the other end broke off before it had said all"
        case .tooLong(let endpoint, let limit):
            "stream to \(endpoint.text): the answer is longer than \(limit) octets"
        case .trustedCertificates(let path, let why): "trusted certificates in \(path) cannot be used: \(why)"
        }
    }
}
