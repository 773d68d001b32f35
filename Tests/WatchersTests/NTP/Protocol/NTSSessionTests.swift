import Cryptography
import Testing
import Wire

@testable import Watchers

@Suite("NTS requests and answers")
struct NTSSessionTests {
    private static let toServer = SyntheticIV(key: (0..<32).map { UInt8($0) })
    private static let fromServer = SyntheticIV(key: (100..<132).map { UInt8($0) })

    /// What a server answers: the identifier, and an authenticator that hides so many new cookies.
    private func answer(to request: NTPPacket, cookies: Int, cipher: SyntheticIV) -> NTPPacket {
        var packet = request
        packet.mode = .server
        packet.extensions = Array(request.extensions.prefix(1))
        let hidden = (0..<cookies).flatMap { number in
            NTPExtensionField(
                type: NTPExtensionField.cookie, value: [UInt8](repeating: UInt8(200 + number), count: 100)
            ).bytes
        }
        let nonce = [UInt8](repeating: 3, count: 16)
        let sealed = cipher.seal(hidden, associated: [packet.unauthenticatedBytes, nonce]) ?? []
        packet.extensions.append(NTSAuthenticator(nonce: nonce, ciphertext: sealed).field)
        return packet
    }

    @Test("Each request spends a cookie and asks for the missing ones; an authentic answer brings them")
    func cookies() throws {
        let toServer = try #require(Self.toServer)
        let fromServer = try #require(Self.fromServer)
        var random = NTPRandom(seed: 1)
        let cookies = (0..<8).map { [UInt8](repeating: UInt8($0), count: 100) }
        var session = NTSSession(toServer: toServer, fromServer: fromServer, cookies: cookies)
        for missing in 0..<3 {
            var packet = NTPPacket(clientRequest: NTPTimestamp(raw: 9))
            let identifier = random.octets(32)
            let isProtected = session.protect(&packet, identifier: identifier, random: &random)
            #expect(isProtected)
            let types = packet.extensions.map(\.type)
            let placeholders = types.count { $0 == NTPExtensionField.cookiePlaceholder }
            #expect(placeholders == missing)
            #expect(types.first == NTPExtensionField.uniqueIdentifier && types.last == NTPExtensionField.authenticator)
            #expect(try NTPPacket(packet.bytes) == packet)
            // What a server checks.
            let body = try NTSAuthenticator(try #require(packet.extensions.last).value)
            var covered = packet
            covered.extensions.removeLast()
            #expect(
                toServer.open(body.ciphertext, associated: [covered.unauthenticatedBytes, body.nonce]) == [])
        }
        #expect(session.cookies.count == 5)
        var packet = NTPPacket(clientRequest: NTPTimestamp(raw: 9))
        let identifier = random.octets(32)
        _ = session.protect(&packet, identifier: identifier, random: &random)
        let right = answer(to: packet, cookies: 4, cipher: fromServer)
        var altered = right
        altered.stratum = 1
        let isAlteredTaken = session.verify(altered, identifier: identifier)
        let isOtherTaken = session.verify(right, identifier: random.octets(32))
        let isBareTaken = session.verify(NTPPacket(clientRequest: .zero), identifier: identifier)
        #expect(!isAlteredTaken && !isOtherTaken && !isBareTaken)
        #expect(session.cookies.count == 4)
        let isTaken = session.verify(right, identifier: identifier)
        #expect(isTaken)
        #expect(session.cookies.count == 8)
    }

    @Test("Without a cookie there is no question")
    func spent() throws {
        var random = NTPRandom(seed: 1)
        var association = NTPAssociation(endpoint: .server(1), authentication: .nts(nil), isInterleaved: false)
        let before = association.request(at: .start, poll: 6, random: &random)
        #expect(before == nil)
        let session = NTSSession(
            toServer: try #require(Self.toServer), fromServer: try #require(Self.fromServer), cookies: [[1, 2, 3, 4]])
        association.authentication = .nts(session)
        let first = association.request(at: .start, poll: 6, random: &random)
        let second = association.request(at: .start, poll: 6, random: &random)
        #expect(first != nil && second == nil)
    }
}
