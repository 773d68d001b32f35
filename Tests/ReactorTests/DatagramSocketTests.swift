import Glibc
import Model
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)))
struct DatagramSocketTests {
    @Test(
        "A batch arrives in order, with its sender, its address here, its interface and a kernel time",
        arguments: [
            "127.0.0.1", "::1",
        ])
    func batchArrives(address: String) async throws {
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = 2_000_000
        let receiver = try DatagramHost(binding: address, options: options)
        let sender = try DatagramHost(binding: address)
        let target = await receiver.endpoint
        await receiver.start()
        let before = Timestamp.now
        let outcome = await sender.withSocket { socket in
            socket.send(
                (0..<600).map { OutgoingDatagram(bytes: [UInt8($0 >> 8), UInt8($0 & 255)], destination: target) })
        }
        #expect(outcome.sent + outcome.waiting == 600)
        let datagrams = await receiver.wait(for: 600)
        #expect(datagrams.map { Int($0.bytes[0]) << 8 | Int($0.bytes[1]) } == Array(0..<600))
        let source = await sender.endpoint
        #expect(datagrams.allSatisfy { $0.source == source && $0.destination == target && !$0.isTruncated })
        let interface = unsafe if_nametoindex("lo")
        #expect(datagrams.allSatisfy { $0.interfaceIndex == interface })
        #expect(datagrams.allSatisfy { $0.received >= before - .seconds(1) && $0.received <= .now })
        #expect(zip(datagrams, datagrams.dropFirst()).allSatisfy { $0.received <= $1.received })
    }

    @Test("IPv4 on a socket of both families is IPv4, and its answer leaves from the address that was asked")
    func mappedAddresses() async throws {
        var options = DatagramSocket.Options()
        options.isIPv6Only = false
        let receiver = try DatagramHost(binding: "::", options: options)
        let sender = try DatagramHost(binding: "127.0.0.1")
        await receiver.start()
        await sender.start()
        let target = Endpoint(address: .v4(0x7f00_0009), port: await receiver.endpoint.port)
        await sender.withSocket { _ = $0.send([OutgoingDatagram(bytes: [1], destination: target)]) }
        let request = await receiver.wait(for: 1)[0]
        #expect(request.source == (await sender.endpoint))
        #expect(request.destination == target)
        await receiver.withSocket { _ = $0.send([OutgoingDatagram(answering: request, bytes: [2])]) }
        let answer = await sender.wait(for: 1)[0]
        #expect(answer.source == target)
    }

    @Test(
        "An answer leaves from the address that the request came to",
        arguments: [("0.0.0.0", "127.0.0.7"), ("::", "::1")])
    func answersArePinned(bound: String, asked: String) async throws {
        let receiver = try DatagramHost(binding: bound)
        let sender = try DatagramHost(binding: bound == "::" ? "::1" : "127.0.0.1")
        await receiver.start()
        await sender.start()
        let target = Endpoint(address: try loopback(asked).address, port: await receiver.endpoint.port)
        await sender.withSocket { _ = $0.send([OutgoingDatagram(bytes: [1], destination: target)]) }
        let request = await receiver.wait(for: 1)[0]
        #expect(request.destination == target)
        await receiver.withSocket { _ = $0.send([OutgoingDatagram(answering: request, bytes: [2])]) }
        #expect(await sender.wait(for: 1)[0].source == target)
    }

    @Test("Both families can be bound to one port")
    func bothFamilies() async throws {
        let four = try DatagramHost(binding: "0.0.0.0")
        let port = await four.endpoint.port
        let executor = QueueExecutor(label: "six")
        let six = try DatagramSocket(
            binding: Endpoint(address: .v6(high: 0, low: 0, scope: 0), port: port), executor: executor)
        #expect(six.localEndpoint.port == port)
    }

    @Test("A datagram beyond the packet limit is cut and says so; an empty one and one of 65,507 bytes arrive whole")
    func truncation() async throws {
        var options = DatagramSocket.Options()
        options.packetLimit = 100
        let short = try DatagramHost(binding: "127.0.0.1", options: options)
        let long = try DatagramHost(binding: "127.0.0.1")
        await short.start()
        await long.start()
        let (shortEnd, longEnd) = (await short.endpoint, await long.endpoint)
        let big = [UInt8](repeating: 7, count: 65_507)
        await short.withSocket { socket in
            for end in [shortEnd, longEnd] {
                _ = socket.send([
                    OutgoingDatagram(bytes: big, destination: end), OutgoingDatagram(bytes: [], destination: end),
                ])
            }
        }
        let cut = await short.wait(for: 2)
        #expect(cut.map(\.bytes.count) == [100, 0])
        #expect(cut.map(\.isTruncated) == [true, false])
        let whole = await long.wait(for: 2)
        #expect(whole[0].bytes == big)
        #expect(whole.map(\.isTruncated) == [false, false])
    }

    @Test("What a small buffer drops is counted: by a later datagram, and by asking when none comes")
    func kernelDrops() async throws {
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = 8_192
        let receiver = try DatagramHost(binding: "127.0.0.1", options: options)
        let sender = try DatagramHost(binding: "127.0.0.1")
        let target = await receiver.endpoint
        let datagram = OutgoingDatagram(bytes: [UInt8](repeating: 1, count: 1_000), destination: target)
        await sender.withSocket { #expect($0.send(Array(repeating: datagram, count: 200)).sent == 200) }
        #expect(await receiver.withSocket { $0.kernelDrops } == 0)
        let dropped = await receiver.withSocket { $0.pollDrops() }
        #expect(dropped > 150)
        let held = await receiver.withSocket { $0.readRemaining(limit: 1_000) }
        #expect(held.datagrams.count + Int(dropped) == 200)
        #expect(held.newDrops == dropped)

        // The second flood is told by the one datagram that comes after it, and nobody asks.
        let room = held.datagrams.count
        await sender.withSocket { #expect($0.send(Array(repeating: datagram, count: 200)).sent == 200) }
        await receiver.start()
        _ = await receiver.wait(for: room)
        await sender.withSocket { _ = $0.send([datagram]) }
        _ = await receiver.wait(for: room + 1)
        #expect(await receiver.told.drops == UInt64(200 - room))
        #expect(await receiver.withSocket { $0.kernelDrops } == dropped + UInt64(200 - room))
        #expect(await receiver.withSocket { $0.pollNewDrops() } == 0)
    }

    @Test("The receive buffer asked for and the one that was granted are told in the same measure")
    func receiveBuffer() throws {
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = 100_000
        let socket = try DatagramSocket(
            binding: loopback("127.0.0.1"), options: options, executor: QueueExecutor(label: "buffer"))
        #expect(socket.receiveBufferAsked == 100_000)
        #expect(socket.receiveBufferGranted == 100_000)
        let plain = try DatagramSocket(binding: loopback("127.0.0.1"), executor: QueueExecutor(label: "buffer"))
        #expect(plain.receiveBufferAsked == nil)
        #expect(plain.receiveBufferGranted > 0)
    }

    @Test("A socket that was handed over tells its address, gets its details and starts its count where it was")
    func adoption() async throws {
        let number = socket(AF_INET6, Int32(SOCK_DGRAM.rawValue), 0)
        let receiver = try DatagramHost(adopting: number)
        // Never bound: the kernel says so by port 0.
        #expect(await receiver.endpoint.port == 0)

        let executor = QueueExecutor(label: "first owner")
        let first = try DatagramSocket(binding: loopback("127.0.0.1"), executor: executor)
        let copy = dup(first.descriptorNumber)
        let second = try DatagramHost(adopting: copy)
        #expect(await second.withSocket { $0.isAdopted })
        #expect(!first.isAdopted)
        #expect(await second.endpoint == first.localEndpoint)
        await second.start()
        let outcome = first.send([OutgoingDatagram(bytes: [5], destination: first.localEndpoint)])
        #expect(outcome.sent == 1)
        let datagram = await second.wait(for: 1)[0]
        #expect(datagram.destination == first.localEndpoint)
        #expect(fcntl(copy, F_GETFD) == FD_CLOEXEC)
    }

    @Test("A stream or a file that was handed over as a UDP socket is refused and closed")
    func adoptionOfOthers() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        for number in [ends[0], unsafe open("/dev/null", O_RDONLY)] {
            #expect(
                throws: SocketFault(operation: "adopt", target: "descriptor \(number) as UDP", code: ESOCKTNOSUPPORT)
            ) {
                try DatagramSocket(adopting: number, executor: QueueExecutor(label: "refused"))
            }
        }
        var octet: UInt8 = 0
        #expect(unsafe recv(ends[1], &octet, 1, 0) == 0, "the other end sees that it was closed")
        Glibc.close(ends[1])
    }

    @Test("A port that is taken is a fault with its operation, target and reason")
    func takenPort() throws {
        let executor = QueueExecutor(label: "taken")
        let first = try DatagramSocket(binding: loopback("127.0.0.1"), executor: executor)
        let fault = #expect(throws: SocketFault.self) {
            try DatagramSocket(binding: first.localEndpoint, executor: executor)
        }
        #expect(fault?.description == "bind udp \(first.localEndpoint.text): Address already in use")
    }

    @Test("What the kernel refuses is counted and the rest is sent")
    func refusedDatagrams() async throws {
        let receiver = try DatagramHost(binding: "127.0.0.1")
        let sender = try DatagramHost(binding: "127.0.0.1")
        let target = await receiver.endpoint
        await receiver.start()
        let outcome = await sender.withSocket { socket in
            socket.send([
                OutgoingDatagram(bytes: [1], destination: target),
                OutgoingDatagram(bytes: [UInt8](repeating: 0, count: 65_508), destination: target),
                OutgoingDatagram(bytes: [2], destination: target, source: .v4(0xc000_0263)),
                OutgoingDatagram(bytes: [3], destination: target),
            ])
        }
        #expect(outcome.sent == 2)
        #expect(outcome.failed == [EMSGSIZE: 1, EINVAL: 1] || outcome.failed == [EMSGSIZE: 1, ENETUNREACH: 1])
        #expect(await receiver.wait(for: 2).map(\.bytes) == [[1], [3]])
        #expect(await sender.withSocket { $0.sendTotals.sent } == 2)
    }

    @Test("A paused socket leaves datagrams with the kernel and a resumed one reads them")
    func pauseAndResume() async throws {
        let receiver = try DatagramHost(binding: "127.0.0.1")
        let target = await receiver.endpoint
        await receiver.start()
        await receiver.withSocket { socket in
            socket.pause()
            _ = socket.send([OutgoingDatagram(bytes: [1], destination: target)])
        }
        // Two turns of the queue in which a socket that is not paused would have read.
        await receiver.withSocket { _ in }
        #expect(await receiver.told.batches == [])
        let left = await receiver.withSocket { $0.readRemaining(limit: 10) }
        #expect(left.datagrams.map(\.bytes) == [[1]])
        await receiver.withSocket { socket in
            _ = socket.send([OutgoingDatagram(bytes: [2], destination: target)])
            socket.resume()
        }
        #expect(await receiver.wait(for: 1).map(\.bytes) == [[2]])
    }

    @Test("A closed socket frees its port, also when it was paused, and sends nothing more")
    func close() async throws {
        let receiver = try DatagramHost(binding: "127.0.0.1")
        let end = await receiver.endpoint
        await receiver.start()
        let outcome = await receiver.withSocket { socket in
            socket.pause()
            socket.close()
            return socket.send([OutgoingDatagram(bytes: [1], destination: end)])
        }
        #expect(outcome.failed == [EBADF: 1])
        // The cancel handler runs on the queue, after what is there already.
        await receiver.withSocket { _ in }
        await receiver.withSocket { _ in }
        _ = try DatagramSocket(binding: end, executor: QueueExecutor(label: "again"))
    }

    @Test("Under a flood other blocks of the queue have their turn after a few reads")
    func turnsUnderFlood() async throws {
        var options = DatagramSocket.Options()
        options.batchLimit = 8
        options.batchesPerWakeup = 2
        let receiver = try DatagramHost(binding: "127.0.0.1", options: options)
        let target = await receiver.endpoint
        await receiver.withSocket { socket in
            _ = socket.send((0..<100).map { OutgoingDatagram(bytes: [UInt8($0)], destination: target) })
        }
        await receiver.start()
        let all = await receiver.wait(for: 100)
        #expect(all.map(\.bytes) == (0..<100).map { [UInt8($0)] })
        #expect(await receiver.told.batches.allSatisfy { $0 <= 8 })
        #expect(await receiver.batchesWithoutTurn == 2)
    }
}
