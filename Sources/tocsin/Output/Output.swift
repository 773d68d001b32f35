import Glibc

/// Whoever read the output has gone: no fault, there is only nothing left to do.
struct ReaderGone: Error {}

/// A buffered stream of text to a descriptor.
final class Output {
    /// What the text is laid out for.
    let terminal: Terminal
    /// Whether lines that are too long may be left whole, because the pager moves sideways over them.
    let scrollsSideways: Bool
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// A stream to a descriptor, which stays open.
    init(descriptor: Int32, terminal: Terminal, scrollsSideways: Bool = false) {
        self.descriptor = descriptor
        self.terminal = terminal
        self.scrollsSideways = scrollsSideways
    }

    /// Runs a body with standard output, behind a pager where one is wanted, and waits for the pager. A reader that
    /// goes away early ends the body and nothing else.
    static func standard(paging: Bool, _ body: (Output) throws -> Void) throws {
        let terminal = Terminal.of(STDOUT_FILENO)
        let pager = paging && terminal.isInteractive ? Pager.start() : nil
        let output = Output(
            descriptor: pager?.input ?? STDOUT_FILENO, terminal: terminal,
            scrollsSideways: pager?.scrollsSideways ?? false)
        defer { pager?.finish() }
        do {
            try body(output)
            try output.flush()
        } catch is ReaderGone {}
    }

    /// Appends text.
    func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= 65_536 { try flush() }
    }

    /// Appends a line.
    func line(_ text: String = "") throws { try write(text + "\n") }

    /// Writes everything out.
    func flush() throws {
        var sent = 0
        defer { buffer.removeAll(keepingCapacity: true) }
        while sent < buffer.count {
            let count = unsafe buffer.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                sent += count
            } else if errno == EPIPE {
                throw ReaderGone()
            } else if errno == EAGAIN {
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&wanted, 1, -1)
            } else if errno != EINTR {
                let words = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
                throw CommandFault.failed("the output could not be written: \(words)")
            }
        }
    }

    /// Throws when nobody reads any more, which a writer that has nothing to write would not notice.
    func checkReader() throws {
        var watched = pollfd(fd: descriptor, events: 0, revents: 0)
        if unsafe poll(&watched, 1, 0) > 0, Int32(watched.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0 {
            throw ReaderGone()
        }
    }
}
