import Model

extension PollOutcome {
    /// The values that the store keeps.
    func samples(of device: String) -> [Sample] {
        guard result == .answered else { return [] }
        var samples: [Sample] = []
        for reading in scalars where reading.metric.isKept {
            guard let value = reading.value, value.isFinite else { continue }
            samples.append(
                Sample(
                    time: ended.wall, device: device, metric: reading.metric.name, value: value,
                    unit: reading.metric.unit))
        }
        for reading in tables {
            for (column, metric) in reading.table.metrics.enumerated() where metric.isKept {
                reading.append(column, metric.name, metric.unit, of: device, at: ended.wall, to: &samples)
            }
            for (column, ratio) in reading.table.ratios.enumerated() where ratio.isKept {
                let column = reading.table.metrics.count + column
                reading.append(column, ratio.name, ratio.unit, of: device, at: ended.wall, to: &samples)
            }
        }
        return samples
    }
}

extension TableReading {
    fileprivate func append(
        _ column: Int, _ metric: String, _ unit: String, of device: String, at time: Timestamp,
        to samples: inout [Sample]
    ) {
        for (row, value) in values[column].enumerated() where value.isFinite {
            samples.append(
                Sample(time: time, device: device, metric: metric, instance: instances[row], value: value, unit: unit))
        }
    }
}
