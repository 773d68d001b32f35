import SNMP
import Wire

/// One column on its way: what has come of it so far.
struct ColumnWalk: Sendable {
    /// What goes on with a column.
    enum State: Sendable {
        /// There is more to ask.
        case open
        /// There is more to ask, of another object: what the reply at hand still has of this one is not wanted.
        case switched
        /// It was read to its end, or given up.
        case ended
    }

    /// Which of the table's columns.
    let column: Int
    /// How a text is read; nil for a number.
    let form: ProfileLabel.Form?
    /// Which of the column's objects is asked.
    private(set) var choice: Int
    /// Whether the device is known to have this one, so that no other is tried.
    let isChosen: Bool
    /// The object that is asked.
    private(set) var object: PollPlan.Object
    /// The indices that came.
    private(set) var keys = RowKeys()
    /// The numbers that came. Empty for texts.
    private(set) var numbers: [RawValue] = []
    /// The texts that came. Empty for numbers.
    private(set) var texts: [String] = []
    /// When its rows were read.
    private(set) var lags = ReadLags()
    /// What goes on.
    private(set) var state = State.open

    /// A column that nothing is known of but the object to ask.
    init(column: Int, form: ProfileLabel.Form?, choice: Int, isChosen: Bool, object: PollPlan.Object, rows: Int) {
        self.column = column
        self.form = form
        self.choice = choice
        self.isChosen = isChosen
        self.object = object
        keys.reserve(rows: rows, octets: rows * 2)
        if form == nil {
            numbers.reserveCapacity(rows)
        } else {
            texts.reserveCapacity(rows)
        }
    }

    /// How many rows came.
    var count: Int { keys.count }

    /// The variable to ask next.
    var question: ObjectIdentifier {
        guard count > 0 else { return object.oid }
        return ObjectIdentifier(object.oid.arcs + ObjectIndex.arcs(keys.key(count - 1)))
    }

    /// Takes one element of a reply to that question; a fault is what is wrong with it.
    @inline(__always)
    mutating func take(_ element: VarBindList.Element, _ list: VarBindList, _ bytes: [UInt8], _ reader: LabelReader)
        -> WalkFault?
    {
        guard element.tag & 0xf0 != 0x80 else {
            // endOfMibView, or what a v1 proxy makes of it.
            state = .ended
            return nil
        }
        guard isOfColumn(element.name, bytes) else { return leave(element, list) }
        let key = element.name.lowerBound + object.encoded.count..<element.name.upperBound
        if count > 0, ObjectIndex.order(keys.bytes, keys.range(count - 1), bytes, key) >= 0 {
            return misplaced(list, bytes, key)
        }
        guard count < TableWalk.mostRows else {
            state = .ended
            return fault(.tooManyRows, "more than \(TableWalk.mostRows) rows")
        }
        keys.append(bytes, key)
        if let form {
            texts.append(reader.text(element, in: list, form: form, object: object.oid))
        } else {
            numbers.append(RawValue(element, in: bytes))
        }
        return nil
    }

    /// Ends the column here.
    mutating func end() { state = .ended }

    /// Asks another object instead, from its beginning.
    mutating func ask(_ object: PollPlan.Object, choice: Int) {
        self.object = object
        self.choice = choice
        state = .switched
    }

    /// What comes now was read so many milliseconds after the poll's clock.
    mutating func note(lag: Int32) { lags.append(lag, from: count) }

    /// Before the next question.
    mutating func resume() { if state == .switched { state = .open } }

    /// A fault of this column.
    func fault(_ kind: WalkFault.Kind, _ detail: String) -> WalkFault {
        WalkFault(kind: kind, object: object.oid, rows: count, detail: detail)
    }

    /// Whether a name lies under the column's.
    @inline(__always)
    private func isOfColumn(_ name: Range<Int>, _ bytes: [UInt8]) -> Bool {
        // From the end, where neighbouring columns differ.
        var offset = object.encoded.count
        guard name.count > offset else { return false }
        while offset > 0 {
            offset -= 1
            if bytes[name.lowerBound + offset] != object.encoded[offset] { return false }
        }
        return true
    }

    /// A name outside the column: it has ended, unless the agent went backwards.
    private mutating func leave(_ element: VarBindList.Element, _ list: VarBindList) -> WalkFault? {
        let name = ObjectIdentifier(list.arcs(element))
        let asked = question
        state = .ended
        return asked < name ? nil : fault(.notIncreasing, "\(name.text) came after \(asked.text)")
    }

    private mutating func misplaced(_ list: VarBindList, _ bytes: [UInt8], _ key: Range<Int>) -> WalkFault {
        state = .ended
        let last = ObjectIndex.text(keys.key(count - 1))
        let detail = "index \(ObjectIndex.text(bytes[key])) came after \(last)"
        let isSame = ObjectIndex.order(keys.bytes, keys.range(count - 1), bytes, key) == 0
        return fault(!isSame && keys.row(of: bytes, key) != nil ? .loop : .notIncreasing, detail)
    }
}
