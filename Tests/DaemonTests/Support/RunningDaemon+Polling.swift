/// What the SNMP polling of a daemon says.
extension RunningDaemon {
    /// What the polling says of itself.
    func polling() throws -> JSON {
        try status()["watchers"].items.first { $0["name"].text == "snmp" } ?? .null
    }

    /// What is known of one device.
    func device(_ name: String) throws -> JSON { try query("devices", ("name", name)).first ?? .null }
}
