import Testing

@testable import Reactor

@Suite
struct LineBufferTests {
    /// Feeds the pieces, and takes lines after each.
    private func lines(of pieces: [String], limit: Int) -> (lines: [String], isTooLong: Bool) {
        var buffer = LineBuffer(limit: limit)
        var lines: [String] = []
        for piece in pieces {
            _ = unsafe buffer.fill { room in
                unsafe room.copyBytes(from: piece.utf8)
                return piece.utf8.count
            }
            while let line = buffer.takeLine() { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        return (lines, buffer.isTooLong)
    }

    @Test(
        "Lines are put together from pieces, whatever the pieces",
        arguments: [
            ["ab\ncd\n"], ["a", "b\nc", "d", "\n"], ["ab\n", "cd\n", "ef"], ["ab", "\ncd\nef"],
        ])
    func pieces(_ pieces: [String]) {
        let result = lines(of: pieces, limit: 2)
        #expect(result.lines == ["ab", "cd"])
        #expect(!result.isTooLong)
    }

    @Test(
        "A line that is too long ends it all, and lines before it still come",
        arguments: [
            ["ab\nabc\nab\n"], ["ab\nab", "c"], ["ab\n", "abc\nab\n"],
        ])
    func tooLong(_ pieces: [String]) {
        let result = lines(of: pieces, limit: 2)
        #expect(result.lines == ["ab"])
        #expect(result.isTooLong)
    }
}
