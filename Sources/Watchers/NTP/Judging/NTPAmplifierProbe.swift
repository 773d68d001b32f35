import Model
import Wire

/// What a server answered to the two questions that attackers ask in a victim's name.
struct NTPAmplifierProbe: Sendable, Hashable {
    /// Octets that were asked with.
    var asked: Int
    /// Whether it is the second of two: one that gave nothing away may have been lost.
    var isRepeated = false
    /// Octets and packets of answers to mode 6.
    private(set) var controlOctets = 0
    private(set) var controlPackets = 0
    /// Octets and packets of answers to `monlist`.
    private(set) var monitorOctets = 0
    private(set) var monitorPackets = 0

    /// How long answers are waited for.
    static let patience: Duration = .seconds(5)

    /// The questions: the system's variables, and who has spoken to the server.
    static func questions(sequence: UInt16) -> [[UInt8]] {
        [NTPControlMessage(.readVariables, sequence: sequence).bytes, NTPPrivateMessage.monitorListRequest]
    }

    /// Nothing was answered so far.
    init(asked: Int, isRepeated: Bool = false) {
        self.asked = asked
        self.isRepeated = isRepeated
    }

    /// Counts an answer; one that gives nothing away counts not.
    mutating func take(_ bytes: [UInt8]) {
        if let message = try? NTPControlMessage(bytes), message.isResponse, !message.isError, !message.data.isEmpty {
            controlOctets += bytes.count
            controlPackets += 1
        } else if let message = try? NTPPrivateMessage(bytes), message.isResponse, message.itemCount > 0 {
            monitorOctets += bytes.count
            monitorPackets += 1
        }
    }

    /// How bad it is: a list of clients floods, variables merely help.
    var finding: NTPProblems.Finding {
        if monitorPackets > 0 { return .present(.warning) }
        return controlOctets > 12 ? .present(.notice) : .clear
    }
}
