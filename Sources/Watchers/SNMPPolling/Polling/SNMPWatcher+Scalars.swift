import Model
import SNMP
import Watching
import Wire

/// The first part of a poll: what there is one of, asked for by GET.
extension SNMPWatcher {
    /// After so many polls it is looked again for objects that a device did not have.
    static let choicesEvery: UInt32 = 240

    /// The system's objects that a device is asked for.
    func questions(to device: PolledDevice, readsNames: Bool) -> [ActivePoll.Item] {
        var objects = SystemObject.clocks
        if device.plan?.readsInterfaces == true { objects.append(.interfacesChanged) }
        if readsNames || device.system == nil { objects += SystemObject.identity }
        return objects.filter { device.has($0) }.map { .system($0) }
    }

    /// Adds what a device's plan asks for.
    func settle(_ poll: inout ActivePoll, _ choices: [UInt8], _ plan: PollPlan) {
        poll.isSettled = true
        poll.numbers = [RawValue](repeating: .absent, count: plan.scalars.count)
        poll.texts = [String?](repeating: nil, count: plan.texts.count)
        poll.lags = []
        for (index, scalar) in plan.scalars.enumerated() where scalar.system == nil {
            // A text hardly ever changes.
            if scalar.form != nil, !poll.readsNames { continue }
            switch choices[scalar.choice] {
            case ObjectChoice.absent: break
            case ObjectChoice.unknown:
                for object in scalar.objects.indices { poll.items.append(.scalar(index, object: object)) }
            case let choice: poll.items.append(.scalar(index, object: Int(choice)))
            }
        }
    }

    /// Once the device has said who it is: what its profiles ask for.
    mutating func settle(_ number: Int, _ slot: Int, at moment: Moment) {
        var poll = polls[number]
        let objectID = poll.objectID ?? devices[slot].system?.objectID
        let plan = plans.plan(
            configuration.profiles.profiles(configured: devices[slot].entry.profiles, objectID: objectID))
        devices[slot].take(plan)
        settle(&poll, devices[slot].choices, plan)
        if plan.readsInterfaces, devices[slot].has(.interfacesChanged) {
            poll.items.append(.system(.interfacesChanged))
        }
        polls[number] = poll
    }

    /// Asks for the next variables; false where there are none left.
    mutating func askScalars(_ number: Int, _ slot: Int, into actions: inout [Action]) -> Bool {
        guard !polls[number].items.isEmpty else { return false }
        let asked = Array(polls[number].items.prefix(polls[number].mostItems))
        polls[number].asked = asked
        polls[number].items.removeFirst(asked.count)
        ask(number, slot, .get, asked.map { oid(of: $0, slot) }, into: &actions)
        return true
    }

    /// The variable of an item.
    func oid(of item: ActivePoll.Item, _ slot: Int) -> ObjectIdentifier { object(of: item, slot).oid }

    private func object(of item: ActivePoll.Item, _ slot: Int) -> PollPlan.Object {
        switch item {
        case .system(let object): object.object
        case .scalar(let index, let object):
            devices[slot].plan?.scalars[index].objects[object] ?? SystemObject.uptime.object
        }
    }

    /// Takes the reply to a GET.
    mutating func takeScalars(_ reply: SNMPReply, _ number: Int, read: MonotonicTime) {
        let (slot, asked) = (polls[number].slot, polls[number].asked)
        polls[number].asked = []
        guard reply.errorStatus == 0 else { return takeError(reply, asked, number, slot) }
        let list = reply.varBinds
        let bytes = list.bytes
        let lag = polls[number].lag(at: read)
        var place = 0
        list.forEach { element in
            guard place < asked.count else { return false }
            let item = asked[place]
            let wanted = object(of: item, slot)
            place += 1
            counters.values += 1
            guard element.name.count == wanted.encoded.count, bytes[element.name] == wanted.encoded[...] else {
                counters.mismatched += 1
                return true
            }
            if list.isException(element) {
                noteAbsent(item, slot)
            } else {
                note(item, element, list, wanted.oid, number, slot)
                if case .scalar(let index, _) = item, abs(lag) >= ReadLags.smallest { note(lag, index, number) }
            }
            return true
        }
    }

    /// Takes one value.
    private mutating func note(
        _ item: ActivePoll.Item, _ element: VarBindList.Element, _ list: VarBindList, _ object: ObjectIdentifier,
        _ number: Int, _ slot: Int
    ) {
        let reader = LabelReader(names: configuration.names)
        switch item {
        case .system(let system):
            devices[slot].note(system, isThere: true)
            switch system {
            case .name: polls[number].name = reader.text(element, in: list, form: .text, object: object)
            case .description: polls[number].description = reader.text(element, in: list, form: .text, object: object)
            case .objectID:
                let text = reader.text(element, in: list, form: .text, object: object)
                polls[number].objectID = ObjectIdentifier(text)
            default: polls[number].system[Int(system.rawValue)] = RawValue(element, in: list.bytes)
            }
        case .scalar(let index, let choice):
            guard let plan = devices[slot].plan else { return }
            let scalar = plan.scalars[index]
            let known = devices[slot].choices[scalar.choice]
            // Of several the best is used, whichever order they come in.
            if known != ObjectChoice.unknown, known != ObjectChoice.absent, Int(known) < choice { return }
            devices[slot].choices[scalar.choice] = UInt8(clamping: choice)
            if let form = scalar.form {
                polls[number].texts[index - plan.metrics.count] = reader.text(
                    element, in: list, form: form, object: object)
            } else {
                polls[number].numbers[index] = RawValue(element, in: list.bytes)
            }
        }
    }

    /// Remembers that a scalar was read later than the clock.
    private mutating func note(_ lag: Int32, _ index: Int, _ number: Int) {
        if polls[number].lags.isEmpty {
            polls[number].lags = [Int32](repeating: 0, count: polls[number].numbers.count)
        }
        if index < polls[number].lags.count { polls[number].lags[index] = lag }
    }

    /// Remembers that a device does not have a variable.
    private mutating func noteAbsent(_ item: ActivePoll.Item, _ slot: Int) {
        switch item {
        case .system(let object): devices[slot].note(object, isThere: false)
        case .scalar(let index, let choice):
            guard let scalar = devices[slot].plan?.scalars[index] else { return }
            let known = devices[slot].choices[scalar.choice]
            if known == UInt8(clamping: choice) {
                // It had it: the others are tried the next time.
                devices[slot].choices[scalar.choice] = ObjectChoice.unknown
            } else if known == ObjectChoice.unknown, choice == scalar.objects.count - 1 {
                devices[slot].choices[scalar.choice] = ObjectChoice.absent
            }
        }
    }

    /// An error of a GET: the variable that it is about is left out, and the others are asked again.
    private mutating func takeError(_ reply: SNMPReply, _ asked: [ActivePoll.Item], _ number: Int, _ slot: Int) {
        let place = Int(reply.errorIndex) - 1
        let isTooBig = reply.errorStatus == 1
        if !isTooBig, asked.indices.contains(place) || asked.count == 1 {
            let culprit = asked.count == 1 ? 0 : place
            noteAbsent(asked[culprit], slot)
            let object = oid(of: asked[culprit], slot)
            if reply.errorStatus != 2 {
                polls[number].faults.append(
                    WalkFault(
                        kind: .errorStatus, object: object, rows: 0, detail: "error-status \(reply.errorStatus)"))
            }
            var rest = asked
            rest.remove(at: culprit)
            polls[number].items.insert(contentsOf: rest, at: 0)
        } else if asked.count > 1 {
            // Too big, or an error that does not say of what: fewer at once.
            polls[number].mostItems = isTooBig ? asked.count / 2 : 1
            polls[number].items.insert(contentsOf: asked, at: 0)
        } else if let item = asked.first {
            let object = oid(of: item, slot)
            polls[number].faults.append(
                WalkFault(kind: .tooBig, object: object, rows: 0, detail: "one variable does not fit"))
        }
    }
}
