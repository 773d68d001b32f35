import CLinux
import Model

extension clinux_endpoint {
    /// The shim's form of an endpoint.
    init(_ endpoint: Endpoint) {
        switch endpoint.address {
        case .v4(let word):
            self.init(high: 0, low: UInt64(word), scope: 0, port: endpoint.port, is_v6: false)
        case .v6(let high, let low, let scope):
            self.init(high: high, low: low, scope: scope, port: endpoint.port, is_v6: true)
        }
    }

    /// The address; one that is mapped becomes IPv4.
    var address: IPAddress {
        is_v6 ? IPAddress(high: high, low: low, scope: scope) : .v4(UInt32(truncatingIfNeeded: low))
    }

    /// The endpoint; an address that is mapped becomes IPv4.
    var endpoint: Endpoint { Endpoint(address: address, port: port) }
}
