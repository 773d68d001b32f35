import Model

/// Shipped rules: BGP, OSPF and VRRP.
extension StandardTrapRules {
    static let routing: [ShippedTrapRule] = [
        ShippedTrapRule(
            name: "bgp-session-down", traps: ["bgpBackwardTransNotification", "bgpBackwardTransition"],
            severity: .error, isAlert: true,
            instance: .index("bgpPeerState"),
            summary: "BGP session with {instance} fell back to state {bgpPeerState}",
            clearedBy: ["bgpEstablishedNotification", "bgpEstablished"],
            documentation: ShippedDocumentation(
                meaning: "A BGP session left a higher state for a lower one (RFC 4273, bgpBackwardTransNotification).",
                advice: "Routes of this peer are gone. Look at bgpPeerLastError in the evidence: 4/0 is a hold timer "
                    + "that expired (path or peer dead), 6/x an administrator's doing.",
                falsePositives: [
                    "A session that was being set up and never was established falls back, too"
                ],
                messageID: "8ac0a8ad92f54d77b0ab38820c3416d0")),
        ShippedTrapRule(
            name: "bgp-session-up", traps: ["bgpEstablishedNotification", "bgpEstablished"], severity: .info,
            isAlert: false,
            instance: .index("bgpPeerState"),
            summary: "BGP session with {instance} is established",
            documentation: ShippedDocumentation(
                meaning: "A BGP session is established (RFC 4273, bgpEstablishedNotification).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "732a58e7e233499b945e741511a405bb")),
        ShippedTrapRule(
            name: "ospf-neighbor-up", traps: ["ospfNbrStateChange"], severity: .info, isAlert: false,
            instance: .index("ospfNbrState"),
            conditions: [ShippedCondition("ospfNbrState", ["4", "8"])],
            summary: "OSPF neighbor {ospfNbrRtrId|instance} is {ospfNbrState}",
            documentation: ShippedDocumentation(
                meaning: "An OSPF neighbor reached full or two-way state (RFC 4750, ospfNbrStateChange).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "c5e637ddd47f470b88b08867ea983402")),
        ShippedTrapRule(
            name: "ospf-neighbor-down", traps: ["ospfNbrStateChange"], severity: .error, isAlert: true,
            instance: .index("ospfNbrState"),
            summary: "OSPF neighbor {ospfNbrRtrId|instance} fell to state {ospfNbrState}",
            clearedBy: ["ospfNbrStateChange"],
            clearConditions: [ShippedCondition("ospfNbrState", ["4", "8"])],
            documentation: ShippedDocumentation(
                meaning: "An OSPF neighbor left full or two-way state (RFC 4750, ospfNbrStateChange).",
                advice: "Traffic through this neighbor takes another way or none. Look at the link, then at hello "
                    + "timers, MTU and authentication on both ends.",
                falsePositives: [
                    "Designated-router elections pass through lower states for seconds"
                ],
                messageID: "4499a54fd2c242c497391e94161db2bc")),
        ShippedTrapRule(
            name: "ospf-virtual-neighbor-up", traps: ["ospfVirtNbrStateChange"], severity: .info, isAlert: false,
            instance: .index("ospfVirtNbrState"),
            conditions: [ShippedCondition("ospfVirtNbrState", ["8"])],
            summary: "OSPF virtual neighbor {instance} is {ospfVirtNbrState}",
            documentation: ShippedDocumentation(
                meaning: "An OSPF virtual neighbor reached full state (RFC 4750, ospfVirtNbrStateChange).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "60259d0babbc4894abdf6927d5e1392f")),
        ShippedTrapRule(
            name: "ospf-virtual-neighbor-down", traps: ["ospfVirtNbrStateChange"], severity: .error, isAlert: true,
            instance: .index("ospfVirtNbrState"),
            summary: "OSPF virtual neighbor {instance} fell to state {ospfVirtNbrState}",
            clearedBy: ["ospfVirtNbrStateChange"],
            clearConditions: [ShippedCondition("ospfVirtNbrState", ["8"])],
            documentation: ShippedDocumentation(
                meaning: "An OSPF virtual neighbor left full state (RFC 4750, ospfVirtNbrStateChange).",
                advice: "The virtual link's transit area is broken; areas behind it may be cut off.",
                falsePositives: [],
                messageID: "92b80c5f313544e99bc55a21afefab38")),
        ShippedTrapRule(
            name: "ospf-interface-down", traps: ["ospfIfStateChange"], severity: .warning, isAlert: true,
            instance: .index("ospfIfState"),
            conditions: [ShippedCondition("ospfIfState", ["1"])],
            summary: "OSPF interface {instance} is down",
            clearedBy: ["ospfIfStateChange"],
            clearConditions: [ShippedCondition("ospfIfState", ["1"], isNegated: true)],
            documentation: ShippedDocumentation(
                meaning: "An OSPF interface went to state down (RFC 4750, ospfIfStateChange).",
                advice: "OSPF no longer speaks on this interface.",
                falsePositives: [],
                messageID: "a706ffe12ec34d0da4c5f4a0eaeaf4ad")),
        ShippedTrapRule(
            name: "ospf-interface-state", traps: ["ospfIfStateChange"], severity: .info, isAlert: false,
            instance: .index("ospfIfState"),
            summary: "OSPF interface {instance} is {ospfIfState}",
            documentation: ShippedDocumentation(
                meaning: "An OSPF interface changed its state (RFC 4750, ospfIfStateChange).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "ecda7d82aaa04ec48f154ed59fbbe011")),
        ShippedTrapRule(
            name: "ospf-configuration-mismatch", traps: ["ospfIfConfigError", "ospfVirtIfConfigError"],
            severity: .warning, isAlert: false,
            summary: "OSPF packet from {ospfPacketSrc|address} does not fit: {ospfConfigErrorType}",
            documentation: ShippedDocumentation(
                meaning: "A router on the link has OSPF parameters that conflict with this one's (RFC 4750, "
                    + "ospfIfConfigError).",
                advice: "Compare area, timers, mask and options on both routers. Until they agree there is no "
                    + "adjacency.",
                falsePositives: [],
                messageID: "06f710d94a334fc491f0a8f7680ac4ff")),
        ShippedTrapRule(
            name: "ospf-authentication-failure", traps: ["ospfIfAuthFailure", "ospfVirtIfAuthFailure"],
            severity: .warning, isAlert: false,
            summary: "OSPF packet from {ospfPacketSrc|address} failed authentication",
            documentation: ShippedDocumentation(
                meaning: "A router was sent an OSPF packet with a wrong key or type of authentication (RFC 4750, "
                    + "ospfIfAuthFailure).",
                advice: "A key that was changed on one side only, or a router that should not be there.",
                falsePositives: [],
                messageID: "819a648012d24ac0a374411502b8cc4a")),
        ShippedTrapRule(
            name: "ospf-database-overflow", traps: ["ospfLsdbOverflow"], severity: .error, isAlert: false,
            summary: "The OSPF link-state database has overflowed",
            documentation: ShippedDocumentation(
                meaning: "The number of external LSAs exceeds ospfExtLsdbLimit (RFC 4750, ospfLsdbOverflow).",
                advice: "Somebody redistributes far too many routes.",
                falsePositives: [],
                messageID: "60658403dcfb473a886383de89a215b5")),
        ShippedTrapRule(
            name: "ospf-database-near-overflow", traps: ["ospfLsdbApproachingOverflow"], severity: .warning,
            isAlert: false,
            summary: "The OSPF link-state database is nine tenths full",
            documentation: ShippedDocumentation(
                meaning: "The number of external LSAs exceeds 90% of ospfExtLsdbLimit (RFC 4750, "
                    + "ospfLsdbApproachingOverflow).",
                advice: "Find out who redistributes so many routes before the limit is reached.",
                falsePositives: [],
                messageID: "1471572449d34b8d8c6f298a0bb195c9")),
        ShippedTrapRule(
            name: "vrrp-new-master", traps: ["vrrpTrapNewMaster", "vrrpv3NewMaster"], severity: .notice, isAlert: false,
            summary: "{device} has become VRRP master",
            documentation: ShippedDocumentation(
                meaning: "A router took over a virtual address (RFC 2787, RFC 6527).",
                advice: "If this was not planned the former master is in trouble.",
                falsePositives: [],
                messageID: "734046a1278e42e3833c25802dfd8eb0")),
    ]
}
