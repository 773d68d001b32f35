import Model
import SNMP
import Testing

@testable import TocsinLab

@Suite struct SentNotificationTests {
    @Test func `A generic trap has its number and an enterprise trap its enterprise in v1`() {
        #expect(SentNotification.coldStart.v1Form == (StandardObjects.snmpTraps, 0, 0))
        #expect(SentNotification.linkUp(1).v1Form == (StandardObjects.snmpTraps, 3, 0))
        // RFC 3584, section 3.2: a zero before the last arc is not part of the enterprise.
        #expect(SentNotification([1, 3, 6, 1, 4, 1, 9, 0, 5]).v1Form == ([1, 3, 6, 1, 4, 1, 9], 6, 5))
        #expect(SentNotification([1, 3, 6, 1, 4, 1, 9, 2, 5]).v1Form == ([1, 3, 6, 1, 4, 1, 9, 2], 6, 5))
    }

    @Test func `A name of the command line is a notification and an unknown one is none`() {
        #expect(SentNotification.named("linkDown")?.trap == StandardObjects.snmpTraps.appending(3))
        #expect(SentNotification.named("1.3.6.1.4.1.5")?.trap == [1, 3, 6, 1, 4, 1, 5])
        #expect(SentNotification.named("linkdwon") == nil)
    }
}
