extension BuiltInProfiles {
    /// ifTable and ifXTable (RFC 2863). A packet has at least 64 octets, 512 bits, which bounds what a link can carry.
    static let interfaces = """
        profile: interfaces
        summary: Traffic, errors and states of network interfaces.
        tables:
          - name: interfaces
            labels:
              - { name: name, object: [ifName, ifDescr], form: text }
              - { name: description, object: ifDescr, form: text }
              - { name: alias, object: ifAlias, form: text }
              - { name: type, object: ifType }
            identity: [name, description]
            discontinuity: ifCounterDiscontinuityTime
            metrics:
              - { name: if_admin, object: ifAdminStatus }
              - { name: if_oper, object: ifOperStatus }
              - name: if_speed_bps
                object: [{ object: ifHighSpeed, scale: 1000000 }, ifSpeed]
                unit: bit/s
              - { name: if_last_change, object: ifLastChange }
              - name: if_in_bps
                object: [ifHCInOctets, ifInOctets]
                unit: bit/s
                scale: 8
                bound: if_speed_bps
              - name: if_out_bps
                object: [ifHCOutOctets, ifOutOctets]
                unit: bit/s
                scale: 8
                bound: if_speed_bps
              - name: if_in_packets_per_s
                object: [ifHCInUcastPkts, ifInUcastPkts]
                unit: packets/s
                bound: { metric: if_speed_bps, scale: 0.002 }
              - name: if_out_packets_per_s
                object: [ifHCOutUcastPkts, ifOutUcastPkts]
                unit: packets/s
                bound: { metric: if_speed_bps, scale: 0.002 }
              - name: if_in_multicast_per_s
                object: [ifHCInMulticastPkts, ifInMulticastPkts]
                unit: packets/s
                bound: { metric: if_speed_bps, scale: 0.002 }
              - name: if_out_multicast_per_s
                object: [ifHCOutMulticastPkts, ifOutMulticastPkts]
                unit: packets/s
                bound: { metric: if_speed_bps, scale: 0.002 }
              - name: if_in_broadcast_per_s
                object: [ifHCInBroadcastPkts, ifInBroadcastPkts]
                unit: packets/s
                bound: { metric: if_speed_bps, scale: 0.002 }
              - name: if_out_broadcast_per_s
                object: [ifHCOutBroadcastPkts, ifOutBroadcastPkts]
                unit: packets/s
                bound: { metric: if_speed_bps, scale: 0.002 }
              - { name: if_in_errors_per_s, object: ifInErrors, unit: packets/s }
              - { name: if_out_errors_per_s, object: ifOutErrors, unit: packets/s }
              - { name: if_in_discards_per_s, object: ifInDiscards, unit: packets/s }
              - { name: if_out_discards_per_s, object: ifOutDiscards, unit: packets/s }
            ratios:
              - { name: if_in_utilization, of: if_in_bps, to: if_speed_bps }
              - { name: if_out_utilization, of: if_out_bps, to: if_speed_bps }
        thresholds:
          - { name: interface-in-errors, metric: if_in_errors_per_s, above: 10/s, clear: 1/s, for: 5 }
          - { name: interface-out-errors, metric: if_out_errors_per_s, above: 10/s, clear: 1/s, for: 5 }

        """
}
