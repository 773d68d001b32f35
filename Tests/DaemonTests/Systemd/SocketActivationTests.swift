import Daemon
import Glibc
import Testing

/// The protocol begins at descriptor 3 of a process, so each test is a process of its own.
@Suite("Sockets that systemd hands over")
struct SocketActivationTests {
    @Test("They come with their names, are not inherited, and leave no trace in the environment")
    func named() async {
        await #expect(processExitsWith: .exitCode(7)) {
            for number in Int32(3)...4 { _ = dup2(STDERR_FILENO, number) }
            _ = unsafe setenv("LISTEN_PID", String(getpid()), 1)
            _ = unsafe setenv("LISTEN_FDS", "2", 1)
            _ = unsafe setenv("LISTEN_FDNAMES", "traps:syslog", 1)
            let handed = SocketActivation.take()
            let expected = [
                SocketActivation.Handed(descriptor: 3, name: "traps"),
                SocketActivation.Handed(descriptor: 4, name: "syslog"),
            ]
            let isClean = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"].allSatisfy { (name: String) in
                unsafe getenv(name) == nil
            }
            let isPrivate = handed.allSatisfy { fcntl($0.descriptor, F_GETFD) & FD_CLOEXEC != 0 }
            exit(handed == expected && isClean && isPrivate && SocketActivation.take().isEmpty ? 7 : 1)
        }
    }

    @Test("Those meant for another process are left alone")
    func other() async {
        await #expect(processExitsWith: .exitCode(7)) {
            _ = unsafe setenv("LISTEN_PID", "1", 1)
            _ = unsafe setenv("LISTEN_FDS", "2", 1)
            exit(SocketActivation.take().isEmpty ? 7 : 1)
        }
    }
}
