import Model
import SNMP
import Watching

/// The end of a poll: what it came to goes to the judge, and the device is scheduled anew.
extension SNMPWatcher {
    /// Reads the device's clock once its part of the poll has been answered. True where more is to be asked, because the
    /// device was restarted and may be another than it was.
    mutating func readClock(_ number: Int, _ slot: Int, at moment: Moment) -> Bool {
        guard polls[number].clock == nil else { return false }
        let reading = polls[number].clockReading(at: moment)
        let interval = devices[slot].clock.advance(reading)
        polls[number].clock = reading
        polls[number].interval = interval
        if let changed = polls[number].ticks(.interfacesChanged) {
            if devices[slot].interfacesChanged != changed { polls[number].readsNames = true }
            devices[slot].interfacesChanged = changed
        }
        guard interval.restart != nil else { return false }
        devices[slot].forgetChoices()
        guard !polls[number].readsNames || polls[number].name == nil else { return false }
        polls[number].readsNames = true
        polls[number].items = SystemObject.identity.map { .system($0) }
        return true
    }

    /// Ends a poll.
    mutating func finish(_ number: Int, at moment: Moment, into actions: inout [Action]) {
        let poll = polls[number]
        let slot = poll.slot
        release(number)
        for fault in poll.faults { counters.walkFaults[fault.kind, default: 0] += 1 }
        let isAnswered = poll.answers > 0
        var outcome = PollOutcome(
            started: poll.started, ended: moment, result: .answered,
            credential: devices[slot].entry.credentials[poll.credential],
            questions: poll.questions, answers: poll.answers, latency: poll.latency, system: nil, scalars: [],
            tables: poll.readings, faults: poll.faults, otherSource: poll.otherSource)
        if isAnswered {
            counters.answered += 1
            noteAnswered(poll, slot, at: moment)
            outcome.system = devices[slot].system
            outcome.scalars = readScalars(poll, slot, at: moment)
        } else {
            counters.failed += 1
            let silence = SNMPFailure(
                reason: .timedOut, text: "\(describe(slot)) did not answer", attempts: poll.questions)
            outcome.result = .failed(poll.failure ?? silence)
            noteFailed(slot)
        }
        judge(outcome, slot, at: moment, into: &actions)
        if isAnswered {
            publishPorts(slot, poll.readings, into: &actions)
            publishSnooping(slot, outcome, into: &actions)
        }
    }

    /// Tells the judge of a poll that was skipped.
    mutating func judgeSkipped(_ slot: Int, at moment: Moment, into actions: inout [Action]) {
        guard let credential = devices[slot].entry.credentials.first else { return }
        let outcome = PollOutcome(
            started: moment, ended: moment, result: .skipped, credential: credential, questions: 0, answers: 0,
            latency: nil, system: nil, scalars: [], tables: [], faults: [], otherSource: nil)
        judge(outcome, slot, at: moment, into: &actions)
    }

    private mutating func judge(
        _ outcome: PollOutcome, _ slot: Int, at moment: Moment, into actions: inout [Action]
    ) {
        var address: IPAddress?
        if case .at(let endpoint) = target(slot) { address = endpoint.address }
        devices[slot].lastPoll = outcome.ended.wall
        let entry = devices[slot].entry
        devices[slot].judge.take(outcome, of: entry, address: address, at: moment, shared: &judging, into: &actions)
    }

    private mutating func noteFailed(_ slot: Int) {
        devices[slot].failures += 1
        // An agent that must not answer us is no device that is down.
        if !devices[slot].entry.expectsRefusal { backOff(slot) }
    }

    private mutating func noteAnswered(_ poll: ActivePoll, _ slot: Int, at moment: Moment) {
        let (before, known, wasStale) = (devices[slot].size, devices[slot].credential, devices[slot].isStale)
        let isWhole = !poll.faults.contains { $0.kind == .cutShort || $0.kind == .deadline }
        if !poll.wasTooMuch, isWhole { devices[slot].size.grow() }
        if devices[slot].polls % Self.choicesEvery == 0 { devices[slot].forgetChoices() }
        if known != poll.credential || devices[slot].size != before { memory.note(devices[slot].entry.name) }
        devices[slot].failures = 0
        devices[slot].credential = poll.credential
        noteIdentity(poll, slot)
        if poll.isSettled, isWhole, wasStale, !poll.isOutdated { devices[slot].isStale = false }
        devices[slot].hasAnswered = true
    }

    /// Remembers what the device said of itself.
    private mutating func noteIdentity(_ poll: ActivePoll, _ slot: Int) {
        let old = devices[slot].system
        let objectID = poll.objectID ?? old?.objectID
        let uptime = poll.ticks(.uptime).map { Duration.milliseconds(Int64($0) * 10) }
        devices[slot].system = SystemReading(
            uptime: uptime, name: poll.name ?? old?.name ?? "", description: poll.description ?? old?.description ?? "",
            objectID: objectID, restart: poll.interval?.restart?.text,
            isAgentOnly: poll.interval?.restart?.isAgentOnly ?? false)
        // It has become another device, whose profiles are others.
        if let old, old.objectID != objectID { devices[slot].isStale = true }
    }

    private mutating func readScalars(_ poll: ActivePoll, _ slot: Int, at moment: Moment) -> [ScalarReading] {
        guard let plan = devices[slot].plan, poll.isSettled, let clock = poll.clock,
            let system = devices[slot].system
        else { return [] }
        var numbers = poll.numbers
        for (index, scalar) in plan.scalars.enumerated() {
            guard let object = scalar.system, scalar.form == nil else { continue }
            numbers[index] = poll.system[Int(object.rawValue)]
        }
        var texts = poll.texts
        for (index, _) in plan.texts.enumerated() {
            switch plan.scalars[plan.metrics.count + index].system {
            case .name: texts[index] = system.name
            case .description: texts[index] = system.description
            case .objectID: texts[index] = system.objectID?.text ?? ""
            default: break
            }
        }
        let choices = devices[slot].choices
        return devices[slot].scalars.take(
            numbers, lags: poll.lags, texts, plan, choices: choices, reading: clock, at: moment)
    }
}
