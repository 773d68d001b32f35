import CLinux
import Glibc
public import Model

/// This host's network interfaces, as the kernel has them now.
public enum InterfaceTable {
    /// More addresses than are told of one interface.
    private static let addressLimit = 256

    /// The interface of that name; nil where there is none.
    public static func interface(named name: String) -> NetworkInterface? {
        var found = clinux_interface()
        var addresses = [clinux_interface_address](repeating: clinux_interface_address(), count: addressLimit)
        let count = unsafe Int(clinux_interface(name, &found, &addresses, Int32(addressLimit)))
        guard count >= 0 else { return nil }
        return NetworkInterface(
            name: name, index: found.index, mac: found.has_mac ? MACAddress(value: found.mac) : nil,
            isUp: found.is_up,
            addresses: addresses.prefix(count).map {
                NetworkInterface.Address(address: $0.endpoint.address, prefixLength: Int($0.prefix_length))
            })
    }

    /// The addresses of all interfaces; those beyond the limit, in the kernel's order, are counted only.
    public static func hostAddresses(limit: Int = HostAddresses.limit) throws(SocketFault) -> HostAddresses {
        var endpoints = [clinux_endpoint](repeating: clinux_endpoint(), count: limit)
        let count = unsafe clinux_host_addresses(&endpoints, Int32(limit))
        try SocketFault.check(count, "read", "addresses of this host")
        let told = min(Int(count), limit)
        return HostAddresses(Set(endpoints.prefix(told).map(\.address)), leftOut: Int(count) - told)
    }

    /// The largest packet that the interface carries; nil where there is no such interface.
    static func mtu(of name: String) -> Int? {
        var found = clinux_interface()
        guard unsafe clinux_interface(name, &found, nil, 0) >= 0 else { return nil }
        return Int(found.mtu)
    }
}
