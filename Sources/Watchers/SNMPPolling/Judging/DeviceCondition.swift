import Model

/// How a device is, in the words of the contract.
enum DeviceCondition: UInt8, Sendable, Hashable {
    /// It answers.
    case up
    /// It does not answer.
    case down
    /// There is no way to it, nobody listens, or it refuses us.
    case unreachable
    /// It was not asked yet.
    case unknown

    /// `up`, `down`, `unreachable`, `unknown`.
    var text: String {
        switch self {
        case .up: "up"
        case .down: "down"
        case .unreachable: "unreachable"
        case .unknown: "unknown"
        }
    }
}
