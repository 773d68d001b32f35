/// The indices of a table's rows in ascending order, one after the other in one array.
struct RowKeys: Sendable, Hashable {
    /// The indices in BER.
    private(set) var bytes: [UInt8] = []
    /// Where each ends.
    private(set) var ends: [Int32] = []

    /// No rows.
    init() {}

    /// How many rows.
    var count: Int { ends.count }

    /// Where an index lies.
    @inline(__always)
    func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : Int(ends[row - 1]))..<Int(ends[row]) }

    /// The octets of an index.
    func key(_ row: Int) -> ArraySlice<UInt8> { bytes[range(row)] }

    /// Adds an index behind the others.
    @inline(__always)
    mutating func append(_ source: [UInt8], _ range: Range<Int>) {
        for index in range { bytes.append(source[index]) }
        ends.append(Int32(truncatingIfNeeded: bytes.count))
    }

    /// Makes room for so many rows.
    mutating func reserve(rows: Int, octets: Int) {
        bytes.reserveCapacity(octets)
        ends.reserveCapacity(rows)
    }

    /// Gives back room that is not used: what is kept for each of many devices.
    mutating func trim() {
        bytes = Array(bytes[...])
        ends = Array(ends[...])
    }

    /// Which row has this index; nil where none has.
    func row(of source: [UInt8], _ wanted: Range<Int>) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            switch ObjectIndex.order(bytes, range(middle), source, wanted) {
            case 0: return middle
            case -1: low = middle + 1
            default: high = middle
            }
        }
        return nil
    }

    /// All indices of several lists, each once, in order.
    static func union(_ lists: [RowKeys]) -> RowKeys {
        guard let first = lists.first else { return RowKeys() }
        if lists.allSatisfy({ $0 == first }) { return first }
        var union = RowKeys()
        var next = [Int](repeating: 0, count: lists.count)
        while true {
            var least: Int?
            for (list, keys) in lists.enumerated() where next[list] < keys.count {
                guard let candidate = least else {
                    least = list
                    continue
                }
                let best = lists[candidate]
                let order = ObjectIndex.order(
                    keys.bytes, keys.range(next[list]), best.bytes, best.range(next[candidate]))
                if order < 0 { least = list }
            }
            guard let least else { return union }
            let source = lists[least]
            let key = source.range(next[least])
            union.append(source.bytes, key)
            for (list, keys) in lists.enumerated() where next[list] < keys.count {
                let isSame = ObjectIndex.order(keys.bytes, keys.range(next[list]), source.bytes, key) == 0
                if isSame { next[list] += 1 }
            }
        }
    }
}
