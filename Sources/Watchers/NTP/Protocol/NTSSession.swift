import Cryptography
import Wire

/// What a client holds after NTS key establishment (RFC 8915): AES-SIV-CMAC with a key for each direction, and cookies to spend, each
/// once. It makes requests and checks answers; the establishment itself is whoever's that has a TLS stream.
struct NTSSession: Sendable {
    /// Cookies that are left, the oldest first.
    private(set) var cookies: [[UInt8]]
    private let toServer: SyntheticIV
    private let fromServer: SyntheticIV

    /// How many cookies a client keeps (RFC 8915, section 5.7).
    static let cookieLimit = 8
    /// What goes into a datagram that no path breaks up: IPv6's least MTU without its header and UDP's.
    static let longestPacket = 1_232
    /// The octets of the field behind the placeholders.
    static let authenticatorLength = 40
    /// How long our nonces are.
    static let nonceLength = 16

    /// A session with the keys and cookies that were established.
    init(toServer: SyntheticIV, fromServer: SyntheticIV, cookies: [[UInt8]]) {
        self.toServer = toServer
        self.fromServer = fromServer
        self.cookies = Array(cookies.suffix(NTSSession.cookieLimit))
    }

    /// Whether a request can be made.
    var isUsable: Bool { !cookies.isEmpty }

    /// Adds to a request its unique identifier, a cookie, placeholders for those that are missing, and the authenticator
    /// (RFC 8915, section 5.7); nil when no cookie is left.
    mutating func protect(_ packet: inout NTPPacket, identifier: [UInt8], random: inout NTPRandom) -> Bool {
        guard !cookies.isEmpty else { return false }
        let cookie = cookies.removeFirst()
        packet.extensions = [
            NTPExtensionField(type: NTPExtensionField.uniqueIdentifier, value: identifier),
            NTPExtensionField(type: NTPExtensionField.cookie, value: cookie),
        ]
        // One placeholder for each further cookie that is wanted, beside the one that is always answered, as many as go into
        // one datagram on any path: its answer is as long.
        let room = NTSSession.longestPacket - packet.unauthenticatedBytes.count - NTSSession.authenticatorLength
        let wanted = min(max(0, NTSSession.cookieLimit - cookies.count - 1), max(0, room / (cookie.count + 7)))
        for _ in 0..<wanted {
            packet.extensions.append(
                NTPExtensionField(
                    type: NTPExtensionField.cookiePlaceholder, value: [UInt8](repeating: 0, count: cookie.count)))
        }
        // The nonce is the last of the associated parts (RFC 5297, section 3).
        let nonce = random.octets(NTSSession.nonceLength)
        guard let sealed = toServer.seal([], associated: [packet.unauthenticatedBytes, nonce]) else { return false }
        packet.extensions.append(NTSAuthenticator(nonce: nonce, ciphertext: sealed).field)
        return true
    }

    /// Whether a packet bears the unique identifier of a question.
    static func bears(_ identifier: [UInt8], _ packet: NTPPacket) -> Bool {
        !identifier.isEmpty
            && packet.extensions.contains { $0.type == NTPExtensionField.uniqueIdentifier && $0.value == identifier }
    }

    /// Checks an answer and takes the cookies that it brings; false where it is not authentic.
    mutating func verify(_ packet: NTPPacket, identifier: [UInt8]) -> Bool {
        guard
            let place = packet.extensions.firstIndex(where: { $0.type == NTPExtensionField.authenticator }),
            packet.extensions[..<place].contains(where: {
                $0.type == NTPExtensionField.uniqueIdentifier && $0.value == identifier
            }),
            let authenticator = try? NTSAuthenticator(packet.extensions[place].value)
        else { return false }
        var covered = packet
        covered.extensions = Array(packet.extensions[..<place])
        guard
            let plaintext = fromServer.open(
                authenticator.ciphertext, associated: [covered.unauthenticatedBytes, authenticator.nonce]),
            let fields = try? NTPExtensionField.all(in: plaintext)
        else { return false }
        cookies += fields.filter { $0.type == NTPExtensionField.cookie }.map(\.value)
        cookies = Array(cookies.suffix(NTSSession.cookieLimit))
        return true
    }
}
