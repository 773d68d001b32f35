/// How many columns a text takes on a terminal.
enum TextWidth {
    /// The columns of a text without control characters.
    static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of what a person takes for one character: its widest part counts, marks upon it do not.
    static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // U+FE0F asks for the coloured picture, which is wide.
            if scalar.value == 0xfe0f, width == 1 { return 2 }
            width = max(width, of(scalar))
        }
        return width
    }

    /// The text cut to so many columns; an ellipsis stands for what is left out at the end or in the middle.
    static func fit(_ text: String, to width: Int, inMiddle: Bool = false) -> String {
        guard of(text) > width else { return text }
        if width <= 1 { return width == 1 ? "…" : "" }
        let tailWidth = inMiddle ? (width - 1) / 2 : 0
        let head = take(text, width - 1 - tailWidth)
        let tail = tailWidth > 0 ? String(take(String(text.reversed()), tailWidth).reversed()) : ""
        return head + "…" + tail
    }

    /// The first characters that fit into so many columns.
    private static func take(_ text: String, _ width: Int) -> String {
        var left = width
        return String(
            text.prefix { character in
                left -= of(character)
                return left >= 0
            })
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // The vowels and finals of Hangul join the syllable before them.
        if (0x1160...0x11ff).contains(value) { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(value) } ? 2 : 1
    }

    /// East Asian Wide and Fullwidth (UAX #11) beyond the emoji, by blocks.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
        0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff,
        0x1aff0...0x1b2ff, 0x1f200...0x1f265, 0x20000...0x3fffd,
    ]
}
