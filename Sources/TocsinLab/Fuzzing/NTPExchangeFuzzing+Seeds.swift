/// What a run begins with.
extension NTPExchangeFuzzing {
    /// The configurations of the watcher, of which a test or a fuzzer makes it: the one that it begins with, one that a
    /// step may load, and one of other servers that are all right, by which it is seen that everything ends.
    public static let configurations = [
        """
        ntp:
          servers:
            - { address: 192.0.2.1, min_poll: 3, max_poll: 6 }
            - { address: 192.0.2.2, min_poll: 3, max_poll: 6, interleaved: true }
            - { address: 192.0.2.3, min_poll: 3, max_poll: 6, key: 1 }
            - { address: 192.0.2.4, min_poll: 3, max_poll: 6, own: true, stratum: 2 }
            - { address: "2001:db8::5", min_poll: 3, max_poll: 6 }
            - { address: 192.0.2.6, nts: true, min_poll: 3, max_poll: 6 }
            - { address: time.example, min_poll: 3, max_poll: 6 }
          keys: [ { id: 1, type: SHA1, secret: x } ]
          offset: { warning: 10ms, critical: 50ms, for: 2, settle: 0 }
          amplifier_probe: 60s
          capture: { interfaces: [ eth0 ] }

        """,
        """
        ntp:
          servers:
            - { address: 192.0.2.1, min_poll: 4, max_poll: 4, key: 1 }
            - { address: 192.0.2.2, min_poll: 3, max_poll: 8, port: 1123 }
            - { address: time.example, min_poll: 3, max_poll: 6, own: true }
            - { address: other.example, iburst: false, interleaved: true }
          keys: [ { id: 1, type: AES128, secret: "HEX:000102030405060708090a0b0c0d0e0f" } ]
          offset: { warning: 1ms, critical: 1s, for: 1 }
          local: chronyd
          amplifier_probe: off

        """,
        """
        ntp:
          servers:
            - { address: 198.51.100.1, min_poll: 4, max_poll: 4 }
            - { address: 198.51.100.2, min_poll: 4, max_poll: 4 }
            - { address: 198.51.100.3, min_poll: 4, max_poll: 4 }
          offset: { for: 2, settle: 0 }
          local: none
          amplifier_probe: off

        """,
    ]

    /// Inputs to begin with, each of another kind.
    public static var seeds: [[UInt8]] {
        func repeated(_ count: Int, _ octets: [UInt8]) -> [UInt8] {
            Array([[UInt8]](repeating: octets, count: count).joined())
        }
        // All answer, and time goes by.
        let healthy: [UInt8] = [0x0f, 0xff, 60]
        let wrong: [UInt8] = [0x04, 0, 0x0d, 0x01, 0x00, 0x00, 0x01, 16]
        let kisses: [UInt8] = [0x06, 0, 6, 0x16, 1, 0, 0x26, 2, 10, 0x36, 3, 0, 0x01, 60]
        let clocks: [UInt8] = [
            0x88, 0x00, 0x64, 0x00, 200, 0x0a, 0x40, 0x00, 0x01, 30, 0x09, 0xff, 0xff, 3, 0x01, 60, 0x89, 0xff, 0xff, 0,
            0x01,
            200,
        ]
        let controls: [UInt8] = [0x02, 8, 0x0d] + repeated(76, [1]) + [0x1d, 0, 6, 0x15, 0, 3, 4, 5, 0x31, 0x32]
        let strangers = repeated(3, [0x0c, 7, 0x2c, 0x02, 9, 0x1c, 3, 1, 2, 3, 0x0e, 2, 1, 2, 9])
        let restarts: [UInt8] = [0x5e, 0, 0xde, 0, 4, 0x31, 1, 0x01, 40]
        let interleaved = repeated(6, [0x15, 0x04, 6, 0x01, 8])
        let fields = (0..<16).flatMap { field -> [UInt8] in [0x04, 0, UInt8(field), 1, 2, 3, 4, 5, 6, 7, 8, 0x01, 9] }
        return [
            [], [1, 0xff] + repeated(4, healthy), [1, 0xfe] + repeated(40, wrong), [0, 0xff] + kisses + healthy,
            [1, 0xff] + healthy + clocks + healthy, [1, 0x0f] + controls + controls, [1, 0xff] + strangers + healthy,
            [0, 0xff] + healthy + [0x0b, 0x1b] + kisses + restarts + healthy, [0, 0] + interleaved + [0x02, 40],
            [1, 0] + fields,
            [1, 0x55] + repeated(3, healthy + [0x1f, 0xff, 20, 0x3f, 0x0f, 30] + wrong),
        ]
    }
}
