/// The profiles that Tocsin ships: YAML as an administrator would write it, read by the same decoder. They are part of
/// the program, which has no other files to be installed with it.
enum BuiltInProfiles {
    /// Name and text of each.
    static let texts: KeyValuePairs<String, String> = [
        "system": system, "interfaces": interfaces, "host-resources": hostResources, "ucd": ucd, "ups": ups,
        "entity-sensors": entitySensors, "bridge": bridge, "lldp": lldp,
        "dhcp-snooping": dhcpSnooping,
    ]
}
