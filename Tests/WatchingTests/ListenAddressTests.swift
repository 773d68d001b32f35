import Model
import Testing
import Watching

@Suite("Addresses to listen on")
struct ListenAddressTests {
    @Test(
        "Every form of the contract is read and printed in full",
        arguments: [
            ("udp:162", "udp:0.0.0.0:162"), ("udp:192.0.2.1:162", "udp:192.0.2.1:162"),
            ("udp:[::]:162", "udp:[::]:162"),
            ("udp:[2001:db8::1]:65535", "udp:[2001:db8::1]:65535"),
        ])
    func valid(_ text: String, _ full: String) {
        #expect(ListenAddress(text)?.text == full)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "162", "udp:", "udp:0", "udp:65536", "udp:-1", "tcp:162", "udp:::162", "udp:[192.0.2.1]:162",
            "udp:2001:db8::1:162", "udp:[::]", "udp:[::]:0", "udp:host:162", "udp:192.0.2.1:", "udp: 162",
        ])
    func invalid(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
