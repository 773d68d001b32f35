import Model
import SNMP
import Watching

/// When polls begin and end.
extension SNMPWatcher {
    /// A poll that begins later than this after it was due is late.
    static let lateness: Duration = .seconds(1)

    /// Begins a device's poll, or skips it while its last one is under way.
    mutating func pollIfDue(_ slot: Int, _ time: MonotonicTime, at moment: Moment, into actions: inout [Action]) {
        guard devices.indices.contains(slot), !devices[slot].hasLeft, devices[slot].due == time else { return }
        let grid = devices[slot].grid
        // Of a poll between the times of the grid, too, as the first one may be.
        var next = grid.next(from: MonotonicTime(nanoseconds: time.nanoseconds &+ 1))
        if next <= moment.monotonic {
            // The machine slept, or we could not keep up: what was missed is not made up for.
            counters.skipped += UInt64((moment.monotonic - time).nanoseconds / grid.interval)
            next = grid.next(from: MonotonicTime(nanoseconds: moment.monotonic.nanoseconds &+ 1))
        }
        schedule(slot, at: next)
        guard devices[slot].poll == nil else {
            counters.skipped += 1
            judgeSkipped(slot, at: moment, into: &actions)
            return
        }
        // A name that was asked for just now is no reason to call its device down.
        if case .name(let name) = devices[slot].entry.address, hosts.isAwaited(name) { return }
        let slip = moment.monotonic - time
        slips.note(slip, at: moment.monotonic)
        if slip > Self.lateness { counters.late += 1 }
        begin(slot, due: time, at: moment, into: &actions)
    }

    /// Ends a poll whose time is over, with what it has got.
    mutating func endIfOver(_ slot: Int, _ time: MonotonicTime, at moment: Moment, into actions: inout [Action]) {
        guard devices.indices.contains(slot), let number = devices[slot].poll, polls[number].deadline == time else {
            return
        }
        counters.overtime += 1
        let object = place(of: number)
        leaveOutTable(number, .deadline, object, "the poll had taken its whole time")
        polls[number].walk?.cut(.deadline, "the poll had taken its whole time")
        let questions = polls[number].questions
        let device = describe(slot)
        if polls[number].walk == nil, polls[number].answers > 0, polls[number].faults.last?.kind != .deadline {
            polls[number].faults.append(
                WalkFault(kind: .deadline, object: object, rows: 0, detail: "the poll had taken its whole time"))
        }
        if polls[number].failure == nil, polls[number].answers == 0 {
            counters.failures[SNMPFailure.Reason.timedOut.rawValue, default: 0] += 1
            polls[number].failure = SNMPFailure(
                reason: .timedOut, text: "\(device) did not answer within its time for a poll", attempts: questions)
        }
        closeTable(number, at: moment)
        finish(number, at: moment, into: &actions)
    }

    /// Sets when a device is polled next.
    mutating func schedule(_ slot: Int, at time: MonotonicTime) {
        devices[slot].due = time
        wakes.insert(WakeHeap.Entry(time: time, slot: Int32(slot), purpose: .poll))
    }

    /// After a poll that failed: leaves the device alone for a while, once it is sure not to answer.
    mutating func backOff(_ slot: Int) {
        let (grid, due) = (devices[slot].grid, devices[slot].due)
        let intervals = configuration.backoff.intervals(
            failures: devices[slot].failures, interval: devices[slot].entry.interval)
        if intervals > 1 { schedule(slot, at: grid.time(after: due, intervals: intervals - 1)) }
    }

    /// A device that was left alone has shown that it is there: it is polled at its next time.
    mutating func wakeUp(_ slot: Int, at moment: Moment) {
        guard devices[slot].failures > Backoff.patience, devices[slot].poll == nil else { return }
        let next = devices[slot].grid.next(from: moment.monotonic)
        if next < devices[slot].due { schedule(slot, at: next) }
    }

    /// What a device is called in a sentence: its name, address and port.
    func describe(_ slot: Int) -> String {
        let entry = devices[slot].entry
        return "\(entry.name) at \(entry.address.text), port \(entry.port)"
    }

    private func place(of number: Int) -> ObjectIdentifier {
        switch polls[number].asked.first {
        case .scalar(let index, let object):
            return devices[polls[number].slot].plan?.scalars[index].objects[object].oid
                ?? SystemObject.uptime.object.oid
        case .system(let object): return object.object.oid
        case nil: return SystemObject.uptime.object.oid
        }
    }
}
