import Model
import Watching

/// Devices come and go with the configuration.
extension SNMPWatcher {
    /// Takes the devices of the configuration: those that stay keep all that is known of them, as far as it still holds.
    mutating func adopt(before: SharedConfiguration, at moment: Moment, into actions: inout [Action]) {
        var kept: Set<String> = []
        order.removeAll(keepingCapacity: true)
        for entry in shared.devices where entry.isPolled && !entry.credentials.isEmpty {
            kept.insert(entry.name)
            if let slot = slots[entry.name] {
                change(slot, to: entry, before: before, at: moment, into: &actions)
                order.append(slot)
            } else {
                order.append(add(entry, at: moment, into: &actions))
            }
        }
        for (name, slot) in slots where !kept.contains(name) { remove(name, slot, at: moment, into: &actions) }
        resolveHosts(at: moment, into: &actions)
    }

    private mutating func add(_ entry: DeviceEntry, at moment: Moment, into actions: inout [Action]) -> Int {
        let slot = freeSlots.popLast() ?? devices.count
        let grid = PollGrid(name: entry.name, interval: entry.interval)
        let due = grid.first(from: moment.monotonic)
        // A device that comes with a reload was never polled; of those of the start the judge knows.
        let judge = judging.makeJudge(for: entry, isNew: isStarting ? nil : true, at: moment, into: &actions)
        let device = PolledDevice(entry, due: due, judge: judge)
        if slot == devices.count { devices.append(device) } else { devices[slot] = device }
        slots[entry.name] = slot
        schedule(slot, at: due)
        return slot
    }

    private mutating func change(
        _ slot: Int, to entry: DeviceEntry, before: SharedConfiguration, at moment: Moment,
        into actions: inout [Action]
    ) {
        let (old, judge) = (devices[slot].entry, devices[slot].judge)
        devices[slot].entry = entry
        if old.interval != entry.interval {
            let grid = PollGrid(name: entry.name, interval: entry.interval)
            devices[slot].grid = grid
            schedule(slot, at: grid.next(from: moment.monotonic))
        }
        if old.address != entry.address || old.port != entry.port || old.contextName != entry.contextName {
            // It may be another agent: nothing that was learned of this one holds. Only its troubles go on.
            abandon(slot)
            let grid = PollGrid(name: entry.name, interval: entry.interval)
            devices[slot] = PolledDevice(entry, due: grid.next(from: moment.monotonic), judge: judge)
            schedule(slot, at: grid.next(from: moment.monotonic))
        } else if old.credentials != entry.credentials || !areSame(entry.credentials, before) {
            abandon(slot)
            // The one that worked is still asked first, if it is still there.
            let name = devices[slot].credential.map { old.credentials[$0] }
            devices[slot].credential = name.flatMap { entry.credentials.firstIndex(of: $0) }
            devices[slot].forgetChoices()
            devices[slot].isStale = true
            devices[slot].failures = 0
            schedule(slot, at: devices[slot].grid.next(from: moment.monotonic))
        }
        // Profiles are settled anew with the next poll: their files may have changed.
        devices[slot].isStale = true
        if let number = devices[slot].poll { polls[number].isOutdated = true }
        devices[slot].judge.reconfigure(entry, shared: &judging, at: moment, into: &actions)
    }

    private mutating func remove(_ name: String, _ slot: Int, at moment: Moment, into actions: inout [Action]) {
        abandon(slot)
        judging.forget(name, at: moment, into: &actions)
        devices[slot].leave()
        slots[name] = nil
        freeSlots.append(slot)
        memory.note(name)
        ports.forget(slot)
        snooping.forget(slot)
    }

    /// Ends a poll under way without a word: its question was put to another agent, or by another credential.
    private mutating func abandon(_ slot: Int) {
        if let number = devices[slot].poll { release(number) }
    }

    /// Gives up a poll's number and all that it holds.
    mutating func release(_ number: Int) {
        devices[polls[number].slot].poll = nil
        polls[number].clear()
        freePolls.append(number)
    }

    private func areSame(_ names: [String], _ before: SharedConfiguration) -> Bool {
        names.allSatisfy { before.credential(named: $0) == shared.credential(named: $0) }
    }
}
