import Model
import SNMP
import Wire

/// The office's devices as SNMP agents: what `OfficeStory` tells by traps, a daemon that polls them finds as well, and
/// more that no trap tells. Everything comes round again with the story.
public enum OfficeAgents {
    /// Agents of all devices that the configuration knows, on their own addresses.
    public static func agents(port: UInt16) -> [SimulatedAgent] {
        OfficeNetwork.devices.filter(\.isListed).enumerated().map { number, device in
            SimulatedAgent(
                number: number, name: device.name, endpoint: Endpoint(address: device.address, port: port),
                version: device.security.version == .v3 ? .v3 : .v2c, features: features(of: device),
                interfaces: interfaces(of: device), behaviour: behaviour(of: device), seed: 1)
        }
    }

    /// What a device tells.
    private static func features(of device: OfficeDevice) -> AgentFeatures {
        switch device {
        case OfficeNetwork.coreSwitch, OfficeNetwork.accessSwitch: [.interfaces, .bridge, .lldp]
        case OfficeNetwork.ups: [.ups]
        case OfficeNetwork.server: [.interfaces, .hostResources, .ucd]
        case OfficeNetwork.sensor: [.sensors]
        default: [.interfaces]
        }
    }

    private static func interfaces(of device: OfficeDevice) -> Int {
        switch device {
        case OfficeNetwork.coreSwitch: 48
        case OfficeNetwork.accessSwitch: 24
        case OfficeNetwork.router: 4
        case OfficeNetwork.accessPoint: 3
        case OfficeNetwork.controller: 8
        default: 1
        }
    }

    /// How a device behaves; the times are those of its traps.
    static func behaviour(of device: OfficeDevice) -> AgentBehaviour {
        let round = OfficeStory.length
        func scene(_ effect: AgentScene.Effect, _ begin: Int, _ end: Int, interface: Int? = nil) -> AgentScene {
            AgentScene(
                effect, interface: interface, from: .milliseconds(begin), to: .milliseconds(end), every: round)
        }
        var behaviour = AgentBehaviour()
        switch device {
        case OfficeNetwork.coreSwitch: behaviour.scenes = [scene(.busy(0.95), 6_000, 18_000, interface: 47)]
        // From the trap in this round to the one in the next.
        case OfficeNetwork.accessSwitch: behaviour.scenes = [scene(.down, 16_000, 30_300, interface: 24)]
        case OfficeNetwork.ups: behaviour.scenes = [scene(.onBattery, 2_000, 13_200)]
        // It says by traps that it stops and that it has started.
        case OfficeNetwork.server: behaviour.scenes = [scene(.silent, 3_400, 15_300), scene(.load(97), 18_000, 26_000)]
        case OfficeNetwork.sensor: behaviour.scenes = [scene(.temperature(41), 4_100, 14_600)]
        case OfficeNetwork.accessPoint:
            behaviour.scenes = [
                scene(.errors(perSecond: 900), 12_000, 24_000, interface: 1),
                scene(.discards(perSecond: 400), 12_000, 24_000, interface: 1),
            ]
        // It starts anew with each round.
        case OfficeNetwork.printer: behaviour.reboots = .init(first: round, every: round)
        // Counters of 32 bits that begin at 0 again while the story plays: no rate may leap.
        case OfficeNetwork.door:
            behaviour.hasOnly32Bit = true
            behaviour.wraps = [.counter32, .upTime]
        // Whose SNMP is broken.
        case OfficeNetwork.controller:
            behaviour.walkFault = .notIncreasing
            behaviour.mangling = .truncated
            behaviour.manglingShare = 0.1
        case OfficeNetwork.router: behaviour.delay = .milliseconds(30)
        default: break
        }
        return behaviour
    }

    /// Answers for all of them until the flag is raised. Takes the calling thread.
    public static func serve(port: UInt16, until stop: StopFlag) throws {
        let plan = AgentPlan(agents(port: port))
        var server = try AgentServer(plan, AgentFarm(plan.agents))
        server.run(until: stop)
    }
}
