import Model
public import Reactor
import Wire

/// The configuration of a daemon that watches the office, as files.
public struct LabConfiguration: Sendable, Hashable {
    /// The configuration itself.
    public let yaml: String
    /// Files beside it, by name: the secrets that it refers to. Empty when they stand in the configuration.
    public let secrets: [String: String]

    /// A configuration that listens there. With `literalSecrets` it is one file, about which the daemon warns.
    public init(listen: LabDestination, literalSecrets: Bool) {
        let office = OfficeNetwork.self
        let files = [
            "lan-community": office.community, "router-auth": office.passphrases.auth,
            "router-privacy": office.passphrases.privacy,
        ]
        secrets = literalSecrets ? [:] : files
        func secret(_ name: String) -> String {
            literalSecrets ? "\"\(files[name] ?? "")\"" : "{ file: \(name) }"
        }
        let devices = office.devices.filter(\.isListed).map { device in
            let credential = device.security.version == .v3 ? "routers" : "lan"
            return "    - { name: \(device.name), address: \(device.address.text), credential: \(credential), "
                + "tags: { role: \(device.role) } }"
        }
        yaml = """
            # A daemon that watches the simulated office of tocsin-lab. Nothing here leaves this host.
            site: lab
            snmp:
              credentials:
                - { name: lan, version: 2c, community: \(secret("lan-community")) }
                - name: routers
                  version: 3
                  user: \(office.userName)
                  auth: { protocol: SHA-256, passphrase: \(secret("router-auth")) }
                  privacy: { protocol: AES-128, passphrase: \(secret("router-privacy")) }
              devices:
            \(devices.joined(separator: "\n"))
            traps:
              listen: [ "udp:\(listen.endpoint.text)" ]
              communities: [ \(secret("lan-community")) ]
              users: [ routers ]
              # Shorter than the defaults, so that a story of some seconds shows what they do.
              repeats: { window: 5s }
              limit: { per_source: 2/s, burst: 10 }

            """
    }
}

extension LabConfiguration {
    /// Writes `tocsin.yaml` and the secrets' files into a folder, which is made if it is not there. Only their owner may
    /// read them, as a daemon expects it of secrets.
    public func write(to folder: String) throws(SocketFault) {
        try LabFolder.make(folder)
        for (name, text) in secrets.merging(["tocsin.yaml": yaml], uniquingKeysWith: { $1 }) {
            try LabFolder.write(Array(text.utf8), to: "\(folder)/\(name)", permissions: 0o600)
        }
    }
}
