import CLinux
import Glibc
public import Model

extension DatagramSocket {
    /// What a descriptor is bound to, if it is a UDP socket; nil for anything else. The descriptor is left as it is.
    public static func localEndpoint(of number: Int32) -> Endpoint? {
        var type: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(number, SOL_SOCKET, SO_TYPE, &type, &length) == 0,
            type == Int32(SOCK_DGRAM.rawValue)
        else { return nil }
        var local = clinux_endpoint()
        guard unsafe clinux_local_endpoint(number, &local) >= 0 else { return nil }
        return local.endpoint
    }
}
