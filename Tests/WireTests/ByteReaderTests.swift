import Testing

@testable import Wire

@Suite
struct ByteReaderTests {
    @Test("Numbers are read in network order, and positions count from the packet's start")
    func numbers() throws {
        let packet: [UInt8] = [0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
        var reader = ByteReader(packet[1...])
        #expect(reader.next == 1)
        let read = try [
            UInt64(reader.uint8()), UInt64(reader.uint16()), UInt64(reader.uint24()), UInt64(reader.uint32()),
            reader.uint64(),
        ]
        #expect(read == [1, 0x0203, 0x040506, 0x0708_090a, 0x0b0c_0d0e_0f10_1112])
        #expect(reader.position == 18 && reader.remaining == 1 && !reader.isAtEnd)
        let last = try reader.integer(1)
        #expect(last == 19 && reader.isAtEnd && reader.next == nil && reader.rest.isEmpty)
        try reader.expectEnd()
    }

    @Test("A part is a reader of its own that cannot leave it, with the offsets of the whole")
    func parts() throws {
        var reader = ByteReader([1, 2, 3, 4, 5], layer: "outer")
        try reader.skip(1)
        var part = try reader.part(2)
        part.layer = "inner"
        #expect(reader.position == 3)
        try part.skip(1)
        let cut = #expect(throws: MalformedPacket.self) { try part.uint16() }
        #expect(cut == MalformedPacket(layer: "inner", offset: 2, reason: "ends too early"))
        #expect(part.position == 2, "a failed read moves nothing")
        let left = #expect(throws: MalformedPacket.self) { try part.expectEnd() }
        #expect(left == MalformedPacket(layer: "inner", offset: 2, reason: "octets are left over"))
        #expect(reader.fault("odd", at: 0).description == "outer: odd, at offset 0")
    }

    @Test(
        "Counts that no packet has are faults: negative ones and enormous ones", arguments: [-1, Int.min, 6, Int.max])
    func impossibleCounts(count: Int) {
        var reader = ByteReader([1, 2, 3, 4, 5])
        #expect(throws: MalformedPacket.self) { try reader.bytes(count) }
        #expect(throws: MalformedPacket.self) { try reader.skip(count) }
        #expect(throws: MalformedPacket.self) { try reader.part(count) }
        #expect(reader.position == 0)
    }
}
