import Model
import Testing

@testable import Daemon

private func read(_ text: String) -> (node: ConfigurationNode?, faults: [String]) {
    read(bytes: Array(text.utf8))
}

private func read(bytes: [UInt8]) -> (node: ConfigurationNode?, faults: [String]) {
    let faults = ConfigurationFaults()
    let node = YAMLDocumentReader.read(bytes, file: "t.yaml", faults: faults)
    return (node, faults.faults.map(\.text))
}

@Suite struct YAMLDocumentReaderTests {
    @Test("Keys and values know their places, also behind other scripts and Windows line ends")
    func places() throws {
        let (node, faults) = read("site: hq\r\nsnmp:\r\n  devices:\r\n    - { \"nämé\": x, address: 10.0.0.2 }\r\n")
        #expect(faults.isEmpty)
        let devices = try #require(node?["snmp"]?["devices"])
        guard case .sequence(let items) = devices.content else {
            Issue.record("devices are no list")
            return
        }
        let address = try #require(items[0].entries?[1])
        #expect(address.keyLocation == SourceLocation(file: "t.yaml", line: 4, column: 20))
        #expect(address.value.location == SourceLocation(file: "t.yaml", line: 4, column: 29))
        #expect(address.value.path == "snmp.devices[0].address")
        #expect(items[0].entries?[0].value.path == "snmp.devices[0].'nämé'")
    }

    @Test("Scalars stay text: an unquoted MAC, a time, a number with zeros")
    func text() {
        let (node, _) = read("a: 52:54:00:12:34:56\nb: 010\nc: no\nd: ~\ne:\nf: '~'\ng: 12:30\n")
        let texts = node?.entries?.map { entry -> String in
            guard case .scalar(let scalar) = entry.value.content else { return entry.value.kind }
            return scalar.text
        }
        #expect(texts == ["52:54:00:12:34:56", "010", "no", "nothing", "nothing", "~", "12:30"])
    }

    @Test(
        "An empty file, or one of comments, holds nothing",
        arguments: ["", "\n\n", "# only this\n", "---\n", "\u{feff}"])
    func empty(text: String) {
        let (node, faults) = read(text)
        #expect(faults.isEmpty)
        #expect(node?.entries?.isEmpty == true)
    }

    @Test(
        "What is not a configuration is one fault with its place",
        arguments: [
            ("a: 1\n\tb: 2\n", "t.yaml:2:1: a tab cannot stand here: indent with spaces"),
            ("a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document begins here; one file holds one"),
            ("a:\n  - *b\n", "t.yaml:2:5: a[0]: no anchor &b has ended before this alias"),
            ("a: &b [ *b ]\n", "t.yaml:1:9: a[0]: no anchor &b has ended before this alias"),
            ("? [1]\n: 2\n", "t.yaml:1:3: a key must be a text"),
            ("a: \u{7}\n", "t.yaml:1:4: the control character 0x07 cannot stand here"),
            ("a: 1\nb: x\u{0}\n", "t.yaml:2:5: a NUL byte stands here: is this a text file?"),
            ("a: {b: 1, b: 2}\n", "t.yaml:1:11: a.b: the key stands twice in one map, first in line 1"),
            ("<<: {a: 1}\n", "t.yaml:1:1: '<<': merge keys are not understood: write the keys out"),
            ("a: !!int 3\n", "t.yaml:1:4: a: YAML tags such as !!str are not understood: remove it"),
            ("\"\": 3\n", "t.yaml:1:1: a key is missing before ':'"),
        ])
    func faults(text: String, expected: String) {
        #expect(read(text).faults == [expected])
    }

    @Test("A syntax fault says where and what")
    func syntax() {
        let faults = read("a:\n  b: [1, 2\nc: 3\n").faults
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("t.yaml:3:") == true)
        #expect(faults.first?.contains("flow sequence that begins in line 2") == true)
    }

    @Test("Every duplicate key is told, and the first value counts")
    func duplicates() {
        let (node, faults) = read("a: 1\nb: 2\na: 3\nb: {c: 1}\n")
        #expect(faults.map { $0.prefix(12) } == ["t.yaml:3:1: ", "t.yaml:4:1: "])
        guard case .scalar(let scalar)? = node?["a"]?.content else {
            Issue.record("a is no scalar")
            return
        }
        #expect(scalar.text == "1")
    }

    @Test("Bytes that are no UTF-8 are told with line and column")
    func encoding() {
        #expect(
            read(bytes: Array("a: ä\nb: ".utf8) + [0xff, 0x0a]).faults == ["t.yaml:2:4: the byte 0xff is not UTF-8"])
        #expect(read(bytes: Array("ä: ".utf8) + [0xc3]).faults == ["t.yaml:1:4: the byte 0xc3 is not UTF-8"])
        #expect(read(bytes: [0xed, 0xa0, 0x80]).faults == ["t.yaml:1:1: the byte 0xed is not UTF-8"])
        #expect(read(bytes: [0xff, 0xfe, 0x61, 0x00]).faults == ["t.yaml:1:1: the byte 0xff is not UTF-8"])
    }

    @Test("An alias stands for its anchor's node")
    func alias() {
        let (node, faults) = read("a: &lan [ core, lan ]\nb: *lan\n")
        #expect(faults.isEmpty)
        guard case .sequence(let items)? = node?["b"]?.content else {
            Issue.record("b is no list")
            return
        }
        #expect(items.map(\.location.column) == [11, 17])
    }

    @Test("A billion laughs are one fault")
    func laughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let (node, faults) = read(text)
        #expect(node == nil)
        #expect(faults.count == 1)
        #expect(faults.first?.contains("more than 2000000 values") == true)
    }

    @Test("Depth is bounded, also when aliases make it")
    func depth() {
        let deep = String(repeating: "[", count: 100_000)
        let faults = read(deep).faults
        #expect(faults.count == 1)
        #expect(faults.first?.hasSuffix(": is not YAML: lists and maps nest too deep") == true)
        let sixty = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(read(sixty).faults == ["t.yaml:1:65: lists and maps nest deeper than 64"])
        let block = (0..<100).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(read(block).faults.count == 1)
        let nest = { (inside: String) in String(repeating: "[", count: 40) + inside + String(repeating: "]", count: 40)
        }
        let aliased = read("a: &a \(nest("x"))\nb: \(nest("*a"))\n").faults
        #expect(aliased == ["t.yaml:2:44: lists and maps nest deeper than 64"])
        #expect(read("a: \(nest("x"))\n").faults.isEmpty)
    }

    @Test("The bound counts what stands there, not each value once more for every map around it")
    func count() {
        let row = "- { name: x, tags: { a: b }, list: [1, 2, 3] }\n"
        let text = String(repeating: row, count: 100_000)
        let (node, faults) = read(text)
        #expect(faults.isEmpty)
        #expect(node != nil)
    }

    @Test("A map of very many keys is read and laid over another in one pass")
    func manyKeys() {
        let text = (0..<50_000).map { "k\($0): x\n" }.joined()
        let (node, faults) = read(text)
        #expect(faults.isEmpty)
        #expect(node?.entries?.count == 50_000)
        guard let node else { return }
        let merged = ConfigurationMerge.merge(node, node, faults: ConfigurationFaults())
        #expect(merged.entries?.count == 50_000)
    }
}
