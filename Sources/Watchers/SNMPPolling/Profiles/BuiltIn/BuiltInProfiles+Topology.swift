extension BuiltInProfiles {
    /// The forwarding tables of BRIDGE-MIB and Q-BRIDGE-MIB (RFC 4188, 4363): which address is behind which port. The
    /// index of the latter is the FDB's number and the address.
    static let bridge = """
        profile: bridge
        summary: Which MAC address is behind which port of a bridge.
        texts:
          - { name: bridge_address, object: dot1dBaseBridgeAddress, form: mac }
        tables:
          - name: bridge_ports
            every: 10
            labels:
              - { name: if_index, object: dot1dBasePortIfIndex }
              - { name: interface, object: dot1dBasePortIfIndex, through: ifName, form: text }
          - name: bridge_addresses
            every: 10
            labels:
              - { name: mac, index: 1-6, form: mac }
              - { name: port, object: dot1dTpFdbPort }
              - { name: if_index, object: dot1dTpFdbPort, through: dot1dBasePortIfIndex }
              - { name: interface, object: dot1dTpFdbPort, through: [dot1dBasePortIfIndex, ifName], form: text }
              - { name: status, object: dot1dTpFdbStatus }
            identity: [mac]
          - name: vlan_addresses
            every: 10
            labels:
              - { name: fdb, index: 1 }
              - { name: mac, index: 2-7, form: mac }
              - { name: port, object: dot1qTpFdbPort }
              - { name: if_index, object: dot1qTpFdbPort, through: dot1dBasePortIfIndex }
              - { name: interface, object: dot1qTpFdbPort, through: [dot1dBasePortIfIndex, ifName], form: text }
              - { name: status, object: dot1qTpFdbStatus }

        """

    /// CISCO-DHCP-SNOOPING-MIB: whether the switch guards against DHCP servers on ports where none belongs.
    static let dhcpSnooping = """
        profile: dhcp-snooping
        summary: Whether a switch guards against rogue DHCP servers, and which ports it trusts (Cisco).
        applies_to: [ 1.3.6.1.4.1.9.1 ]
        scalars:
          - { name: dhcp_snooping, object: cdsFeatureEnable, kind: state, states: { 1: "on", 2: "off" } }
          - { name: dhcp_snooping_drops, object: cdsUntrustedPortDroppedPkts, kind: counter, unit: packets/s }
        tables:
          - name: dhcp_snooping_ports
            every: 10
            labels:
              - { name: interface, index: 1, through: ifName, form: text }
              - { name: trusted, object: cdsIfTrustEnable }

        """

    /// LLDP-MIB (IEEE 802.1AB): who is at the other end of each port. The second arc of a neighbour's index is our port.
    static let lldp = """
        profile: lldp
        summary: Who is at the other end of each port (IEEE 802.1AB).
        texts:
          - { name: chassis, object: lldpLocChassisId, form: id }
          - { name: system, object: lldpLocSysName, form: text }
        tables:
          - name: lldp_ports
            every: 10
            labels:
              - { name: port, object: lldpLocPortId, form: id }
              - { name: port_id_type, object: lldpLocPortIdSubtype }
              - { name: description, object: lldpLocPortDesc, form: text }
          - name: lldp_neighbours
            every: 10
            labels:
              - { name: local_port_number, index: 2 }
              - { name: local_port, index: 2, through: lldpLocPortId, form: id }
              - { name: local_description, index: 2, through: lldpLocPortDesc, form: text }
              - { name: chassis, object: lldpRemChassisId, form: id }
              - { name: chassis_id_type, object: lldpRemChassisIdSubtype }
              - { name: port, object: lldpRemPortId, form: id }
              - { name: port_id_type, object: lldpRemPortIdSubtype }
              - { name: port_description, object: lldpRemPortDesc, form: text }
              - { name: system, object: lldpRemSysName, form: text }
              - { name: system_description, object: lldpRemSysDesc, form: text }
              - { name: capabilities, object: lldpRemSysCapEnabled }

        """
}
