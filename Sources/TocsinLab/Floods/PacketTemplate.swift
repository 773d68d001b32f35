/// A packet with two numbers of four octets that are overwritten in place, so that each copy differs from all others
/// and none is encoded anew.
struct PacketTemplate: Sendable {
    /// The octets, with `base` in both places.
    let bytes: [UInt8]
    /// Where the request-id stands; nil in a v1 trap.
    let requestID: Int?
    /// Where the serial stands.
    let serial: Int

    /// The first number: it and all up to `last` take four octets in BER, whatever their type.
    static let first: UInt32 = 0x0100_0000
    /// The last number before it starts again at the first.
    static let last: UInt32 = 0x7fff_ffff

    /// Finds the places by encoding with different numbers: where the octets differ is where the number stands. nil
    /// when they are not two places of four octets.
    init?(hasRequestID: Bool, encode: (_ requestID: Int32, _ serial: UInt32) -> [UInt8]?) {
        // The two differ in all four octets and both are in range.
        let one: UInt32 = 0x0101_0101
        let two: UInt32 = 0x7272_7272
        guard let plain = encode(Int32(one), one), let otherSerial = encode(Int32(one), two),
            let otherID = encode(Int32(two), one), let serial = PacketTemplate.difference(plain, otherSerial)
        else { return nil }
        bytes = plain
        self.serial = serial
        requestID = PacketTemplate.difference(plain, otherID)
        if hasRequestID, requestID == nil { return nil }
    }

    /// Where four octets in a row, and nothing else, differ.
    private static func difference(_ one: [UInt8], _ two: [UInt8]) -> Int? {
        guard one.count == two.count else { return nil }
        let places = one.indices.filter { one[$0] != two[$0] }
        guard places.count == 4, places[3] == places[0] + 3 else { return nil }
        return places[0]
    }

    /// Writes a number into four octets.
    static func write(_ number: UInt32, at place: Int, of octets: inout [UInt8]) {
        octets[place] = UInt8(truncatingIfNeeded: number >> 24)
        octets[place + 1] = UInt8(truncatingIfNeeded: number >> 16)
        octets[place + 2] = UInt8(truncatingIfNeeded: number >> 8)
        octets[place + 3] = UInt8(truncatingIfNeeded: number)
    }
}
