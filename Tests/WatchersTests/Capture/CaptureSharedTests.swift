import Model
import Testing

@testable import Watchers

@Suite
struct CaptureSharedTests {
    @Test("Makers are found in the IEEE's list; made-up and shared addresses are named as such")
    func vendors() {
        // Lines of Debian's ieee-data, with one of another kind between and a lie at the end.
        let text = """
            OUI/MA-L                                                    Organization
            company_id                                                  Organization

            00-22-72   (hex)\t\tAmerican Micro-Fuel Device Corp.
            002272     (base 16)\t\tAmerican Micro-Fuel Device Corp.
            \t\t\t\t2181 Buchanan Loop
            00-D0-EF   (hex)\t\tIGT\r
            00-0Z-EF   (hex)\t\tNobody
            00-00-0C   (hex)\t\tCisco Systems, Inc
            """
        let vendors = MACVendors(list: Array(text.utf8))
        #expect(vendors.count == 3)
        func vendor(_ mac: String) -> String? { MACAddress(mac).flatMap { vendors.vendor(of: $0) } }
        #expect(vendor("00:22:72:01:02:03") == "American Micro-Fuel Device Corp.")
        #expect(vendor("00:d0:ef:00:00:00") == "IGT" && vendor("00:00:0c:11:22:33") == "Cisco Systems, Inc")
        #expect(vendor("00:0a:ef:00:00:00") == nil && vendor("ff:ff:ff:ff:ff:fd") == "a made-up address")
        #expect(vendor("52:54:00:00:00:01") == "QEMU" && vendor("02:42:ac:11:00:02") == "a made-up address")
        #expect(vendor("00:00:5e:00:01:07") == "VRRP group 7" && vendor("00:00:5e:00:02:09") == "VRRP for IPv6 group 9")
        #expect(vendor("00:00:0c:07:ac:0a") == "HSRP group 10" && vendor("00:00:0c:9f:f1:00") == "HSRP group 256")
        #expect(vendor("00:05:73:a0:00:01") == "HSRP for IPv6 group 1" && vendor("00:07:b4:00:01:02") == "GLBP group 1")
        #expect(MACVendors(list: []).vendor(of: MACAddress(value: 1)) == nil)
        // Any octets are a list, of nothing perhaps.
        for _ in 0..<200 {
            _ = MACVendors(list: (0..<300).map { _ in [9, 10, 32, 40, 45, 48, 65].randomElement() ?? 0 })
        }
    }

    @Test("An incident is told when it opens, when it changes and once an hour, and ends when it is quiet")
    func incidents() {
        var book = IncidentBook(limit: 2)
        var now = Moment.routerStart
        let key = AlertKey(rule: "r", subject: Subject(device: "a"))
        func note(_ key: AlertKey, _ signature: Int) -> IncidentBook.News? {
            book.note(key, signature: signature, mac: nil, severity: .error, quiet: .seconds(60), at: now)
        }
        #expect(note(key, 1) == .opened && note(key, 1) == nil && note(key, 2) == nil)
        now = now + .seconds(10)
        #expect(note(key, 2) == .changed(3) && note(key, 2) == nil)
        now = now + .seconds(3_600)
        #expect(note(key, 2) == .continues(2))
        #expect(note(AlertKey(rule: "r", subject: Subject(device: "b")), 1) == .opened)
        #expect(note(AlertKey(rule: "r", subject: Subject(device: "c")), 1) == nil && book.leftOut == 1)
        #expect(book.expire(at: now.monotonic + .seconds(59)).isEmpty)
        #expect(book.nextExpiry == now.monotonic + .seconds(60))
        #expect(book.expire(at: now.monotonic + .seconds(60)).map(\.incident.count) == [6, 1])
        #expect(book.open.isEmpty)
    }

    @Test("Facts about more hosts than there is room for are left out and counted")
    func bounds() {
        var hosts = HostBook()
        for number in 0..<70_000 {
            _ = hosts.take(.portOfMAC(MACAddress(value: UInt64(number)), device: "s", port: "p"))
        }
        #expect(hosts.leftOut == 70_000 - 65_536)
        #expect(hosts.take(.portOfMAC(MACAddress(value: 5), device: "s", port: "q")) == MACAddress(value: 5))
        #expect(hosts.place(MACAddress(value: 5)) == " on s port q")
    }
}
