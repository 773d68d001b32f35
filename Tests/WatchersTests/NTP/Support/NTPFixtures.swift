import Model
import Wire

@testable import Watchers

extension SimulatedServer {
    /// So many good servers at 10.0.0.1 and on, on paths of 1 to 5 ms each way.
    static func good(_ count: Int, jitter: Double = 0.0002) -> [SimulatedServer] {
        (1...count).map { SimulatedServer("10.0.0.\($0)", path: .symmetric(0.001 * Double($0), jitter: jitter)) }
    }
}

extension Endpoint {
    /// A server of the simulation: 10.0.0.N.
    static func server(_ number: UInt32) -> Endpoint { Endpoint(address: .v4(0x0a00_0000 + number), port: 123) }
}

extension [SimulatedServer] {
    /// The same with one of them changed.
    func changing(_ index: Int, _ change: (inout SimulatedServer) -> Void) -> [SimulatedServer] {
        var servers = self
        change(&servers[index])
        return servers
    }
}
