import Model
import SNMP
import Testing

@testable import TocsinLab

@Suite struct VarBindTextTests {
    @Test(arguments: [
        ("i:-3", VarBindValue.integer(-3)), ("integer:3", .integer(3)), ("s:a:b=c", .octetString(Array("a:b=c".utf8))),
        ("string:", .octetString([])), ("x:00 fF:10", .octetString([0, 255, 16])),
        ("oid:1.3.6.1", .objectIdentifier([1, 3, 6, 1])), ("a:192.0.2.1", .ipAddress(.v4(0xc000_0201))),
        ("c:4294967295", .counter32(.max)), ("gauge:7", .gauge32(7)), ("t:100", .timeTicks(100)),
        ("C:18446744073709551615", .counter64(.max)), ("F:1.5", .opaqueFloat(1.5)), ("D:-2.5", .opaqueDouble(-2.5)),
        ("O:9f78", .opaque([0x9f, 0x78])), ("n", .null), ("null:", .null),
    ])
    func `Each type is read`(text: String, value: VarBindValue) throws {
        #expect(try VarBind(text: "1.3.6.1.2.1.1=\(text)") == VarBind([1, 3, 6, 1, 2, 1, 1], value))
    }

    @Test(arguments: [
        "1.3.6.1", "ifIndex=i:1", "1.3=q:1", "1.3=i:x", "1.3=i:4294967295", "1.3=x:0", "1.3=x:zz", "1.3=a:::1",
        "1.3=n:1", "=i:1", "1.3=c:-1",
    ])
    func `What is no variable is refused with its reason`(text: String) {
        let fault = #expect(throws: VarBindTextFault.self) { try VarBind(text: text) }
        #expect(fault?.text == text)
    }
}
