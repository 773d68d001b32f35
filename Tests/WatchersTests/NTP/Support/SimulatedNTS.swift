import Cryptography
import Model
import Watching
import Wire

@testable import Watchers

/// The server's side of NTS: it gives keys and cookies, and proves its answers. Cookies are names of keys here; what makes them
/// secret on real servers is none of a client's business.
struct SimulatedNTS: Sendable {
    /// Where keys are agreed on.
    var keyEndpoint: Endpoint
    /// What comes of a question for keys instead of an answer.
    var failure: StreamFailure?
    /// Changes the records of an answer.
    var change: (@Sendable (inout [NTSKeyRecord]) -> Void)?
    /// How many cookies are given at first.
    var cookieCount = 8
    /// Cookies of an older generation are refused.
    var generation: UInt8 = 0
    /// Whether answers bear no proof.
    var isPlain = false
    /// Whether answers are proven with other keys than those that were agreed on.
    var isForged = false
    /// How often keys were asked for.
    private(set) var exchanges = 0
    /// Cookies that came in, in order.
    private(set) var spent: [[UInt8]] = []
    /// How many new cookies each request asked for.
    private(set) var wanted: [Int] = []
    private var serial: UInt8 = 0

    init(_ address: IPAddress) { keyEndpoint = Endpoint(address: address, port: NTSKeyExchange.port) }

    /// What comes of a question for keys.
    mutating func agree(_ request: StreamRequest) -> Answer {
        exchanges += 1
        if let failure { return .streamFailed(failure) }
        guard request.bytes == NTSKeyMessage.request, request.tls?.applicationProtocol == "ntske/1" else {
            return .streamFailed(StreamFailure(.handshake, "this is no question for keys"))
        }
        let session = UInt8(truncatingIfNeeded: exchanges)
        var records = [
            NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true, numbers: [0]),
            NTSKeyRecord(NTSKeyRecord.algorithm, isCritical: false, numbers: [15]),
        ]
        for _ in 0..<cookieCount {
            records.append(NTSKeyRecord(NTSKeyRecord.newCookie, isCritical: false, body: cookie(session)))
        }
        change?(&records)
        let keys = request.tls?.exports.map { Self.key(session, direction: $0.context.last ?? 9) } ?? []
        return .stream(StreamAnswer(bytes: NTSKeyMessage.bytes(of: records), exportedKeys: keys))
    }

    /// Proves an answer, or makes a refusal of it.
    mutating func prove(_ answer: inout NTPPacket, to request: NTPPacket) {
        if isPlain { return }
        let fields = request.extensions
        guard let identifier = fields.first, identifier.type == NTPExtensionField.uniqueIdentifier else { return }
        answer.extensions = [identifier]
        guard let cookie = fields.first(where: { $0.type == NTPExtensionField.cookie })?.value, isGood(request, cookie)
        else {
            answer.leap = .unsynchronised
            answer.stratum = 0
            answer.referenceID = NTPReferenceID(code: "NTSN")
            return
        }
        spent.append(cookie)
        let count = 1 + fields.count { $0.type == NTPExtensionField.cookiePlaceholder }
        wanted.append(count)
        let hidden = (0..<count).flatMap { _ in
            NTPExtensionField(type: NTPExtensionField.cookie, value: self.cookie(cookie[1])).bytes
        }
        let nonce = [UInt8](repeating: 5, count: 16)
        let key = SyntheticIV(key: Self.key(isForged ? 0 : cookie[1], direction: 1))
        let sealed = key?.seal(hidden, associated: [answer.unauthenticatedBytes, nonce]) ?? []
        answer.extensions.append(NTSAuthenticator(nonce: nonce, ciphertext: sealed).field)
    }

    /// Whether the cookie is one of ours and the request is sealed with its key.
    private func isGood(_ request: NTPPacket, _ cookie: [UInt8]) -> Bool {
        guard cookie.count == 100, cookie[0] == generation, let last = request.extensions.last,
            let body = try? NTSAuthenticator(last.value)
        else { return false }
        var covered = request
        covered.extensions.removeLast()
        return SyntheticIV(key: Self.key(cookie[1], direction: 0))?.open(
            body.ciphertext, associated: [covered.unauthenticatedBytes, body.nonce]) == []
    }

    private mutating func cookie(_ session: UInt8) -> [UInt8] {
        serial &+= 1
        return [generation, session, serial] + [UInt8](repeating: 0xc0, count: 97)
    }

    private static func key(_ session: UInt8, direction: UInt8) -> [UInt8] {
        [session, direction] + [UInt8](repeating: 0x6b, count: 30)
    }
}
