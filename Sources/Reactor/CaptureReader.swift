import CPcap
import Glibc
public import Model

/// One frame of a capture file.
public struct CapturedFrame: Sendable, Hashable {
    /// What was captured of it, from the link header on.
    public var bytes: [UInt8]
    /// When it was captured.
    public var time: Timestamp
    /// How long it was on the wire; more than `bytes` where the capture cut it.
    public var originalLength: Int
    /// libpcap's number of its link type (`DLT_…`).
    public var linkType: Int32

    /// A frame as it was captured or as a test makes it.
    public init(bytes: [UInt8], time: Timestamp, originalLength: Int, linkType: Int32) {
        self.bytes = bytes
        self.time = time
        self.originalLength = originalLength
        self.linkType = linkType
    }
}

/// A capture file that cannot be opened, or not to its end.
public struct CaptureFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's path as it was given.
    public let file: String
    /// How many frames were read before.
    public let frames: Int
    /// What libpcap or the system says.
    public let reason: String

    /// `trap.pcap: unknown file format`, or with `after 3 frames`.
    public var description: String {
        frames == 0 ? "\(file): \(reason)" : "\(file): \(reason), after \(frames) frames"
    }
}

/// Reads pcap and pcapng files, of either byte order, through libpcap. Blocking; one thread at a time.
@safe public final class CaptureReader {
    /// The file's path as it was given; `-` is standard input.
    public let file: String
    /// libpcap's number of the file's link type.
    public let linkType: Int32
    /// How many frames were read.
    public var frames: Int { count }
    private var count = 0
    /// The room of a frame that is used again: whoever keeps a short frame is not to keep that of a long one.
    private static let reusedCapacity = 2_048
    /// How much is read from the file at once; the C library's own 4 KiB are a system call for every few frames.
    private static let readOctets = 1 << 18
    private let handle: OpaquePointer

    /// Opens a file and reads its header.
    public init(file: String) throws(CaptureFault) {
        self.file = file
        // libpcap would open the path itself, but then does not set close-on-exec.
        let opened = unsafe file == "-" ? fdopen(dup(STDIN_FILENO), "rb") : fopen(file, "rbe")
        guard let stream = unsafe opened else {
            throw CaptureFault(file: file, frames: 0, reason: unsafe String(cString: strerror(errno)))
        }
        _ = unsafe setvbuf(stream, nil, _IOFBF, Self.readOctets)
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        let precision = UInt32(PCAP_TSTAMP_PRECISION_NANO)
        guard let handle = unsafe pcap_fopen_offline_with_tstamp_precision(stream, precision, &message) else {
            unsafe fclose(stream)
            throw CaptureFault(file: file, frames: 0, reason: Self.text(message))
        }
        unsafe self.handle = handle
        linkType = unsafe pcap_datalink(handle)
    }

    deinit { unsafe pcap_close(handle) }

    /// The next frame; nil at the end of the file.
    public func next() throws(CaptureFault) -> CapturedFrame? {
        var frame = CapturedFrame(bytes: [], time: Timestamp(nanoseconds: 0), originalLength: 0, linkType: linkType)
        return try next(into: &frame) ? frame : nil
    }

    /// Puts the next frame in place of another, whose room it takes unless somebody still holds its octets; false at the
    /// end of the file.
    public func next(into frame: inout CapturedFrame) throws(CaptureFault) -> Bool {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var data: UnsafePointer<UInt8>?
        let result = unsafe pcap_next_ex(handle, &header, &data)
        if result == PCAP_ERROR_BREAK { return false }
        guard result == 1, let header = unsafe header?.pointee, let data = unsafe data else {
            let reason = unsafe pcap_geterr(handle).map { unsafe String(cString: $0) } ?? "unknown fault"
            throw CaptureFault(file: file, frames: count, reason: reason)
        }
        count += 1
        let octets = unsafe UnsafeBufferPointer(start: data, count: Int(header.caplen))
        if frame.bytes.capacity <= Self.reusedCapacity {
            frame.bytes.removeAll(keepingCapacity: true)
            unsafe frame.bytes.append(contentsOf: octets)
        } else {
            frame.bytes = unsafe Array(octets)
        }
        frame.time = Self.time(header.ts)
        frame.originalLength = Int(header.len)
        frame.linkType = linkType
        return true
    }

    /// With the precision asked for, libpcap's microseconds are nanoseconds. A hostile file may bear any number.
    static func time(_ stamp: timeval) -> Timestamp {
        let (scaled, tooLarge) = Int64(stamp.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, beyond) = scaled.addingReportingOverflow(Int64(stamp.tv_usec))
        return Timestamp(nanoseconds: tooLarge || beyond ? (stamp.tv_sec < 0 ? .min : .max) : sum)
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
