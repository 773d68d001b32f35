import Cryptography
public import Model
public import Watching
import Wire

/// Keys for a probe of authenticated time: they are agreed on before the first question.
extension NTPProbe {
    /// What is to be done after an answer to the question for keys.
    public enum KeyStep: Sendable, Hashable {
        /// Keys are there: ask for the time.
        case ready
        /// The keys are for a time server of this name: `move(to:)` takes its address.
        case resolve(String)
        /// There are no keys; the result says why.
        case failed
    }

    /// The question for keys, to be asked before `question`; nil where no keys are needed.
    public var keyRequest: StreamRequest? { keeper?.request }

    /// Takes the answer to the question for keys.
    public mutating func take(keys answer: Answer, at moment: Moment) -> KeyStep {
        do throws(NTSFault) {
            let agreement = try NTSKeyExchange.agreement(answer)
            let address = association.endpoint.address
            let port = agreement.port ?? association.endpoint.port
            switch agreement.server {
            case .none: use(agreement.session, at: Endpoint(address: address, port: port))
            case .ip(let address): use(agreement.session, at: Endpoint(address: address, port: port))
            case .name(let name):
                use(agreement.session, at: Endpoint(address: address, port: port))
                return .resolve(name)
            }
            return .ready
        } catch {
            fail(error, at: moment)
            return .failed
        }
    }

    /// The address of the time server that the keys are for.
    public mutating func move(to address: IPAddress) {
        guard case .nts(.some(let session)) = association.authentication else { return }
        use(session, at: Endpoint(address: address, port: association.endpoint.port))
    }

    /// The time server that the keys are for has no address.
    public mutating func failServer(_ name: String, _ why: String, at moment: Moment) {
        fail(.server(name, why: why), at: moment)
    }

    private mutating func use(_ session: NTSSession, at endpoint: Endpoint) {
        association = NTPAssociation(
            endpoint: endpoint, authentication: .nts(session), isInterleaved: association.isInterleaved)
    }

    private mutating func fail(_ fault: NTSFault, at moment: Moment) {
        guard let keeper else { return }
        keyFault = (
            fault.cause, fault.words(name: keeper.name, endpoint: keeper.endpoint, clock: moment.wall)
        )
    }
}
