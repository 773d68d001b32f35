import Cryptography
import Model
import Watching
import Wire

/// NTS key establishment (RFC 8915, sections 4 and 5.1) as one question over a TLS stream and what its answer comes to.
enum NTSKeyExchange {
    /// What was agreed on.
    struct Agreement: Sendable {
        /// Keys and cookies.
        var session: NTSSession
        /// The time server; nil for the one that was asked.
        var server: HostAddress?
        /// Its UDP port; nil for the usual one.
        var port: UInt16?
    }

    /// The TCP port that IANA has for it.
    static let port: UInt16 = 4_460
    /// How long it may take in all.
    static let timeout: Duration = .seconds(10)
    /// Eight cookies of the longest kind and some records.
    static let answerLimit = 16_384

    /// The question to a server of that name.
    static func request(to endpoint: Endpoint, name: String, trusted: String?) -> StreamRequest {
        // Protocol, algorithm, and the direction: to the server, from the server (section 5.1).
        let exports = [UInt8(0), 1].map { direction in
            StreamRequest.KeyExport(
                label: "EXPORTER-network-time-security",
                context: [0, UInt8(NTSKeyMessage.ntpv4), 0, UInt8(NTSKeyMessage.aesSIVCMAC256), direction], length: 32)
        }
        return StreamRequest(
            endpoint: endpoint,
            tls: StreamRequest.TLS(
                serverName: name, applicationProtocol: "ntske/1", trustedCertificates: trusted, exports: exports),
            bytes: NTSKeyMessage.request, answerLimit: answerLimit, timeout: timeout)
    }

    /// What an answer comes to.
    static func agreement(_ answer: Answer) throws(NTSFault) -> Agreement {
        switch answer {
        case .stream(let stream): return try agreement(stream)
        case .streamFailed(let failure): throw .stream(failure)
        case .failed(let why): throw .stream(StreamFailure(.connection, why))
        default: throw .stream(StreamFailure(.connection, "the answer is of another kind"))
        }
    }

    private static func agreement(_ answer: StreamAnswer) throws(NTSFault) -> Agreement {
        let message: NTSKeyMessage
        do throws(MalformedPacket) { message = try NTSKeyMessage(answer.bytes) } catch { throw .malformed(error) }
        if let error = message.error { throw .error(error) }
        if let warning = message.warning { throw .warning(warning) }
        guard message.nextProtocols == [NTSKeyMessage.ntpv4] else { throw .noCommonProtocol }
        guard message.algorithms == [NTSKeyMessage.aesSIVCMAC256] else { throw .noCommonAlgorithm }
        guard !message.cookies.isEmpty else { throw .noCookies }
        guard answer.exportedKeys.count == 2, let toServer = SyntheticIV(key: answer.exportedKeys[0]),
            let fromServer = SyntheticIV(key: answer.exportedKeys[1])
        else { throw .noKeys }
        var server: HostAddress?
        if let text = message.server {
            guard let named = HostAddress(text) else { throw .server(text.quotedForMessage, why: "it is no name") }
            server = named
        }
        return Agreement(
            session: NTSSession(toServer: toServer, fromServer: fromServer, cookies: message.cookies), server: server,
            port: message.port)
    }
}
