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

    init(configuration: TrapConfiguration, shared: SharedConfiguration) {
        allow = configuration.allow
        proxies = configuration.proxies
        var devices: [IPAddress: Sender] = [:]
        for device in shared.devices {
            if case .ip(let address) = device.address {
                // Of two devices with one address the first counts, as elsewhere.
                if devices[address.withoutScope] != nil { continue }
                devices[address.withoutScope] = Sender(device: device.name, tags: device.tags)
            }
        }
        self.devices = devices
    }

    /// Whether an address may send at all: it lies in the allow-list, or there is none and it is a configured device's.
    func maySpeak(_ address: IPAddress) -> Bool {
        if allow.isEmpty { return devices[address.withoutScope] != nil || isProxy(address) }
        return allow.contains { $0.contains(address) }
    }

    /// Whether an address is believed about who the sender is.
    func isProxy(_ address: IPAddress) -> Bool { proxies.contains { $0.contains(address) } }

    /// The name and tags of an address; its text where it is not configured.
    func sender(at address: IPAddress) -> Sender {
        devices[address.withoutScope] ?? Sender(device: address.text, tags: [:])
    }
}

extension IPAddress {
    /// The address without the interface that a link-local one was seen on.
    var withoutScope: IPAddress {
        if case .v6(let high, let low, _) = self { .v6(high: high, low: low, scope: 0) } else { self }
    }
}
