import Model
import SNMP

/// Plays the office's story against a daemon, in real time or faster.
public struct StoryPlayer: Sendable {
    private let destination: LabDestination
    private let speed: Double
    private let say: @Sendable (String) -> Void

    /// A player that tells by `say` what it does. The devices' addresses are IPv4's loopback, so the destination is, too.
    public init(
        to destination: LabDestination, speed: Double = 1, say: @escaping @Sendable (String) -> Void
    ) throws(SourceFault) {
        if destination.endpoint.address.isIPv6 { throw .otherFamily(OfficeNetwork.coreSwitch.address) }
        guard LabDestination.reach(of: destination.endpoint.address) == .loopback else {
            throw .notLoopback(OfficeNetwork.coreSwitch.address)
        }
        self.destination = destination
        self.speed = speed
        self.say = say
    }

    /// Plays round after round until the duration is over or the task is cancelled; at least one round without one.
    public func play(for duration: Duration?) async throws {
        guard let duration else { return try await playRounds() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await playRounds() }
            group.addTask { try await Task.sleep(for: duration) }
            try await group.next()
            group.cancelAll()
            // The round that was cut short is no failure.
            while let ended = await group.nextResult() {
                if case .failure(let error) = ended, !(error is CancellationError) { throw error }
            }
        }
    }

    private func playRounds() async throws {
        var cast = try Cast(to: destination)
        do {
            try await cast.open()
            let begun = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { informs in
                for round in 0... {
                    for scene in OfficeStory.scenes(round: round) {
                        let time = OfficeStory.length * Double(round) + scene.time
                        try await Task.sleep(until: begun + time / speed, tolerance: .milliseconds(1))
                        say("\(scene.device.name) \(scene.line)")
                        if case .inform(let notification) = scene.act {
                            let informer = cast.informer
                            informs.addTask { await inform(notification, scene.device, informer) }
                        } else {
                            try await perform(scene, with: &cast)
                        }
                    }
                }
            }
        } catch {
            await cast.informer.close()
            throw error
        }
    }

    private func perform(_ scene: Scene, with cast: inout Cast) async throws {
        switch scene.act {
        case .traps(let notifications, let apart):
            for (number, notification) in notifications.enumerated() {
                if number > 0 { try await Task.sleep(for: apart / speed) }
                try cast.send(notification, scene.device)
            }
        case .wrongCommunity(let notification): try cast.sendWithWrongCommunity(notification, scene.device)
        case .packets(let packets):
            for packet in packets { try cast.socket.send(packet, from: scene.device.address) }
        case .flood(let count, let perSecond):
            // In twenty portions a second.
            let portion = max(1, perSecond / 20)
            for first in stride(from: 0, to: count, by: portion) {
                for _ in first..<min(first + portion, count) {
                    cast.serial += 1
                    try cast.send(.heartbeat(serial: cast.serial), scene.device)
                }
                try await Task.sleep(for: .milliseconds(50) / speed)
            }
        case .inform: break
        }
    }

    private func inform(_ notification: SentNotification, _ device: OfficeDevice, _ informer: InformSender) async {
        switch await informer.send(notification, from: device.address) {
        case .acknowledged(let after, let attempts):
            let tries = attempts == 1 ? "at the first attempt" : "after \(attempts) attempts"
            say("\(device.name) has its inform acknowledged \(tries), \(DurationGrammar.rounded(after))")
        case .refused(let refusal, _): say("\(device.name) has its inform refused: \(refusal)")
        case .unanswered(let attempts): say("\(device.name) gives its inform up after \(attempts) attempts")
        case .abandoned: break
        }
    }
}

/// The senders of all devices.
private struct Cast {
    let socket: LabSocket
    let informer: InformSender
    /// Counts the flood's traps over all rounds, so that none is a repeat.
    var serial: UInt32 = 0
    private var senders: [String: TrapSender] = [:]

    /// A sender for each device. The old server's informs wait long, for the daemon may be about to start.
    init(to destination: LabDestination) throws {
        socket = try LabSocket(to: destination)
        informer = try InformSender(
            to: destination, security: OfficeNetwork.server.security,
            options: .init(timeout: .seconds(1), retries: 60), seed: 40)
        for (number, device) in OfficeNetwork.devices.enumerated() {
            senders[device.name] = try TrapSender(
                on: socket, security: device.security, source: device.address, uptime: .seconds(86_400 * (number + 1)),
                seed: UInt64(number))
        }
    }

    func open() async throws { try await informer.open() }

    mutating func send(_ notification: SentNotification, _ device: OfficeDevice) throws {
        try senders[device.name]?.send(notification)
    }

    func sendWithWrongCommunity(_ notification: SentNotification, _ device: OfficeDevice) throws {
        var sender = try TrapSender(
            on: socket, security: .v2c(community: OfficeNetwork.wrongCommunity), source: device.address, seed: 1)
        try sender.send(notification)
    }
}
