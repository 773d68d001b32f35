/// A community, passphrase or key. No way of printing it shows it; comparing it takes as long for an equal as for a
/// different one of the same length.
public struct Secret: Sendable {
    /// The secret itself, for whoever must send or derive from it. Never log it.
    public let bytes: [UInt8]

    /// A secret of bytes.
    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// A secret of a text's UTF-8.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// The secret as text; bytes that are no UTF-8 are replaced. Never log it.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Secret: Equatable {
    /// Whether both are equal. The lengths may show in the time that it takes, the bytes do not.
    public static func == (left: Secret, right: Secret) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(left.bytes, right.bytes) { difference |= a ^ b }
        return difference == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `(hidden)`.
    public var description: String { "(hidden)" }
    /// `(hidden)`.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Where a secret comes from.
public enum SecretSource: Equatable, Sendable {
    /// A file of this name in `$CREDENTIALS_DIRECTORY` (systemd.exec, LoadCredential=).
    case systemdCredential(String)
    /// A file of its own.
    case file(String)
    /// An environment variable.
    case environment(String)
    /// The secret stands in the configuration, which works and is warned about.
    case literal(Secret)
}

extension SecretSource: CustomStringConvertible {
    /// The reference as the configuration has it; `(hidden)` for a literal.
    public var description: String {
        switch self {
        case .systemdCredential(let name): "{ systemd_credential: \(name) }"
        case .file(let path): "{ file: \(path) }"
        case .environment(let name): "{ env: \(name) }"
        case .literal: "(hidden)"
        }
    }
}

/// What came of looking for a secret.
public enum SecretResolution: Equatable, Sendable {
    /// It is there; a warning says what should be changed about how it is kept.
    case resolved(Secret, warning: String?)
    /// It cannot be had, and the configuration cannot be used without it.
    case failed(String)
    /// It cannot be seen from here, which says nothing about whether the daemon will see it: a warning.
    case unchecked(String)
    /// No one looked.
    case skipped
}

/// Finds secrets where the configuration says that they are.
public protocol SecretResolver: Sendable {
    /// Looks once; never blocks on anything but a disk.
    func resolve(_ source: SecretSource) -> SecretResolution
}

/// Looks for no secret but gives out literals: for tests, and for commands that need none.
public struct LiteralSecretResolver: SecretResolver {
    /// A resolver without a state.
    public init() {}

    /// The literal, or `skipped`.
    public func resolve(_ source: SecretSource) -> SecretResolution {
        if case .literal(let secret) = source { return .resolved(secret, warning: nil) }
        return .skipped
    }
}
