extension TimeGrammar {
    /// A text that is no time, in words for whoever typed it.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was typed.
        public let text: String
        /// What is wrong with it, or nil where nothing more can be said.
        public let reason: String?

        /// What is accepted, as it stands at the end of the message.
        public static let accepted =
            "(write 2026-11-23 10:00, 2026-11-23, 10:00, today, yesterday, -1h, \"2 days ago\", @1795428000 "
            + "or 2026-11-23T10:00:00Z)"

        /// One sentence without a period, safe to print.
        public var description: String {
            let cause =
                reason.map { ": \($0)" } ?? DidYouMean.suffix(text, among: ["now", "today", "yesterday", "tomorrow"])
            return "\(text.quotedForMessage) is not a time\(cause) \(TimeGrammar.Fault.accepted)"
        }

        /// A time that nanoseconds since 1970 cannot hold.
        static func outOfRange(_ text: String) -> Fault {
            Fault(text: text, reason: "it lies outside the years 1678 to 2261")
        }
    }
}
