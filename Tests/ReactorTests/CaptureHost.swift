import Model
import Reactor

/// An actor that owns a live capture, as a watcher's host does, and collects what it gives.
actor CaptureHost {
    nonisolated let executor = QueueExecutor(label: "capture-host")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private(set) var frames: [CapturedFrame] = []
    private(set) var faults: [PacketCaptureFault] = []
    private(set) var changes = 0
    private var capture: PacketCapture?
    private var monitor: InterfaceMonitor?
    private let (news, tell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// Opens and starts a capture.
    func open(_ interface: String, options: PacketCapture.Options = .init()) throws -> Int32 {
        let capture = try PacketCapture(interface: interface, options: options, executor: executor)
        self.capture = capture
        capture.start({ self.take($0) }, failed: { self.take($0) })
        return capture.linkType
    }

    /// Counts changes of interfaces.
    func watch() throws {
        monitor = try InterfaceMonitor(executor: executor) { self.changed() }
    }

    /// Performs something on the capture.
    func with<T: Sendable>(_ body: @Sendable (PacketCapture) -> T) -> T? { capture.map(body) }

    /// Returns once so many frames, faults or changes have come; a test's time limit ends the wait for what never does.
    func wait(frames: Int = 0, faults: Int = 0, changes: Int = 0) async {
        func isEnough() -> Bool {
            self.frames.count >= frames && self.faults.count >= faults && self.changes >= changes
        }
        if isEnough() { return }
        for await _ in news where isEnough() { return }
    }

    private func take(_ batch: CapturedBatch) {
        frames += batch.frames
        tell.yield()
    }

    private func take(_ fault: PacketCaptureFault) {
        faults.append(fault)
        tell.yield()
    }

    private func changed() {
        changes += 1
        tell.yield()
    }
}
