import Dispatch
import Model
import Reactor

extension WatcherHost {
    /// Begins a stream; its answer comes as an input.
    func exchange(_ request: StreamRequest, token: RequestToken) {
        do throws(StreamFault) {
            streams[token]?.cancel()
            streams[token] = try StreamExchange.start(.init(request), executor: executor) { result in
                self.streams[token] = nil
                guard !self.isStopped else { return }
                switch result {
                case .success(let found):
                    self.feed([
                        .answer(token, .stream(StreamAnswer(bytes: found.bytes, exportedKeys: found.exportedKeys)))
                    ])
                case .failure(let fault): self.feed([.answer(token, .streamFailed(StreamFailure(fault)))])
                }
            }
        } catch {
            executor.queue.async { [weak self] in
                self?.assumeIsolated { $0.feed([.answer(token, .streamFailed(StreamFailure(error)))]) }
            }
        }
    }

    /// What the kernel says of its clock, as an answer.
    static var kernelClock: Answer {
        do throws(SocketFault) { return .kernelClock(try KernelClock.read()) } catch { return .failed("\(error)") }
    }
}
