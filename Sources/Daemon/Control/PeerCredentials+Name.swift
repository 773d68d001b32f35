import Glibc
import Reactor

extension PeerCredentials {
    /// The name of the user, or its number where this host knows no name for it.
    var userName: String {
        var entry = unsafe passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard unsafe getpwuid_r(user, &entry, &buffer, buffer.count, &result) == 0, unsafe result != nil,
            let name = unsafe entry.pw_name
        else { return "uid \(user)" }
        return unsafe String(cString: name)
    }
}
