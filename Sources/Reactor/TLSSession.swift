import COpenSSL
import Model

/// One TLS 1.3 client session over a connected, non-blocking descriptor, by OpenSSL.
@safe final class TLSSession {
    /// What a step of the session came to.
    enum Step {
        /// Done: for a read, so many octets came.
        case done(Int)
        /// The descriptor must be readable, or writable, first.
        case wantsRead, wantsWrite
        /// The other end has said that this was all.
        case ended
        /// The other end broke off.
        case cutOff
        /// It failed; the library's words.
        case failed(String)
    }

    private let context: OpaquePointer
    private let session: OpaquePointer

    /// A session on a descriptor that the caller keeps open. The server's certificate must hold for the name, which may
    /// be an address; `protocolName` is what ALPN asks for.
    init(
        descriptor: Int32, serverName: String, protocolName: String, trustedCertificates: String?
    ) throws(StreamFault) {
        let trusted = trustedCertificates ?? "the system's certificates"
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw .trustedCertificates(trusted, TLSSession.lastError())
        }
        guard unsafe copenssl_require_tls13(context) == 1, unsafe TLSSession.trust(context, trustedCertificates),
            let session = unsafe SSL_new(context)
        else {
            unsafe SSL_CTX_free(context)
            throw .trustedCertificates(trusted, TLSSession.lastError())
        }
        unsafe self.context = context
        unsafe self.session = session
        unsafe SSL_set_verify(session, SSL_VERIFY_PEER, nil)
        let name = Array(protocolName.utf8)
        let list = [UInt8(clamping: name.count)] + name
        _ = unsafe SSL_set_alpn_protos(session, list, UInt32(list.count))
        if IPAddress(serverName) != nil {
            unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), serverName)
        } else {
            _ = unsafe copenssl_set_server_name(session, serverName)
            unsafe SSL_set1_host(session, serverName)
        }
        unsafe SSL_set_fd(session, descriptor)
    }

    deinit {
        unsafe SSL_free(session)
        unsafe SSL_CTX_free(context)
    }

    /// Goes on with the handshake.
    func handshake() -> Step {
        ERR_clear_error()
        let result = unsafe SSL_connect(session)
        return result == 1 ? .done(0) : step(result)
    }

    /// Reads what is there, at most as much as the buffer holds.
    func read(into buffer: inout [UInt8]) -> Step {
        ERR_clear_error()
        let result = unsafe SSL_read(session, &buffer, Int32(clamping: buffer.count))
        return result > 0 ? .done(Int(result)) : step(result)
    }

    /// Writes; the same octets must be given again after `wantsWrite`.
    func write(_ octets: [UInt8]) -> Step {
        ERR_clear_error()
        let result = unsafe SSL_write(session, octets, Int32(clamping: octets.count))
        return result > 0 ? .done(Int(result)) : step(result)
    }

    /// Says that this was all.
    func close() { unsafe SSL_shutdown(session) }

    /// The application protocol that the server chose; nil for none.
    var chosenProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(session, &name, &length)
        guard let name = unsafe name, length > 0 else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    /// Why the server's certificate was refused; nil when it was not.
    var certificateProblem: (problem: StreamFault.CertificateProblem, detail: String)? {
        let code = unsafe SSL_get_verify_result(session)
        guard code != X509_V_OK else { return nil }
        let detail = unsafe String(cString: X509_verify_cert_error_string(code))
        let problem: StreamFault.CertificateProblem =
            switch Int32(clamping: code) {
            case X509_V_ERR_CERT_HAS_EXPIRED: .expired
            case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .otherName
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: .selfSigned
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
                X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                .unknownAuthority
            case X509_V_ERR_CERT_REVOKED: .revoked
            case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK: .weak
            case X509_V_ERR_INVALID_PURPOSE: .unfit
            default: .other
            }
        return (problem, validity.map { "\(detail); the server's is valid from \($0.from) to \($0.to)" } ?? detail)
    }

    /// The days (`2026-11-25`) from and to which the certificate that the server showed is valid; nil where it showed none.
    private var validity: (from: String, to: String)? {
        var from: [Int32] = [0, 0, 0]
        var to: [Int32] = [0, 0, 0]
        guard unsafe copenssl_peer_validity(session, &from, &to) == 1 else { return nil }
        let text = { (day: [Int32]) in day.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-") }
        return (text(from), text(to))
    }

    /// A key exported from the session (RFC 8446, section 7.5); nil where the library refuses.
    func export(label: String, context: [UInt8], length: Int) -> [UInt8]? {
        guard length > 0, length <= 1_024 else { return nil }
        var key = [UInt8](repeating: 0, count: length)
        let name = Array(label.utf8CString)
        let result = unsafe SSL_export_keying_material(
            session, &key, length, name, name.count - 1, context, context.count, 1)
        return result == 1 ? key : nil
    }

    private func step(_ result: Int32) -> Step {
        switch unsafe SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_ZERO_RETURN: return .ended
        case SSL_ERROR_SYSCALL: return .cutOff
        default:
            let words = TLSSession.lastError()
            return words.contains("unexpected eof") ? .cutOff : .failed(words)
        }
    }

    private static func trust(_ context: OpaquePointer, _ file: String?) -> Bool {
        guard let file else { return unsafe SSL_CTX_set_default_verify_paths(context) == 1 }
        return unsafe SSL_CTX_load_verify_file(context, file) == 1
    }

    /// The library's words for its last error.
    private static func lastError() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard let reason = unsafe ERR_reason_error_string(code) else { return "error \(code) of the TLS library" }
        return unsafe String(cString: reason)
    }
}
