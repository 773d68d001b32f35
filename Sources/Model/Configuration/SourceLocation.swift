/// A place in a configuration file, as an editor counts it.
public struct SourceLocation: Hashable, Sendable {
    /// The path as it was given or found.
    public var file: String
    /// 1 for the first line.
    public var line: Int
    /// 1 for the first Unicode scalar of a line.
    public var column: Int

    /// A place in a file; the first character when nothing else is known.
    public init(file: String, line: Int = 1, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `FILE:LINE:COLUMN`.
    public var text: String { "\(file):\(line):\(column)" }
}

/// A value with the place where it was written, for faults that are only seen later.
public struct Located<Value> {
    /// What was written.
    public var value: Value
    /// Where it was written.
    public var location: SourceLocation
    /// The path of keys that leads there, such as `traps.allow[2]`.
    public var path: String

    /// Pairs a value with its place.
    public init(_ value: Value, location: SourceLocation, path: String) {
        self.value = value
        self.location = location
        self.path = path
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
