import Glibc

extension TimeGrammar {
    /// A zone of the IANA database as it is compiled (TZif, RFC 8536). glibc can read these files only into the one zone
    /// of the process, through the environment, which no other thread may be reading.
    struct ZoneFile: Sendable {
        private struct LocalType: Sendable {
            var offset: Int64
            var abbreviation: String
        }

        private var transitions: [Int64] = []
        private var indices: [UInt8] = []
        private var types: [LocalType] = []
        /// What holds after the last transition; nil where the file says nothing.
        private var rule: ZoneRule?

        /// Reads a zone by its name; nil where there is none.
        init?(named name: String) {
            let letters = name.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122, 43, 45, 47, 95: true
                default: false
                }
            }
            guard letters, !name.isEmpty, name.utf8.count < 64, !name.hasPrefix("/") else { return nil }
            let folder = unsafe getenv("TZDIR").map { unsafe String(cString: $0) } ?? "/usr/share/zoneinfo"
            guard let bytes = ZoneFile.contents("\(folder)/\(name)") else { return nil }
            self.init(bytes: bytes)
        }

        /// Reads the contents of a file; nil when they are not well-formed.
        init?(bytes: [UInt8]) {
            guard let first = Header(bytes[...]) else { return nil }
            var rest = bytes[first.end...]
            guard first.version >= 2 else {
                guard read(bytes[Header.length...], first, width: 4) else { return nil }
                return
            }
            rest = rest.dropFirst(first.bodyLength(width: 4))
            guard let second = Header(rest) else { return nil }
            let body = rest.dropFirst(Header.length)
            guard read(body, second, width: 8) else { return nil }
            let footer = body.dropFirst(second.bodyLength(width: 8))
            if footer.first == 10, let end = footer.dropFirst().firstIndex(of: 10) {
                rule = ZoneRule(String(decoding: footer[(footer.startIndex + 1)..<end], as: UTF8.self))
            }
        }

        /// Seconds east of UTC at a moment, and the name of that offset.
        func offset(at seconds: Int64) -> (seconds: Int64, abbreviation: String) {
            if let last = transitions.last, seconds >= last, let rule { return rule.offset(at: seconds) }
            if transitions.isEmpty, let rule { return rule.offset(at: seconds) }
            var low = 0
            var high = transitions.count
            while low < high {
                let middle = (low + high) / 2
                if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
            }
            // Before the first transition type 0 holds (section 3.2).
            let type = types[low == 0 ? 0 : Int(indices[low - 1])]
            return (type.offset, type.abbreviation)
        }

        // MARK: The format

        private struct Header {
            static let length = 44
            var version: Int
            var utcCount, standardCount, leapCount, timeCount, typeCount, letterCount: Int
            /// Where the body begins.
            var end: Int

            init?(_ bytes: ArraySlice<UInt8>) {
                guard bytes.count >= Header.length, bytes.starts(with: Array("TZif".utf8)) else { return nil }
                let start = bytes.startIndex
                let digit = bytes[start + 4]
                version = digit >= 50 ? Int(digit) - 48 : 1
                func count(_ index: Int) -> Int {
                    bytes[(start + 20 + 4 * index)..<(start + 24 + 4 * index)].reduce(0) { $0 << 8 | Int($1) }
                }
                (utcCount, standardCount, leapCount) = (count(0), count(1), count(2))
                (timeCount, typeCount, letterCount) = (count(3), count(4), count(5))
                end = start + Header.length
                // No zone has had more than a few hundred changes.
                let counts = [utcCount, standardCount, leapCount, timeCount, typeCount, letterCount]
                guard typeCount > 0, counts.allSatisfy({ $0 < 100_000 }) else { return nil }
            }

            func bodyLength(width: Int) -> Int {
                timeCount * (width + 1) + typeCount * 6 + letterCount + leapCount * (width + 4) + standardCount
                    + utcCount
            }
        }

        /// Reads a body that begins with the slice; false when it is cut off or points outside itself.
        private mutating func read(_ bytes: ArraySlice<UInt8>, _ header: Header, width: Int) -> Bool {
            guard bytes.count >= header.bodyLength(width: width) else { return false }
            var position = bytes.startIndex
            func signed(_ count: Int) -> Int64 {
                let value = bytes[position..<position + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                position += count
                return count == 8 ? Int64(bitPattern: value) : Int64(Int32(truncatingIfNeeded: value))
            }
            for _ in 0..<header.timeCount { transitions.append(signed(width)) }
            indices = Array(bytes[position..<position + header.timeCount])
            position += header.timeCount
            var raw: [(offset: Int64, name: Int)] = []
            for _ in 0..<header.typeCount {
                raw.append((signed(4), Int(bytes[position + 1])))
                position += 2
            }
            let letters = bytes[position..<position + header.letterCount]
            for (offset, name) in raw {
                guard name < letters.count else { return false }
                let text = letters[(letters.startIndex + name)...].prefix { $0 != 0 }
                types.append(LocalType(offset: offset, abbreviation: String(decoding: text, as: UTF8.self)))
            }
            return indices.allSatisfy { Int($0) < types.count }
                && zip(transitions, transitions.dropFirst()).allSatisfy(<)
        }

        /// A regular file's bytes, at most a megabyte; nil when it cannot be read.
        private static func contents(_ path: String) -> [UInt8]? {
            let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while bytes.count < 1 << 20 {
                let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
                if count == 0 { return bytes }
                guard count > 0 else { return nil }
                bytes += buffer[..<count]
            }
            return nil
        }
    }
}
