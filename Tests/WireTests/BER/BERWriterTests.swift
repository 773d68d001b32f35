import Testing

@testable import Wire

/// Writing BER, held against the octets that the standards give.
@Suite("BER writer")
struct BERWriterTests {
    @Test(
        "A signed number takes as few octets as it needs",
        arguments: [
            (0, [2, 1, 0]), (127, [2, 1, 127]), (128, [2, 2, 0, 128]), (-128, [2, 1, 128]), (-129, [2, 2, 255, 127]),
            (.max, [2, 4, 127, 255, 255, 255]), (.min, [2, 4, 128, 0, 0, 0]),
        ] as [(Int32, [UInt8])])
    func signed(_ value: Int32, _ octets: [UInt8]) {
        var writer = BERWriter()
        writer.integer(value)
        #expect(writer.bytes == octets)
    }

    @Test("An unsigned number whose high bit is set gets a zero before it")
    func unsigned() {
        var writer = BERWriter()
        writer.unsigned(.max, tag: 0x41)
        #expect(writer.bytes == [0x41, 5, 0, 255, 255, 255, 255])
        var long = BERWriter()
        long.unsigned64(.max, tag: 0x46)
        #expect(long.bytes == [0x46, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255])
        var zero = BERWriter()
        zero.unsigned64(0, tag: 0x46)
        #expect(zero.bytes == [0x46, 1, 0])
    }

    @Test("The first two arcs of an identifier share an octet")
    func identifier() {
        var writer = BERWriter()
        writer.objectIdentifier([1, 3, 6, 1, 4, 1, 8072, .max])
        #expect(writer.bytes == [6, 12, 0x2b, 6, 1, 4, 1, 0xbf, 0x08, 0x8f, 0xff, 0xff, 0xff, 0x7f])
    }

    @Test("Lengths from 128 on are long")
    func lengths() {
        var writer = BERWriter()
        writer.octets([UInt8](repeating: 7, count: 300))
        #expect(writer.bytes.prefix(4) == [4, 0x82, 1, 44])
        #expect(writer.bytes.count == 304)
    }
}
