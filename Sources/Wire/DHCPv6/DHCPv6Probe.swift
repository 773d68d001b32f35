public import Model

/// A message that a client sends to servers (RFC 8415, section 18.2), to be encoded.
public struct DHCPv6Probe: Sendable, Hashable {
    /// Which message.
    public enum Form: Sendable, Hashable {
        /// SOLICIT for one address; without rapid commit, so that servers only offer.
        case solicit(associationID: UInt32)
        /// INFORMATION-REQUEST.
        case informationRequest
    }

    /// All servers and relay agents of a link.
    public static let allServers = IPAddress.v6(high: 0xff02_0000_0000_0000, low: 0x0001_0002, scope: 0)

    /// Which message.
    public var form: Form
    /// The transaction id; its low 24 bits are sent.
    public var transactionID: UInt32
    /// The client's DUID.
    public var client: DUID
    /// How long the client has been at it, in hundredths of a second.
    public var elapsed: UInt16 = 0
    /// The options that are asked for.
    public var requested: [DHCPv6OptionCode] = [.domainNameServers, .domainSearch, .sntpServers, .ntpServers]

    /// A message of that form.
    public init(_ form: Form, transactionID: UInt32, client: DUID) {
        self.form = form
        self.transactionID = transactionID
        self.client = client
    }

    /// The message as a UDP payload.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        let type: DHCPv6MessageType =
            switch form {
            case .solicit: .solicit
            case .informationRequest: .informationRequest
            }
        writer.uint32(UInt32(type.rawValue) << 24 | transactionID & 0xff_ffff)
        writer.option(.clientIdentifier, client.bytes)
        writer.option(.elapsedTime, [UInt8(elapsed >> 8), UInt8(elapsed & 0xff)])
        writer.option(.optionRequest, requested.flatMap { [UInt8($0.rawValue >> 8), UInt8($0.rawValue & 0xff)] })
        if case .solicit(let identifier) = form {
            var association = ByteWriter()
            association.uint32(identifier)
            association.zeros(8)
            writer.option(.nonTemporaryAddresses, association.bytes)
        }
        return writer.bytes
    }
}

extension ByteWriter {
    /// Appends a DHCPv6 option.
    fileprivate mutating func option(_ code: DHCPv6OptionCode, _ value: [UInt8]) {
        uint16(code.rawValue)
        uint16(UInt16(truncatingIfNeeded: value.count))
        bytes += value
    }
}
