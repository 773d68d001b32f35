import Model
import Testing

@testable import TocsinLab

@Suite struct LabDestinationTests {
    @Test(arguments: ["127.0.0.1:9162", "127.255.3.4:162", "[::1]:9162"])
    func `A loopback address is taken`(text: String) throws {
        #expect(try LabDestination(text).endpoint.text == text)
    }

    @Test(arguments: ["10.0.0.1:162", "172.31.0.1:162", "192.168.1.1:162", "169.254.1.1:162", "[fd00::1]:162"])
    func `A private address is refused until it is allowed`(text: String) throws {
        let fault = #expect(throws: DestinationFault.self) { try LabDestination(text) }
        #expect(fault?.description.contains("--allow-private") == true)
        #expect(try LabDestination(text, allowsPrivate: true).endpoint.text == text)
    }

    @Test(arguments: [
        "192.0.2.7:162", "8.8.8.8:162", "172.32.0.1:162", "[2001:db8::1]:162", "0.0.0.0:162", "255.255.255.255:162",
        "224.0.0.1:162", "128.0.0.1:162", "126.255.255.255:162",
    ])
    func `Any other address is refused even when private ones are allowed`(text: String) throws {
        let fault = #expect(throws: DestinationFault.self) { try LabDestination(text, allowsPrivate: true) }
        #expect(fault?.description.contains("never sends there") == true)
    }

    @Test(arguments: ["localhost:162", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:0", "::1:162", ""])
    func `What is no address with a port is refused`(text: String) {
        #expect(throws: DestinationFault.unreadable(text)) { try LabDestination(text) }
    }

    @Test func `Many sources are distinct and stay within loopback`() throws {
        let destination = try LabDestination("127.0.0.1:9162")
        let sources = try SourceAddresses(count: 1_000, to: destination).addresses
        #expect(Set(sources).count == 1_000)
        #expect(sources.first?.text == "127.1.0.1")
        #expect(sources.allSatisfy { LabDestination.reach(of: $0) == .loopback })
        #expect(try SourceAddresses(count: 1, to: destination).addresses == [])
        let last = try #require(IPAddress("127.255.255.255"))
        #expect(throws: SourceFault.notLoopback(last)) { try SourceAddresses(count: 2, first: last, to: destination) }
        #expect(throws: SourceFault.count(0)) { try SourceAddresses(count: 0, to: destination) }
        #expect(throws: SourceFault.self) { try SourceAddresses(count: 2, to: LabDestination("[::1]:9162")) }
    }
}
