import Alerting
import Daemon
import Model
import Testing

@Suite("The service manager's notifications")
struct ServiceNotifierTests {
    @Test("Each state is told in the words of sd_notify")
    func words() throws {
        let manager = try #require(NotifySocket())
        let notifier = try ServiceNotifier(environment: ["NOTIFY_SOCKET": manager.path])
        #expect(notifier.isConnected)
        notifier.ready(status: "Watching 12 devices")
        #expect(manager.receive() == "READY=1\nSTATUS=Watching 12 devices")
        notifier.reloading(at: MonotonicTime(nanoseconds: 5_000_007_999))
        #expect(manager.receive() == "RELOADING=1\nMONOTONIC_USEC=5000007")
        notifier.ready()
        #expect(manager.receive() == "READY=1")
        notifier.watchdog()
        #expect(manager.receive() == "WATCHDOG=1")
        notifier.extendTimeout(by: .seconds(10))
        #expect(manager.receive() == "EXTEND_TIMEOUT_USEC=10000000")
        notifier.stopping(status: "Closing the store")
        #expect(manager.receive() == "STOPPING=1\nSTATUS=Closing the store")
    }

    @Test("A status cannot smuggle in a state of its own")
    func status() throws {
        let manager = try #require(NotifySocket())
        let notifier = try ServiceNotifier(environment: ["NOTIFY_SOCKET": manager.path])
        notifier.status("a\nSTOPPING=1")
        #expect(manager.receive() == "STATUS=a\\x0aSTOPPING=1")
    }

    @Test("Started by hand it tells nobody, and a manager that is gone is no fault of ours")
    func alone() throws {
        #expect(try ServiceNotifier(environment: [:]).ready() == nil)
        #expect(try ServiceNotifier(environment: ["NOTIFY_SOCKET": "vsock:2:1"]).ready() == nil)
        let gone = try ServiceNotifier(environment: ["NOTIFY_SOCKET": NotifySocket.freshPath()])
        #expect(gone.ready() == .absent)
    }

    @Test("The watchdog's interval is only for the process that it names")
    func watchdog() {
        let environment = ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]
        #expect(ServiceNotifier.watchdogInterval(environment: environment, process: 42) == .seconds(30))
        #expect(ServiceNotifier.watchdogInterval(environment: environment, process: 43) == nil)
        #expect(ServiceNotifier.watchdogInterval(environment: ["WATCHDOG_USEC": "5"], process: 1) == .microseconds(5))
        #expect(ServiceNotifier.watchdogInterval(environment: ["WATCHDOG_USEC": "0"], process: 1) == nil)
        #expect(ServiceNotifier.watchdogInterval(environment: [:], process: 1) == nil)
    }
}
