import Model
import Watching

/// Who senders are: whether an address may send, what it is called, whether it speaks for others.
struct SenderBook: Sendable {
    /// A sender that may send.
    struct Sender: Sendable {
        var device: String
        var tags: [String: String]
    }

    private let allow: [Network]
    private let proxies: [Network]
    private let devices: [IPAddress: Sender]
    /// Devices that are configured by host name, by that name.
    private let named: [String: [Sender]]
    /// What those names resolved to, kept over a reload.
    private var resolved: [String: [IPAddress]] = [:]
    /// The devices at those addresses.
    private var resolvedDevices: [IPAddress: Sender] = [:]

    /// A book for a configuration; `resolved` of the book before it stays good.
    init(configuration: TrapConfiguration, shared: SharedConfiguration, before: SenderBook? = nil) {
        allow = configuration.allow
        proxies = configuration.proxies
        var devices: [IPAddress: Sender] = [:]
        var named: [String: [Sender]] = [:]
        for device in shared.devices {
            switch device.address {
            case .name(let name):
                named[name, default: []].append(Sender(device: device.name, tags: device.tags))
            case .ip(let address):
                // Of two devices with one address the first counts, as elsewhere.
                if devices[address.withoutScope] != nil { continue }
                devices[address.withoutScope] = Sender(device: device.name, tags: device.tags)
            }
        }
        self.devices = devices
        self.named = named
        for (name, addresses) in before?.resolved ?? [:] where named[name] != nil { learn(name, addresses) }
    }

    /// The host names of the configuration.
    var hostNames: [String] { named.keys.sorted() }

    /// The names of the devices behind a host name.
    func devices(called name: String) -> [String] { (named[name] ?? []).map(\.device) }

    /// Takes what a host name resolves to now.
    mutating func learn(_ name: String, _ addresses: [IPAddress]) {
        resolved[name] = addresses.map(\.withoutScope)
        resolvedDevices = [:]
        for (name, addresses) in resolved.sorted(by: { $0.key < $1.key }) {
            guard let first = named[name]?.first else { continue }
            for address in addresses where resolvedDevices[address] == nil { resolvedDevices[address] = first }
        }
    }

    /// Whether an address may send at all: it lies in the allow-list, or there is none and it is a configured device's.
    func maySpeak(_ address: IPAddress) -> Bool {
        if allow.isEmpty { return known(address) != nil || isProxy(address) }
        return allow.contains { $0.contains(address) }
    }

    /// Whether an address is believed about who the sender is.
    func isProxy(_ address: IPAddress) -> Bool { proxies.contains { $0.contains(address) } }

    /// The name and tags of an address; its text where it is not configured.
    func sender(at address: IPAddress) -> Sender {
        known(address) ?? Sender(device: address.text, tags: [:])
    }

    private func known(_ address: IPAddress) -> Sender? {
        let address = address.withoutScope
        return devices[address] ?? resolvedDevices[address]
    }
}

extension IPAddress {
    /// The address without the interface that a link-local one was seen on.
    var withoutScope: IPAddress {
        if case .v6(let high, let low, _) = self { .v6(high: high, low: low, scope: 0) } else { self }
    }
}
