@testable import Daemon
import Dispatch
import Foundation
import Model
import Reactor
import Testing
import Watching

/// The server alone, in this process. Its clients block, so they have threads of their own.
@Suite("Large answers on the control socket", .serialized)
struct ControlServerTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString)").path

    private func server(answering bytes: Int) throws -> ControlServer {
        let log = try DaemonEnvironment(variables: [:], level: .critical).log
        let large = #"{"ok":true,"x":""# + String(repeating: "x", count: bytes) + #""}"#
        return ControlServer(log: log, answerLimit: 3 << 20) { request in
            guard case .query = request else { return ControlProtocol.success { _ in } }
            return large
        }
    }

    /// Asks on a thread of its own.
    private func ask(_ line: String) async throws -> JSON {
        let path = self.path
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    let client = try LocalClient(path: path)
                    try client.send(line.utf8)
                    let answer = try client.receiveLine() ?? []
                    continuation.resume(returning: JSON(text: String(decoding: answer, as: UTF8.self)))
                } catch { continuation.resume(throwing: error) }
            }
        }
    }

    private let question = ControlProtocol.line(query: "devices", arguments: [])

    @Test("An answer of megabytes arrives whole")
    func large() async throws {
        let server = try server(answering: 2 << 20)
        try await server.start(path: path)
        let answer = try await ask(question)
        #expect(answer["x"].text?.utf8.count == 2 << 20)
        await server.stop()
    }

    @Test("One that is too large is refused in words, and the daemon answers the next")
    func tooLarge() async throws {
        let server = try server(answering: 4 << 20)
        try await server.start(path: path)
        let answer = try await ask(question)
        #expect(answer["exit"].int == 1)
        #expect(answer["error"].text?.contains("ask for less") == true)
        #expect(try await ask(ControlProtocol.line("ping"))["ok"].isTrue)
        await server.stop()
    }

    @Test("Those who ask much and read nothing cannot make the daemon hold more than one large answer")
    func neverRead() async throws {
        let server = try server(answering: 2 << 20)
        try await server.start(path: path)
        let greedy = try LocalClient(path: path)
        try greedy.send(question.utf8)
        while await server.waitingBytes == 0 { await Task.yield() }
        #expect(try await ask(question)["error"].text?.contains("try again") == true)
        #expect(try await ask(ControlProtocol.line("ping"))["ok"].isTrue)
        withExtendedLifetime(greedy) {}
        await server.stop()
    }
}
