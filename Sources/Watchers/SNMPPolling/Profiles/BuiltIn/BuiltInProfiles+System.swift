extension BuiltInProfiles {
    /// What every agent says of itself (RFC 3418), and what tells its restarts (RFC 3411, 2790).
    static let system = """
        profile: system
        summary: What a device says of itself, and since when it runs.
        scalars:
          - { name: uptime_seconds, object: sysUpTime }
          - { name: engine_boots, object: snmpEngineBoots }
          - { name: host_uptime_seconds, object: hrSystemUptime }
        texts:
          - { name: name, object: sysName, form: text }
          - { name: description, object: sysDescr, form: text }
          - { name: location, object: sysLocation, form: text }
          - { name: contact, object: sysContact, form: text }
          - { name: object_id, object: sysObjectID }

        """
}
