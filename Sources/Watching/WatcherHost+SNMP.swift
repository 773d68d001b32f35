import Logging
import Model
import Reactor
import SNMP

// How a host asks SNMP agents for its watcher: through one requester, which is made with the first credentials or
// request.
extension WatcherHost {
    /// Takes the credentials for the requests that follow.
    func useCredentials(_ credentials: [SNMPCredential]) {
        guard let requester = openSNMP() else { return }
        for fault in requester.useCredentials(credentials) {
            log.error("Credential is unusable", metadata: ["cause": "\(fault)"])
        }
    }

    /// The key under which the engines are kept among the watcher's texts.
    static let enginesKey = "snmp-engines"

    /// Gives the requester the engines that were known before the start. To be called before the watcher's first input.
    func restoreEngines(_ kept: [String: String]) {
        guard let text = kept[WatcherHost.enginesKey], let requester = openSNMP() else { return }
        requester.importEngines(text)
    }

    /// Has the engines kept where they have changed.
    func keepEngines(atEnd: Bool = false) {
        guard let text = snmp?.takeEnginesToKeep(atEnd: atEnd) else { return }
        submit([Report(.memory(key: WatcherHost.enginesKey, value: text))])
    }

    /// Makes a request; the answer when it cannot even be made, else nil.
    func askSNMP(_ request: SNMPRequest, token: RequestToken) -> Input? {
        guard let requester = openSNMP() else {
            let failure = SNMPFailure(reason: .notSent, text: "SNMP requests cannot be made here", attempts: 0)
            return .answer(token, .snmpFailed(failure))
        }
        requester.ask(request, token: token)
        return nil
    }

    private func openSNMP() -> SNMPRequester? {
        if let snmp { return snmp }
        do throws(SocketFault) {
            let requester = try SNMPRequester(executor: executor) { [weak self] outcomes in
                self?.assumeIsolated { $0.take(outcomes) }
            }
            snmp = requester
            return requester
        } catch {
            log.error("SNMP requests cannot be made", metadata: ["cause": "\(error)"])
            return nil
        }
    }

    private func take(_ outcomes: [SNMPOutcome]) {
        guard !isStopped else { return }
        feed(
            outcomes.map { outcome in
                switch outcome.result {
                case .success(let reply): .answer(outcome.token, .snmp(reply))
                case .failure(let failure): .answer(outcome.token, .snmpFailed(failure))
                }
            })
    }
}
