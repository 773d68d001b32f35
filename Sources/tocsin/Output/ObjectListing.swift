import Model

/// Objects that the daemon wrote, such as devices, as a listing in every format but the table. Members of which this
/// version has never heard are printed all the same, after those of the contract.
struct ObjectListing {
    /// The objects.
    var objects: [JSONValue]
    /// The names of the contract, in their order: each object has them all, if only as null.
    var fields: [String]
    /// What stands above an object in `verbose`.
    var title: (JSONValue) -> String
    /// The one sentence that `cat` shows.
    var sentence: (JSONValue) -> String

    /// Writes the listing.
    func write(_ format: OutputFormat, _ times: TimeText, to output: Output) throws {
        var columns = fields
        // Columns of CSV are the same in every line; the other formats need not show what an object has not.
        if format == .csv {
            var known = Set(columns)
            for object in objects {
                for member in object.members where known.insert(member.name).inserted { columns.append(member.name) }
            }
        }
        var writer = RecordWriter(format: format, times: times, output: output)
        try writer.begin(columns)
        for object in objects {
            var names = columns
            if format != .csv { names += object.members.map(\.name).filter { !columns.contains($0) } }
            try writer.write(record(object, names))
        }
    }

    private func record(_ object: JSONValue, _ names: [String]) -> Record {
        Record(title: title(object), sentence: sentence(object), fields: ObjectListing.fields(of: object, names))
    }

    /// Members of an object as fields of a record; what it has not is null.
    static func fields(of object: JSONValue, _ names: [String]) -> [(name: String, value: Record.Value)] {
        names.map { ($0, value(object[$0] ?? .null, of: $0)) }
    }

    /// A member as a field of a record.
    static func value(_ value: JSONValue, of name: String) -> Record.Value {
        switch value {
        case .null: .text(nil)
        case .boolean(let flag): .boolean(flag)
        case .number(let text): .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        case .string(let text):
            if isTime(name), let time = Timestamp(rfc3339: text) { .time(time) } else { .text(text) }
        case .array(let elements) where elements.allSatisfy({ !$0.isContainer }): .list(elements.map(\.plain))
        case .array, .object: .json(value.text)
        }
    }

    /// Whether a member is a time by its name: a device may bear the text of a time as its own.
    static func isTime(_ name: String) -> Bool {
        ["since", "time"].contains(name) || name.hasPrefix("last_") || name.hasSuffix("_seen") || name.hasSuffix("_at")
    }
}
