internal import Glibc
public import Model

/// Reads secrets from systemd's credentials, from files and from the environment of this process.
public struct SystemSecretResolver: SecretResolver {
    /// What a secret that cannot be had means.
    public enum Strictness: Sendable {
        /// The daemon starts or reloads: a fault.
        case required
        /// Someone checks a file outside of the daemon: what this user or this process cannot see is a warning.
        case lenient
        /// Nobody looks.
        case off
    }

    /// The largest secret, in bytes.
    static let sizeLimit = 4_096
    private let strictness: Strictness
    private let folder: String
    private let credentialsDirectory: String?
    private let environment: @Sendable (String) -> String?
    private let files: any ConfigurationFiles

    /// A resolver for the secrets that a configuration file refers to; relative paths start at that file's folder.
    public init(
        configurationFile: String, strictness: Strictness, files: any ConfigurationFiles = DiskFiles(),
        environment: @escaping @Sendable (String) -> String? = SystemSecretResolver.processEnvironment
    ) {
        self.strictness = strictness
        folder = FilePath.folder(of: configurationFile)
        self.files = files
        self.environment = environment
        credentialsDirectory = environment("CREDENTIALS_DIRECTORY").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A variable of this process.
    @Sendable public static func processEnvironment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Looks for a secret once.
    public func resolve(_ source: SecretSource) -> SecretResolution {
        if strictness == .off { return .skipped }
        switch source {
        case .literal(let secret): return .resolved(secret, warning: nil)
        case .environment(let name):
            guard let value = environment(name) else {
                return unseen("the environment variable '\(name)' is not set")
            }
            return value.isEmpty
                ? .failed("the environment variable '\(name)' is empty") : .resolved(Secret(value), warning: nil)
        case .file(let path): return read(FilePath.join(folder, path), called: "the secret file", isChecked: true)
        case .systemdCredential(let name):
            guard let credentialsDirectory else {
                return unseen("systemd has handed over no credentials ($CREDENTIALS_DIRECTORY is not set)")
            }
            // The name was held to plain characters when it was decoded; a resolver must not depend on that.
            guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
                return .failed("'\(name)' is not the name of a systemd credential")
            }
            return read(FilePath.join(credentialsDirectory, name), called: "the systemd credential", isChecked: false)
        }
    }

    /// A failure for the daemon; for someone who checks from outside only something that could not be seen.
    private func unseen(_ reason: String) -> SecretResolution {
        strictness == .lenient ? .unchecked("the secret could not be checked: \(reason) here") : .failed(reason)
    }

    private func read(_ path: String, called what: String, isChecked: Bool) -> SecretResolution {
        do {
            let contents = try files.read(path, limit: Self.sizeLimit)
            var bytes = contents.bytes
            if bytes.last == 0x0a { bytes.removeLast() }
            if bytes.last == 0x0d, contents.bytes.last == 0x0a { bytes.removeLast() }
            guard !bytes.isEmpty else { return .failed("\(what) '\(path)' is empty") }
            let isOpen = isChecked && contents.permissions & 0o004 != 0
            return .resolved(
                Secret(bytes: bytes),
                warning: isOpen ? "\(what) '\(path)' can be read by everyone; chmod o= would end that" : nil)
        } catch .forbidden where strictness == .lenient {
            return .unchecked("the secret could not be checked: '\(path)' may not be read by this user")
        } catch {
            return .failed("\(what) '\(path)' cannot be read: \(error.text)")
        }
    }
}
