/// What is wrong with a MIB file or directory: told to the administrator, and no reason to load nothing.
public struct MIBFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or directory.
    public var path: String
    /// The line, where the fault has one.
    public var line: Int?
    /// What is wrong.
    public var reason: String

    /// Names a fault.
    public init(path: String, line: Int? = nil, reason: String) {
        self.path = path
        self.line = line
        self.reason = reason
    }

    /// `/etc/mibs/ACME-MIB.txt:12: Expected "}"`.
    public var description: String {
        guard let line else { return "\(path): \(reason)" }
        return "\(path):\(line): \(reason)"
    }
}
