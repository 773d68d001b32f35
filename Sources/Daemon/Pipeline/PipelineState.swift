import Model

/// How long and why the store has failed.
struct StoreFailure {
    var text: String
    var since: MonotonicTime
    var attempts = 0
}

/// An end of alerts that no watcher sees.
struct AlertEnd: Sendable {
    let reason: String
    let isEnded: @Sendable (Alert) -> Bool
}

/// What the pipeline counts.
struct PipelineCounters {
    var events = 0
    var sinkDrops: [String: Int] = [:]
}

extension Double {
    /// The number with so many decimal places.
    func rounded(toPlaces places: Int) -> Double {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return (self * scale).rounded() / scale
    }
}
