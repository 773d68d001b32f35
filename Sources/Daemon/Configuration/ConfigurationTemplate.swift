/// The text that `tocsin config init` writes.
public enum ConfigurationTemplate {
    /// A first configuration: valid as it stands, safe as it stands, and with what to change beside it.
    public static let initial = """
        # Tocsin's configuration. 'tocsin config check' shows every fault, 'tocsin reload' puts changes into effect.
        # Further files go into conf.d/*.yaml beside this one: lists append, maps merge, a later text wins.
        # Durations are written 500ms 2s 5m 12h 90d 1w. See docs/TRAPS.md, docs/POLLING.md.

        # The name of this place; it stands on every event.
        # site: hq

        log:
          level: info             # trace, debug, info, notice, warning, error, critical

        store:
          retention:
            events: 90d           # events and resolved alerts
            samples: 14d          # measurements

        # Secrets are better kept elsewhere and named here:
        #   { systemd_credential: NAME }    LoadCredential=NAME:/path in the unit
        #   { file: PATH }                  readable by the user tocsin only
        #   { env: NAME }                   an environment variable of the daemon
        # snmp:
        #   credentials:
        #     - { name: lan, version: 2c, community: { file: /etc/tocsin/lan-community } }
        #     - name: core
        #       version: 3
        #       user: monitor
        #       auth: { protocol: SHA-256, passphrase: { systemd_credential: core-auth } }
        #       privacy: { protocol: AES-256, passphrase: { systemd_credential: core-privacy } }
        #   devices:                # polled with their credentials; traps from these addresses bear these names
        #     - { name: core-sw1, address: 192.0.2.2, credential: core, tags: { role: core } }
        #     - { name: "acc-sw{1..40}", address: "192.0.2.{101..140}", credential: [core, lan] }
        #   inventory: [ devices.csv ]      # name,address,credential,profiles,tags

        traps:
          listen: [ "udp:162", "udp:[::]:162" ]
          # Who is heard. Nobody else is, and each who tries is told of once.
          allow: [ 127.0.0.1, "::1" ]
          # SNMPv1 and v2c senders need one of these communities, v3 senders one of these users:
          # communities: [ { file: /etc/tocsin/lan-community } ]
          # users: [ core ]
          # Directories with MIB files, for the names of what is not standard:
          # mibs: [ /usr/share/snmp/mibs ]

        # Who may answer DHCP clients, and be an IPv6 router. Without servers or routers, what answers in the first ten
        # minutes is learned: 'tocsin servers dhcp --as-config' writes it. See docs/DHCP.md and docs/ROUTERS.md.
        # dhcp:
        #   interfaces: [ eth0 ]
        #   servers:
        #     - { address: 192.0.2.1, mac: 52:54:00:12:34:56, routers: [ 192.0.2.1 ], dns: [ 192.0.2.53 ] }
        # router_advertisements:
        #   interfaces: [ eth0 ]

        # How wrong this host's clock is, and which server to believe. See docs/NTP.md.
        # ntp:
        #   servers:
        #     - { address: ntp1.example.net, nts: true }
        #     - { address: 192.0.2.123, stratum: 2 }

        """
}
