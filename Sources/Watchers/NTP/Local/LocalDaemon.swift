import Model
import Watching
import Wire

/// What the time daemon of this host says of itself: chronyd by its command port, ntpd by control messages.
struct LocalDaemon: Sendable {
    /// What it says.
    struct Word: Sendable, Hashable {
        /// `chronyd` or `ntpd`.
        var program: String
        /// Whether it says that it keeps the clock.
        var isSynchronised: Bool
        /// How far it says the clock still is from the time, in seconds: positive when the clock is slow.
        var offset: Double
        /// How far that may be wrong by its own account: half its root delay and its root dispersion.
        var bound: Double
        /// By how much it corrects the frequency, in parts per million.
        var frequencyPPM: Double
        /// What it is synchronised to.
        var reference: String
        /// Its stratum.
        var stratum: Int
        /// Its leap indicator.
        var leap: Int
    }

    /// What came of a datagram.
    enum Reception: Sendable, Equatable {
        case taken, ignored, malformed
    }

    /// The latest word; nil while none is known.
    private(set) var word: Word?
    /// When that came.
    private(set) var heard: Moment?
    /// Whether it was asked often enough without an answer to say that there is none.
    var isSilent: Bool { word == nil && unanswered > LocalDaemon.patience }
    /// Questions without an answer after which its word is no longer known.
    private static let patience = 3
    /// Whether the kernel is asked for its state.
    var asksKernel = true
    private var choice = NTPConfiguration.LocalDaemon.none
    private var sequence: UInt32 = 0
    private var unanswered = 0
    private var reply = NTPControlReply()

    /// chronyd's command port.
    static let chronydEndpoint = Endpoint(address: .v4(0x7f00_0001), port: 323)
    /// ntpd.
    static let ntpdEndpoint = Endpoint(address: .v4(0x7f00_0001), port: 123)

    /// Chooses whom to ask.
    mutating func choose(_ choice: NTPConfiguration.LocalDaemon) {
        guard choice != self.choice else { return }
        self.choice = choice
        word = nil
        heard = nil
        unanswered = 0
    }

    /// The questions of one turn. Whoever answered once is asked alone until it falls silent.
    mutating func questions(random: inout NTPRandom) -> [OutgoingPacket] {
        guard choice != .none else { return [] }
        unanswered += 1
        if unanswered > LocalDaemon.patience {
            word = nil
            heard = nil
        }
        sequence = UInt32(truncatingIfNeeded: random.next())
        reply = NTPControlReply()
        var packets: [OutgoingPacket] = []
        if choice == .chronyd || choice == .auto && word?.program != "ntpd" {
            packets.append(
                OutgoingPacket(
                    bytes: ChronyRequest.tracking.bytes(sequence: sequence), destination: LocalDaemon.chronydEndpoint))
        }
        if choice == .ntpd || choice == .auto && word?.program != "chronyd" {
            let message = NTPControlMessage(.readVariables, sequence: UInt16(truncatingIfNeeded: sequence))
            packets.append(OutgoingPacket(bytes: message.bytes, destination: LocalDaemon.ntpdEndpoint))
        }
        return packets
    }

    /// Takes an answer.
    mutating func take(_ bytes: [UInt8], from source: Endpoint, at moment: Moment) -> Reception {
        do {
            if source == LocalDaemon.chronydEndpoint {
                let reply = try ChronyReply(bytes)
                guard reply.sequence == sequence, case .tracking(let tracking) = reply.content else { return .ignored }
                word = Word(tracking)
            } else {
                let message = try NTPControlMessage(bytes)
                guard message.sequence == UInt16(truncatingIfNeeded: sequence),
                    message.operation == NTPControlMessage.Operation.readVariables.rawValue,
                    let data = reply.add(message)
                else { return .ignored }
                word = Word(NTPControlVariables(data), status: reply.status)
            }
            heard = moment
            unanswered = 0
            return .taken
        } catch {
            return .malformed
        }
    }
}

extension LocalDaemon.Word {
    /// What chronyd says.
    init(_ tracking: ChronyTracking) {
        program = "chronyd"
        isSynchronised = tracking.isSynchronised
        offset = tracking.correction
        bound = LocalDaemon.Word.bound(delay: tracking.rootDelay, dispersion: tracking.rootDispersion)
        frequencyPPM = tracking.frequencyPPM
        reference =
            tracking.address?.text
            ?? tracking.referenceID.text(stratum: UInt8(clamping: max(0, Int(tracking.stratum) - 1)))
        stratum = Int(tracking.stratum)
        leap = Int(tracking.leap)
    }

    /// What ntpd says; its times are in milliseconds. The leap indicator is the first two bits of the status.
    init(_ variables: NTPControlVariables, status: UInt16) {
        program = "ntpd"
        stratum = variables.number("stratum").flatMap { Int(exactly: $0) } ?? 16
        leap = Int(status >> 14)
        isSynchronised = leap != 3 && (1...15).contains(stratum)
        offset = (variables.number("offset") ?? 0) / 1_000
        bound = LocalDaemon.Word.bound(
            delay: (variables.number("rootdelay") ?? 0) / 1_000, dispersion: (variables.number("rootdisp") ?? 0) / 1_000
        )
        frequencyPPM = variables.number("frequency") ?? 0
        reference = String((variables["refid"] ?? "?").prefix(64))
    }

    /// How far a clock may be wrong by its own word; less than nothing is nothing.
    private static func bound(delay: Double, dispersion: Double) -> Double { max(0, delay) / 2 + max(0, dispersion) }

    /// Writes it as members of an open object.
    func write(into writer: inout JSONWriter) {
        writer.member("program", program)
        writer.key("synchronised")
        writer.boolean(isSynchronised)
        writer.key("offset_seconds")
        writer.number(offset)
        writer.key("bound_seconds")
        writer.number(bound)
        writer.key("frequency_ppm")
        writer.number(frequencyPPM)
        writer.member("reference", reference)
        writer.member("stratum", stratum)
        writer.member("leap", leap)
    }
}
