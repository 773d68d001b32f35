import Model

/// What a device says that is no number: who made it, what is behind its ports.
extension PolledDevice {
    /// How many rows of one table are shown; what is beyond is counted.
    static let mostRows = 5_000

    /// Writes the texts of its profiles as `texts`, and the tables that have names and no numbers, such as its
    /// neighbours, as `tables`; neither where there is nothing.
    func writeWords(into writer: inout JSONWriter) {
        let texts = zip(plan?.texts ?? [], scalars.texts).filter { label, text in
            // These stand beside them already.
            !text.isEmpty && !["name", "description", "object_id"].contains(label.name)
        }
        if !texts.isEmpty {
            writer.key("texts")
            writer.beginObject()
            for (label, text) in texts { writer.member(label.name, text) }
            writer.endObject()
        }
        let readings = tables.compactMap(\.reading).filter { reading in
            reading.table.metrics.isEmpty && reading.table.ratios.isEmpty && !reading.instances.isEmpty
        }
        guard !readings.isEmpty else { return }
        writer.key("tables")
        writer.beginObject()
        for reading in readings {
            writer.key(reading.table.name)
            writer.beginArray()
            for row in reading.instances.indices.prefix(Self.mostRows) {
                writer.beginObject()
                for (label, column) in zip(reading.table.labels, reading.labels) {
                    writer.member(label.name, column[row])
                }
                writer.endObject()
            }
            writer.endArray()
            if reading.instances.count > Self.mostRows {
                writer.member("\(reading.table.name)_left_out", reading.instances.count - Self.mostRows)
            }
        }
        writer.endObject()
    }
}
