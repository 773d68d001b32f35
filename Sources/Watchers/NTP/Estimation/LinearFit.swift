/// A straight line through weighted points, by least squares.
struct LinearFit: Sendable {
    /// The mean of the abscissas, about which the line is given.
    let center: Double
    /// The ordinate there.
    let level: Double
    /// The slope.
    let slope: Double
    /// How uncertain the slope is: one standard deviation.
    let slopeDeviation: Double
    /// The weighted root mean square of what the line leaves over.
    let residual: Double

    /// Fits a line; nil for fewer than three points, or where all lie above each other.
    init?(_ points: [(x: Double, y: Double, weight: Double)]) {
        let total = points.reduce(0) { $0 + $1.weight }
        guard points.count >= 3, total > 0, total.isFinite else { return nil }
        let center = points.reduce(0) { $0 + $1.weight * $1.x } / total
        let level = points.reduce(0) { $0 + $1.weight * $1.y } / total
        let spread = points.reduce(0) { $0 + $1.weight * ($1.x - center) * ($1.x - center) }
        guard spread > 0 else { return nil }
        let slope = points.reduce(0) { $0 + $1.weight * ($1.x - center) * ($1.y - level) } / spread
        let left = points.reduce(0) { sum, point in
            let rest = point.y - level - slope * (point.x - center)
            return sum + point.weight * rest * rest
        }
        self.center = center
        self.level = level
        self.slope = slope
        residual = (left / total).squareRoot()
        slopeDeviation = (left / Double(points.count - 2) / spread).squareRoot()
    }

    /// The line's ordinate.
    func value(at x: Double) -> Double { level + slope * (x - center) }
}
