import Model
import Testing

@testable import Daemon

/// SplitMix64: the same bytes on every machine, from a seed that a failure prints.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

@Suite struct HostileYAMLTests {
    private static let valid = """
        site: hq
        log: &log { level: info }
        store: { retention: { events: 90d, samples: 14d } }
        snmp:
          credentials:
            - { name: lan, version: 2c, community: { env: LAN } }
            - name: core
              version: 3
              user: "mon\\u0069tor"
              auth: { protocol: SHA-256, passphrase: 'long enough' }
          devices:
            - { name: "acc-sw{1..4}", address: "10.0.1.{1..4}", credential: &both [core, lan], tags: { role: a } }
            - { name: ü, address: sw.example, credential: *both }
          inventory: [ d.csv ]
        traps:
          listen: [ "udp:162" ]
          allow: [ 10.0.0.0/8, "2001:db8::/32" ]
          rules:
            - name: x
              trap: >
                folded
                text
        """
    private static let csv =
        "name,address,credential,profiles,tags\r\nups1,ups.example,\"lan core\",system,role=ups\r\n"
    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ":", "- ", "\n", "\t", "*both", "&x ", "!!str ", "\"", "'", "|\n", ">\n", "#", "? ",
            "---\n",
            "...\n", "%YAML 9\n", "<<: *log\n", "{1..99999}", "{{", "\u{feff}", "\u{2028}", "\u{85}", "\\x", ",", "  ",
            "site: ", "~", "\r", "\"\"", "\u{1b}",
        ].map { Array($0.utf8) } + [[0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]]

    private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let at = Int.random(in: 0...bytes.count, using: &generator)
        let length = Int.random(in: 0...12, using: &generator)
        let end = min(bytes.count, at + length)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: at)
        case 2 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...at, using: &generator))
        case 4: bytes.removeSubrange(at...)
        default:
            let piece = pieces.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...80, using: &generator) { bytes.insert(contentsOf: piece, at: at) }
        }
    }

    @Test("Whatever becomes of a file, it loads or its faults stand at places inside of the files")
    func mutations() {
        var loadedCount = 0
        for seed in UInt64(1)...5_000 {
            var generator = SeededGenerator(state: seed)
            var files = MemoryFiles(["t.yaml": Self.valid, "d.csv": Self.csv])
            let target = seed % 8 == 0 ? "d.csv" : "t.yaml"
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                Self.mutate(&files.contents[target, default: []], &generator)
            }
            let traps = DecodedTraps()
            let loader = ConfigurationLoader(
                watchers: [traps.section()], resolver: LiteralSecretResolver(), files: files)
            let loaded = loader.load(file: "t.yaml")
            if loaded.isUsable {
                loadedCount += 1
                let again = ConfigurationLoader(
                    watchers: [traps.section()], resolver: LiteralSecretResolver(),
                    files: MemoryFiles(["t.yaml": ConfigurationText.show(loaded), "d.csv": Self.csv])
                ).load(file: "t.yaml")
                #expect(again.merged.entries?.map(\.key) == loaded.merged.entries?.map(\.key), "seed \(seed)")
            }
            for fault in loaded.faults + loaded.warnings {
                let bytes = files.contents[fault.location.file] ?? []
                // LF, CR and, for libyaml, NEL, LS and PS end lines; each is at least one byte.
                let lines = bytes.count { $0 == 0x0a || $0 == 0x0d || $0 == 0x85 || $0 == 0xa8 || $0 == 0xa9 } + 1
                #expect((1...lines).contains(fault.location.line), "seed \(seed): \(fault.text)")
                #expect((1...bytes.count + 1).contains(fault.location.column), "seed \(seed): \(fault.text)")
                #expect(!fault.text.utf8.contains { $0 < 32 }, "seed \(seed): \(fault.text)")
            }
        }
        // Both ways must have been gone, or the mutations test nothing.
        #expect(loadedCount > 200)
        #expect(loadedCount < 4_000)
    }

    @Test("Noise that was never YAML is refused or read, and never crashes")
    func noise() {
        for seed in UInt64(1)...1_000 {
            var generator = SeededGenerator(state: seed)
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &generator) {
                bytes += Self.pieces.randomElement(using: &generator) ?? []
            }
            let faults = ConfigurationFaults()
            let node = YAMLDocumentReader.read(bytes, file: "noise", faults: faults)
            #expect(node != nil || !faults.isEmpty, "seed \(seed)")
        }
    }
}
