import Wire

/// Answers PDUs: GET, GETNEXT and GETBULK over what `AgentMIB` has and `AgentValues` reckons (RFC 3416, section 4.2; RFC
/// 1157, section 4.1). It keeps room for one request's names, so that an answer allocates nothing.
struct AgentResponder {
    /// error-status as far as the lab needs it (RFC 3416, section 3).
    enum ErrorStatus {
        static let tooBig: Int32 = 1
        static let noSuchName: Int32 = 2
        static let authorizationError: Int32 = 16
        static let notWritable: Int32 = 17
    }

    /// What is asked, of whom, when.
    struct Question {
        let pdu: AgentPDU
        let version: Int
        let agent: SimulatedAgent
        let state: AgentState
        /// The most octets that the response's PDU may have.
        let limit: Int
        /// An error-status that is the answer whatever was asked; 0 is none.
        let errorStatus: Int32
    }

    /// A variable that a walk has reached.
    private struct Cursor {
        var column: Int
        var row: Int
        var isAtEnd: Bool
        /// Where the name lies that was asked for, while nothing was given yet.
        var asked: Range<Int>
    }

    /// How many variables were given so far.
    private(set) var varBinds = 0
    /// The arcs of the name that is looked at.
    private var arcs = [UInt32](repeating: 0, count: 136)
    private var arcCount = 0
    private var scratch = IndexArcs()
    private var cursors: [Cursor] = []

    /// Writes the PDU of the response; whether there is one.
    mutating func respond(_ question: Question, _ bytes: Span<UInt8>, into writer: inout AgentWriter) -> Bool {
        let kind = question.pdu.kind
        let isBulk = kind == SNMPPDUKind.getBulk.rawValue
        let isRead = kind == SNMPPDUKind.get.rawValue || kind == SNMPPDUKind.getNext.rawValue
        guard isRead || isBulk && question.version > 0 || kind == SNMPPDUKind.set.rawValue else { return false }
        let start = writer.count
        var failure: (status: Int32, index: Int32)?
        if question.errorStatus != 0 {
            failure = (question.errorStatus, 1)
        } else if !isRead, !isBulk {
            failure = (question.version == 0 ? ErrorStatus.noSuchName : ErrorStatus.notWritable, 1)
        } else {
            let (pdu, list) = begin(question, bytes, status: 0, index: 0, into: &writer)
            failure =
                isBulk
                ? bulk(question, bytes, since: start, &writer)
                : single(question, bytes, isNext: kind == SNMPPDUKind.getNext.rawValue, since: start, &writer)
            writer.endLong(list)
            writer.endLong(pdu)
            if failure == nil, writer.count - start > question.limit { failure = (ErrorStatus.tooBig, 0) }
        }
        guard let failure else { return true }
        writer.cut(to: start)
        let (pdu, list) = begin(question, bytes, status: failure.status, index: failure.index, into: &writer)
        // RFC 3416, section 4.2.1: tooBig comes without variables; in SNMPv1 all errors come with those of the request.
        if failure.status != ErrorStatus.tooBig || question.version == 0 {
            writer.put(bytes, question.pdu.varBinds)
        }
        writer.endLong(list)
        writer.endLong(pdu)
        return true
    }

    private func begin(
        _ question: Question, _ bytes: Span<UInt8>, status: Int32, index: Int32, into writer: inout AgentWriter
    ) -> (pdu: Int, list: Int) {
        let pdu = writer.beginLong(SNMPPDUKind.response.rawValue)
        writer.put(BERTag.integer)
        writer.put(UInt8(truncatingIfNeeded: question.pdu.requestID.count))
        writer.put(bytes, question.pdu.requestID)
        if question.agent.behaviour.hasWrongRequestID {
            writer.set(writer.bytes[writer.count - 1] ^ 1, at: writer.count - 1)
        }
        writer.integer(status)
        writer.integer(index)
        return (pdu, writer.beginLong(BERTag.sequence))
    }

    // MARK: GET and GETNEXT

    private mutating func single(
        _ question: Question, _ bytes: Span<UInt8>, isNext: Bool, since start: Int, _ writer: inout AgentWriter
    ) -> (status: Int32, index: Int32)? {
        let values = AgentValues(agent: question.agent, state: question.state)
        var list = AgentCursor(question.pdu.varBinds.lowerBound, question.pdu.varBinds.upperBound)
        var number: Int32 = 0
        while !list.isAtEnd {
            number += 1
            guard let name = nextName(&list, bytes) else { return (ErrorStatus.noSuchName, number) }
            guard writer.count &- start <= question.limit else { return (ErrorStatus.tooBig, 0) }
            if isNext {
                let cursor = following(name, question)
                if cursor.isAtEnd, question.version == 0 { return (ErrorStatus.noSuchName, number) }
                emit(cursor, values, question, bytes, &writer)
            } else if let missing = exact(name, values, question, bytes, &writer), question.version == 0 {
                _ = missing
                return (ErrorStatus.noSuchName, number)
            }
        }
        return nil
    }

    /// Writes the variable of that very name, or in its place why there is none; that reason.
    private mutating func exact(
        _ name: Range<Int>, _ values: AgentValues, _ question: Question, _ bytes: Span<UInt8>,
        _ writer: inout AgentWriter
    ) -> UInt8? {
        let agent = question.agent
        let mark = writer.beginShort(BERTag.sequence)
        let nameMark = writer.beginShort(BERTag.objectIdentifier)
        writer.put(bytes, name)
        writer.endShort(nameMark)
        defer { writer.endShort(mark) }
        varBinds &+= 1
        guard case .within(let column, let index) = agent.mib.place(of: arcs, count: arcCount) else {
            writer.empty(BERTag.noSuchObject)
            return BERTag.noSuchObject
        }
        let rows = agent.mib.columns[column].rows
        let row = rows.row(
            .exact, ArcSlice(arcs: arcs, begin: index, end: arcCount), of: agent, question.state, &scratch)
        guard row < rows.count(at: agent), !isMissing(column, row, agent),
            !(question.version == 0 && agent.mib.columns[column].isCounter64)
        else {
            writer.empty(BERTag.noSuchInstance)
            return BERTag.noSuchInstance
        }
        values.write(agent.mib.columns[column].object, row, into: &writer)
        return nil
    }

    // MARK: GETBULK

    private mutating func bulk(
        _ question: Question, _ bytes: Span<UInt8>, since start: Int, _ writer: inout AgentWriter
    ) -> (status: Int32, index: Int32)? {
        let values = AgentValues(agent: question.agent, state: question.state)
        let nonRepeaters = max(0, question.pdu.first)
        let repetitions = max(0, question.pdu.second)
        var list = AgentCursor(question.pdu.varBinds.lowerBound, question.pdu.varBinds.upperBound)
        cursors.removeAll(keepingCapacity: true)
        var number = 0
        while !list.isAtEnd {
            number += 1
            guard let name = nextName(&list, bytes) else { return (ErrorStatus.noSuchName, Int32(number)) }
            let cursor = following(name, question)
            if number <= nonRepeaters {
                let mark = writer.count
                emit(cursor, values, question, bytes, &writer)
                if writer.count &- start > question.limit {
                    writer.cut(to: mark)
                    return number == 1 || question.agent.behaviour.answersTooBig ? (ErrorStatus.tooBig, 0) : nil
                }
            } else {
                cursors.append(cursor)
            }
        }
        guard !cursors.isEmpty else { return nil }
        for repetition in 0..<repetitions {
            var isAnyLeft = false
            for index in 0..<cursors.count {
                if repetition > 0 { advance(index, question) }
                let mark = writer.count
                emit(cursors[index], values, question, bytes, &writer)
                if writer.count &- start > question.limit {
                    // Less than was asked for, where the agent keeps to the standard.
                    writer.cut(to: mark)
                    let isFirst = repetition == 0 && index == 0 && nonRepeaters == 0
                    return isFirst || question.agent.behaviour.answersTooBig ? (ErrorStatus.tooBig, 0) : nil
                }
                if !cursors[index].isAtEnd { isAnyLeft = true }
            }
            if !isAnyLeft { return nil }
        }
        return nil
    }

    private mutating func advance(_ index: Int, _ question: Question) {
        guard !cursors[index].isAtEnd else { return }
        let next = settle(cursors[index].column, cursors[index].row &+ 1, question, cursors[index].asked)
        if next.isAtEnd {
            // The end bears the last name that there was.
            cursors[index].isAtEnd = true
        } else {
            cursors[index] = next
        }
    }

    // MARK: Walking

    /// Reads the next variable's name into `arcs`; nil where it is none.
    private mutating func nextName(_ list: inout AgentCursor, _ bytes: Span<UInt8>) -> Range<Int>? {
        guard let varBind = list.element(BERTag.sequence, bytes) else { return nil }
        var inner = AgentCursor(varBind.lowerBound, varBind.upperBound)
        guard let name = inner.element(BERTag.objectIdentifier, bytes), inner.element(bytes) != nil, inner.isAtEnd
        else { return nil }
        return readArcs(name, bytes) ? name : nil
    }

    private mutating func readArcs(_ name: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        arcCount = 0
        var value: UInt64 = 0
        for index in name {
            let octet = bytes[index]
            value = value << 7 | UInt64(octet & 0x7f)
            if octet & 0x80 != 0 {
                if value > 0x1ff_ffff { return false }
                continue
            }
            guard arcCount <= 127, value <= 0xffff_ffff else { return false }
            if arcCount == 0 {
                let top = min(value / 40, 2)
                arcs[0] = UInt32(truncatingIfNeeded: top)
                arcs[1] = UInt32(truncatingIfNeeded: value &- top &* 40)
                arcCount = 2
            } else {
                arcs[arcCount] = UInt32(truncatingIfNeeded: value)
                arcCount &+= 1
            }
            value = 0
        }
        return true
    }

    /// The first variable behind the name in `arcs`.
    private mutating func following(_ name: Range<Int>, _ question: Question) -> Cursor {
        let agent = question.agent
        switch agent.mib.place(of: arcs, count: arcCount) {
        case .before(let column): return settle(column, 0, question, name)
        case .within(let column, let index):
            let row = agent.mib.columns[column].rows.row(
                .following, ArcSlice(arcs: arcs, begin: index, end: arcCount), of: agent, question.state, &scratch)
            return settle(column, row, question, name)
        }
    }

    /// The variable at that place or, where there is none, the next one; this is where walks go wrong on purpose.
    private func settle(_ column: Int, _ row: Int, _ question: Question, _ asked: Range<Int>) -> Cursor {
        let agent = question.agent
        let mib = agent.mib
        let fault = agent.behaviour.walkFault
        var column = column
        var row = row
        while column < mib.columns.count {
            let rows = mib.columns[column].rows
            let count = rows.count(at: agent)
            if question.version == 0, mib.columns[column].isCounter64 {
                column &+= 1
                row = 0
            } else if row >= count {
                if fault == .loop, rows == .interfaces, count > 0 {
                    return Cursor(column: column, row: 0, isAtEnd: false, asked: asked)
                }
                column &+= 1
                row = 0
            } else if isMissing(column, row, agent) {
                row &+= 1
            } else {
                if fault == .notIncreasing, rows == .interfaces, count > 1, row == count / 2 { row &-= 1 }
                return Cursor(column: column, row: row, isAtEnd: false, asked: asked)
            }
        }
        return Cursor(column: -1, row: 0, isAtEnd: true, asked: asked)
    }

    private func isMissing(_ column: Int, _ row: Int, _ agent: SimulatedAgent) -> Bool {
        guard agent.behaviour.isSparse, !agent.mib.columns[column].isNeverMissing else { return false }
        return agent.number(row, 1_000 &+ UInt64(truncatingIfNeeded: column)) % 4 == 0
    }

    private mutating func emit(
        _ cursor: Cursor, _ values: AgentValues, _ question: Question, _ bytes: Span<UInt8>,
        _ writer: inout AgentWriter
    ) {
        varBinds &+= 1
        let agent = question.agent
        let mark = writer.beginShort(BERTag.sequence)
        let name = writer.beginShort(BERTag.objectIdentifier)
        if cursor.column >= 0 {
            writer.put(agent.mib.columns[cursor.column].octets)
            let rows = agent.mib.columns[cursor.column].rows
            if let first = rows.firstArc(question.state) {
                writer.subidentifier(first &+ UInt32(truncatingIfNeeded: cursor.row))
            } else {
                rows.index(cursor.row, of: agent, question.state, &scratch)
                for position in 0..<scratch.count { writer.subidentifier(scratch[position]) }
            }
        } else {
            writer.put(bytes, cursor.asked)
        }
        writer.endShort(name)
        if cursor.isAtEnd {
            writer.empty(BERTag.endOfMibView)
        } else {
            values.write(agent.mib.columns[cursor.column].object, cursor.row, into: &writer)
        }
        writer.endShort(mark)
    }
}
