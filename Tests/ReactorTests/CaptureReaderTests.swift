import Model
import Testing

@testable import Reactor

@Suite
struct CaptureReaderTests {
    private let folder = ScratchFolder()
    private let frames: [[UInt8]] = [[1, 2, 3, 4, 5], [], Array(0..<200)]

    private func read(_ file: String) throws -> [CapturedFrame] {
        let reader = try CaptureReader(file: file)
        var frames: [CapturedFrame] = []
        while let frame = try reader.next() { frames.append(frame) }
        #expect(reader.frames == frames.count)
        return frames
    }

    @Test(
        "A pcap file is read in both byte orders, with microseconds or nanoseconds",
        arguments: [
            (true, true), (true, false), (false, true), (false, false),
        ])
    func pcap(isBigEndian: Bool, hasNanoseconds: Bool) throws {
        var file = CaptureWriter(isBigEndian: isBigEndian)
        file.pcapHeader(magic: hasNanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4, linkType: 1)
        for (index, frame) in frames.enumerated() {
            file.pcapRecord(seconds: 1_800_000_000, fraction: UInt32(index + 1) * 1_001, frame, originalLength: 1_500)
        }
        let read = try read(folder.write(file.octets, as: "capture.pcap"))
        #expect(read.map(\.bytes) == frames)
        let unit: Int64 = hasNanoseconds ? 1 : 1_000
        #expect(read.map(\.time.nanoseconds) == (1...3).map { 1_800_000_000_000_000_000 + $0 * 1_001 * unit })
        #expect(read.allSatisfy { $0.originalLength == 1_500 && $0.linkType == 1 })
    }

    @Test("A pcapng file is read in both byte orders", arguments: [true, false])
    func pcapng(isBigEndian: Bool) throws {
        var file = CaptureWriter(isBigEndian: isBigEndian)
        file.pcapngHeader(linkType: 276)
        for (index, frame) in frames.enumerated() {
            file.pcapngPacket(microseconds: 1_800_000_000_000_000 + UInt64(index), frame, originalLength: 300)
        }
        let read = try read(folder.write(file.octets, as: "capture.pcapng"))
        #expect(read.map(\.bytes) == frames)
        #expect(read.map(\.time.microseconds) == (0..<3).map { 1_800_000_000_000_000 + $0 })
        #expect(read.allSatisfy { $0.originalLength == 300 && $0.linkType == 276 })
    }

    @Test("A frame read in place of another leaves alone the octets that somebody holds, and keeps no room beyond need")
    func reused() throws {
        var file = CaptureWriter(isBigEndian: false)
        file.pcapHeader(magic: 0xa1b2_c3d4, linkType: 1)
        let frames: [[UInt8]] = [Array(0..<100), [9, 8, 7], [UInt8](repeating: 5, count: 60_000), [1, 2], [3]]
        for frame in frames { file.pcapRecord(seconds: 1, fraction: 2, frame, originalLength: UInt32(frame.count)) }
        let reader = try CaptureReader(file: folder.write(file.octets, as: "capture.pcap"))
        var frame = CapturedFrame(bytes: [], time: Timestamp(nanoseconds: 0), originalLength: 0, linkType: 0)
        var held: [[UInt8]] = []
        while try reader.next(into: &frame) {
            #expect(frame.originalLength == frame.bytes.count && frame.linkType == 1)
            #expect(frame.time.nanoseconds == 1_000_002_000)
            if frame.bytes.count != 1 { held.append(frame.bytes) }
            if frame.bytes.count < 100 { #expect(frame.bytes.capacity < 4_096) }
        }
        #expect(held == Array(frames.dropLast()) && frame.bytes == frames.last)
        #expect(reader.frames == frames.count)
    }

    @Test("A fault names the file and what is wrong with it")
    func faults() throws {
        let missing = folder.path + "/missing.pcap"
        let fault = #expect(throws: CaptureFault.self) { try CaptureReader(file: missing) }
        #expect(fault?.description == "\(missing): No such file or directory")
        for (octets, words) in [
            ([], "truncated"), (Array("not a capture at all, but a text".utf8), "unknown file format"),
        ] {
            let file = try folder.write(octets, as: "wrong.pcap")
            let fault = try #require(#expect(throws: CaptureFault.self) { try CaptureReader(file: file) })
            #expect(fault.description.hasPrefix("\(file): ") && fault.reason.contains(words))
        }
    }

    @Test("A file that ends within a frame gives the frames before, then a fault that counts them")
    func truncatedFile() throws {
        var file = CaptureWriter(isBigEndian: false)
        file.pcapHeader(magic: 0xa1b2_c3d4, linkType: 1)
        file.pcapRecord(seconds: 1, fraction: 0, [1, 2, 3], originalLength: 3)
        file.pcapRecord(seconds: 2, fraction: 0, [4, 5, 6], originalLength: 3)
        let reader = try CaptureReader(file: folder.write(file.octets.dropLast(), as: "cut.pcap"))
        #expect(try reader.next()?.bytes == [1, 2, 3])
        let fault = try #require(#expect(throws: CaptureFault.self) { try reader.next() })
        #expect(fault.frames == 1 && fault.description.hasSuffix(", after 1 frames"))
    }

    @Test(
        "Times that no clock has are clamped, and mutated files end in a fault or in frames", arguments: [1, 2, 3, 4])
    func hostileFiles(seed: UInt64) throws {
        var pcap = CaptureWriter(isBigEndian: seed % 2 == 0)
        pcap.pcapHeader(magic: 0xa1b2_c3d4, linkType: 1)
        pcap.pcapRecord(seconds: .max, fraction: .max, [1], originalLength: .max)
        var pcapng = CaptureWriter(isBigEndian: seed % 2 == 0)
        pcapng.pcapngHeader(linkType: 1)
        pcapng.pcapngPacket(microseconds: .max, [1, 2, 3], originalLength: 3)
        #expect(try read(folder.write(pcap.octets, as: "far.pcap")).count == 1)
        #expect(try read(folder.write(pcapng.octets, as: "far.pcapng")).count == 1)

        var random = SeededGenerator(state: seed)
        var outcomes = 0
        for whole in [pcap.octets, pcapng.octets] {
            for _ in 0..<100 {
                var octets = whole
                for _ in 0..<3 {
                    octets[Int.random(in: 4..<octets.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                let file = try folder.write(octets, as: "mutated.pcap")
                do { outcomes += try read(file).isEmpty ? 1 : 1 } catch is CaptureFault { outcomes += 1 }
            }
        }
        #expect(outcomes == 200)
    }
}

/// Writes capture files, block by block, in either byte order: the pcap format of draft-ietf-opsawg-pcap and the
/// pcapng format of draft-ietf-opsawg-pcapng.
struct CaptureWriter {
    let isBigEndian: Bool
    var octets: [UInt8] = []

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    mutating func put32(_ word: UInt32) {
        for shift in isBigEndian ? [24, 16, 8, 0] : [0, 8, 16, 24] as [UInt32] {
            octets.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    mutating func put16(_ first: UInt16, _ second: UInt16) {
        let (high, low) = isBigEndian ? (first, second) : (second, first)
        put32(UInt32(high) << 16 | UInt32(low))
    }

    mutating func pcapHeader(magic: UInt32, linkType: UInt32) {
        put32(magic)
        put16(2, 4)
        for word: UInt32 in [0, 0, 65_535, linkType] { put32(word) }
    }

    mutating func pcapRecord(seconds: UInt32, fraction: UInt32, _ frame: [UInt8], originalLength: UInt32) {
        for word in [seconds, fraction, UInt32(frame.count), originalLength] { put32(word) }
        octets += frame
    }

    mutating func pcapngHeader(linkType: UInt16) {
        for word: UInt32 in [0x0a0d_0d0a, 28, 0x1a2b_3c4d] { put32(word) }
        put16(1, 0)
        for word: UInt32 in [.max, .max, 28, 1, 20] { put32(word) }
        put16(linkType, 0)
        for word: UInt32 in [65_535, 20] { put32(word) }
    }

    mutating func pcapngPacket(microseconds: UInt64, _ frame: [UInt8], originalLength: UInt32) {
        let padding = (4 - frame.count % 4) % 4
        let length = UInt32(32 + frame.count + padding)
        for word in [
            6, length, 0, UInt32(microseconds >> 32), UInt32(truncatingIfNeeded: microseconds), UInt32(frame.count),
            originalLength,
        ] { put32(word) }
        octets += frame + [UInt8](repeating: 0, count: padding)
        put32(length)
    }
}
