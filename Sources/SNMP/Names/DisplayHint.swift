/// A DISPLAY-HINT as a small program (RFC 2579, section 3.1).
struct DisplayHint: Sendable {
    /// One octet-format specification.
    private struct Step {
        /// Whether the next octet of the value says how often the step is done.
        var repeats = false
        /// How many octets each time takes; 0 only writes the separator.
        var length = 0
        /// `x`, `d`, `o`, `a` or `t`; `b` only for integers.
        var format: UInt8 = 0
        /// Written after each time, but not at the end of the value.
        var separator: UInt8?
        /// Written instead of the separator after the last time.
        var terminator: UInt8?
    }

    private let steps: [Step]
    /// For integers: where the decimal point goes.
    private let decimals: Int

    /// The most text that is made of one value.
    static let maximumOctets = 4_096

    /// Reads a hint for octet strings, such as `255a` or `1d.1d.1d.1d/2d`; nil for one that breaks the rules.
    init?(octets hint: String) {
        let text = Array(hint.utf8)
        guard !text.isEmpty, text.count <= 255 else { return nil }
        var steps: [Step] = []
        var index = 0
        while index < text.count {
            var step = Step()
            if text[index] == UInt8(ascii: "*") {
                step.repeats = true
                index += 1
            }
            let digits = text[index...].prefix { DisplayHint.isDigit($0) }
            guard !digits.isEmpty, digits.count <= 5 else { return nil }
            step.length = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
            index += digits.count
            guard index < text.count, "xdoat".utf8.contains(text[index]) else { return nil }
            step.format = text[index]
            index += 1
            if index < text.count, !DisplayHint.isDigit(text[index]), text[index] != UInt8(ascii: "*") {
                step.separator = text[index]
                index += 1
                if step.repeats, index < text.count, !DisplayHint.isDigit(text[index]), text[index] != UInt8(ascii: "*")
                {
                    step.terminator = text[index]
                    index += 1
                }
            }
            steps.append(step)
        }
        // The last step goes on until the value ends: one that takes nothing would never come there.
        guard let last = steps.last, last.length > 0 else { return nil }
        self.steps = steps
        decimals = 0
    }

    /// Reads a hint for integers: `d`, `d-2`, `x`, `o` or `b`; nil for any other.
    init?(integer hint: String) {
        let text = Array(hint.utf8)
        guard let format = text.first, "dxob".utf8.contains(format) else { return nil }
        var places = 0
        if text.count > 1 {
            guard format == UInt8(ascii: "d"), text[1] == UInt8(ascii: "-"), let number = Int(hint.dropFirst(2)),
                (0...20).contains(number)
            else { return nil }
            places = number
        }
        steps = [Step(format: format)]
        decimals = places
    }

    /// Whether the whole value is text.
    var isText: Bool { steps.count == 1 && !steps[0].repeats && steps[0].separator == nil && isCharacters(steps[0]) }

    /// The text of an octet string; nil when it is not what the hint expects, or longer than `maximumOctets`.
    func text(_ octets: [UInt8]) -> String? {
        var out: [UInt8] = []
        var index = 0
        var position = 0
        while index < octets.count {
            let step = steps[min(position, steps.count - 1)]
            position += 1
            var times = 1
            if step.repeats {
                times = Int(octets[index])
                index += 1
            }
            for time in 0..<times {
                let end = min(octets.count, index + step.length)
                guard index < octets.count || step.length == 0, put(octets[index..<end], step, &out) else { return nil }
                index = end
                guard out.count <= DisplayHint.maximumOctets else { return nil }
                if index == octets.count, step.length > 0 { break }
                if time == times - 1, let terminator = step.terminator {
                    out.append(terminator)
                } else if let separator = step.separator {
                    out.append(separator)
                }
            }
        }
        return OctetText.printable(out)
    }

    /// The text of an integer.
    func text(_ number: Int64) -> String {
        switch steps[0].format {
        case UInt8(ascii: "x"): return String(number, radix: 16)
        case UInt8(ascii: "o"): return String(number, radix: 8)
        case UInt8(ascii: "b"): return String(number, radix: 2)
        default: break
        }
        guard decimals > 0 else { return String(number) }
        var digits = String(number.magnitude)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        return (number < 0 ? "-" : "") + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }

    private func put(_ octets: ArraySlice<UInt8>, _ step: Step, _ out: inout [UInt8]) -> Bool {
        if isCharacters(step) {
            out.append(contentsOf: octets)
            return true
        }
        guard !octets.isEmpty else { return true }
        switch step.format {
        case UInt8(ascii: "x"):
            for octet in octets {
                out.append(OctetText.hexDigits[Int(octet >> 4)])
                out.append(OctetText.hexDigits[Int(octet & 15)])
            }
        default:
            guard octets.count <= 8 else { return false }
            let number = octets.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            out.append(contentsOf: String(number, radix: step.format == UInt8(ascii: "o") ? 8 : 10).utf8)
        }
        return true
    }

    private func isCharacters(_ step: Step) -> Bool {
        step.format == UInt8(ascii: "a") || step.format == UInt8(ascii: "t")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}
