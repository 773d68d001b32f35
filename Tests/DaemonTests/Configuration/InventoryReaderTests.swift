import Model
import Testing

@testable import Daemon

@Suite struct InventoryReaderTests {
    private func load(csv: String) -> LoadedConfiguration {
        ConfigurationLoader(
            watchers: [], resolver: LiteralSecretResolver(),
            files: MemoryFiles([
                "c/t.yaml": "snmp: { credentials: [ { name: core, version: 3, user: m } ], inventory: [ d.csv ] }\n",
                "c/d.csv": csv,
            ])
        ).load(file: "c/t.yaml")
    }

    @Test("Quotes, line ends and a byte order mark are those of RFC 4180")
    func quoting() {
        let loaded = load(
            csv:
                "\u{feff}name,address,tags\r\n\"a\"\"b\",10.0.0.1,\"note=x,y\"\r\n\r\nc , 10.0.0.2 ,\n\"d\n\",10.0.0.3,\n"
        )
        #expect(loaded.shared.devices.map(\.name) == ["a\"b", "c"])
        #expect(loaded.shared.devices.first?.tags == ["note": "x,y"])
        #expect(
            loaded.faults.map(\.text) == ["c/d.csv:5:1: name: 'd\\u{a}' cannot name a device: it has white space"])
    }

    @Test(
        "A faulty inventory is told by row and column",
        arguments: [
            ("", ["c/d.csv:1:1: is empty: expected the header name,address,credential,profiles,tags"]),
            ("name,adress\n", ["c/d.csv:1:6: unknown column 'adress'; did you mean 'address'?"]),
            ("name,tags\n", ["c/d.csv:1:1: the header has no column 'address'"]),
            ("name,address,name\n", ["c/d.csv:1:14: the column 'name' stands twice"]),
            (
                "name,address\na\nb,10.0.0.300\n,10.0.0.1\n\"a{1..2}\",10.0.0.1\n",
                [
                    "c/d.csv:2:1: the row has 1 fields where the header has 2",
                    "c/d.csv:3:3: address: expected an address or the name of a host, not '10.0.0.300'",
                    "c/d.csv:4:1: name: is missing: expected a name",
                    "c/d.csv:5:1: name: 'a{1..2}' cannot name a device: ranges stand in snmp.devices only",
                ]
            ),
            ("name,address\na\"b,1\n", ["c/d.csv:2:2: a quote stands within a field that does not begin with one"]),
            ("name,address\n\"a\"b,1\n", ["c/d.csv:2:4: a comma is missing after the closing quote"]),
            ("name,address\na,\"b\n\n", ["c/d.csv:2:3: the closing quote is missing"]),
            (
                "name,address,credential,tags\na,10.0.0.1,croe,=x\n",
                [
                    "c/d.csv:2:12: credential: no credential is named 'croe'; did you mean 'core'?",
                    "c/d.csv:2:17: tags: expected tags such as role=core, not '=x'",
                ]
            ),
            ("name,address\na,b\u{0}\n", ["c/d.csv:2:4: a NUL byte stands here: is this a text file?"]),
        ])
    func faulty(csv: String, expected: [String]) {
        #expect(load(csv: csv).faults.map(\.text) == expected)
    }
}
