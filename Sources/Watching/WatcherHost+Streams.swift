import Dispatch
import Model
import Reactor

extension WatcherHost {
    /// Begins a stream; its answer comes as an input.
    func exchange(_ request: StreamRequest, token: RequestToken) {
        var plan = StreamExchange.Plan(
            endpoint: request.endpoint, bytes: request.bytes, answerLimit: request.answerLimit,
            timeout: request.timeout)
        if let tls = request.tls {
            plan.serverName = tls.serverName
            plan.applicationProtocol = tls.applicationProtocol
            plan.trustedCertificates = tls.trustedCertificates
            plan.exports = tls.exports.map { .init(label: $0.label, context: $0.context, length: $0.length) }
        }
        do throws(StreamFault) {
            streams[token]?.cancel()
            streams[token] = try StreamExchange.start(plan, executor: executor) { result in
                self.streams[token] = nil
                guard !self.isStopped else { return }
                switch result {
                case .success(let found):
                    self.feed([
                        .answer(token, .stream(StreamAnswer(bytes: found.bytes, exportedKeys: found.exportedKeys)))
                    ])
                case .failure(let fault): self.feed([.answer(token, .failed("\(fault)"))])
                }
            }
        } catch {
            executor.queue.async { [weak self] in
                self?.assumeIsolated { $0.feed([.answer(token, .failed("\(error)"))]) }
            }
        }
    }

    /// What the kernel says of its clock, as an answer.
    static var kernelClock: Answer {
        do throws(SocketFault) { return .kernelClock(try KernelClock.read()) } catch { return .failed("\(error)") }
    }
}
