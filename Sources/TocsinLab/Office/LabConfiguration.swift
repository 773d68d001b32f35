import Model
public import Reactor
import Wire

/// The configuration of a daemon that watches the office, as files.
public struct LabConfiguration: Sendable, Hashable {
    /// The configuration itself.
    public let yaml: String
    /// Files beside it, by name: the secrets that it refers to. Empty when they stand in the configuration.
    public let secrets: [String: String]

    /// A configuration that listens there. With `literalSecrets` it is one file, about which the daemon warns. With the
    /// port of the office's agents it polls them; with a real agent's address it polls that, too.
    public init(
        listen: LabDestination, literalSecrets: Bool, agentsPort: UInt16? = nil, realAgent: LabDestination? = nil
    ) {
        let office = OfficeNetwork.self
        let files = [
            "lan-community": office.community, "router-auth": office.passphrases.auth,
            "router-privacy": office.passphrases.privacy,
        ]
        secrets = literalSecrets ? [:] : files
        func secret(_ name: String) -> String {
            literalSecrets ? "\"\(files[name] ?? "")\"" : "{ file: \(name) }"
        }
        var devices = office.devices.filter(\.isListed).map { device in
            let credential = device.security.version == .v3 ? "routers" : "lan"
            return "    - { name: \(device.name), address: \(device.address.text), credential: \(credential), "
                + (agentsPort == nil ? "" : LabConfiguration.polled(device)) + "tags: { role: \(device.role) } }"
        }
        if agentsPort != nil, let real = realAgent?.endpoint {
            devices.append(
                "    - { name: snmpd, address: \(real.address.text), port: \(real.port), credential: lan, "
                    + "profiles: [system, interfaces, host-resources, ucd], tags: { role: server } }")
        }
        let polling = agentsPort.map { LabConfiguration.polling(port: $0) } ?? ""
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
            \(polling)  devices:
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
    /// What a device's entry says of polling.
    private static func polled(_ device: OfficeDevice) -> String {
        switch device {
        case OfficeNetwork.coreSwitch: "profiles: [system, interfaces, lldp], uplinks: [Gi1/0/47, Gi1/0/48], "
        case OfficeNetwork.accessSwitch: "profiles: [system, interfaces, lldp], uplinks: [Gi1/0/24], "
        case OfficeNetwork.accessPoint: "uplinks: [Gi1/0/1], "
        case OfficeNetwork.ups: "profiles: [system, ups], "
        case OfficeNetwork.sensor: "profiles: [system, entity-sensors], "
        case OfficeNetwork.server: "profiles: [system, interfaces, host-resources, ucd], "
        default: ""
        }
    }

    /// How often devices are asked, and what is too much: quick, so that a story of half a minute shows it.
    private static func polling(port: UInt16) -> String {
        """
          defaults: { interval: 2s, timeout: 400ms, retries: 1, port: \(port) }
          thresholds:
            - { name: uplink-busy, metric: if_in_utilization, above: 90%, clear: 80%, for: 2, devices: { role: core } }
            - { name: errors-on-air, metric: if_in_errors_per_s, above: 100, clear: 10, for: 2, devices: { role: wifi } }
            - { name: rack-hot, metric: sensor_value, instance: temp1, above: 38, clear: 35, for: 2, severity: error }
            - { name: server-busy, metric: load_1min, above: 3.5, clear: 3, for: 2, devices: { role: server } }

        """
    }

    /// Writes `tocsin.yaml` and the secrets' files into a folder, which is made if it is not there. Only their owner may
    /// read them, as a daemon expects it of secrets.
    public func write(to folder: String) throws(SocketFault) {
        try LabFolder.make(folder)
        for (name, text) in secrets.merging(["tocsin.yaml": yaml], uniquingKeysWith: { $1 }) {
            try LabFolder.write(Array(text.utf8), to: "\(folder)/\(name)", permissions: 0o600)
        }
    }
}
