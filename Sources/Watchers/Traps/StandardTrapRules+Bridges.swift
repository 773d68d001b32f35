import Model

/// Shipped rules: bridges and LLDP.
extension StandardTrapRules {
    static let bridges: [ShippedTrapRule] = [
        ShippedTrapRule(
            name: "bridge-new-root", traps: ["newRoot"], severity: .warning, isAlert: false,
            summary: "{device} has become the root of the spanning tree",
            documentation: ShippedDocumentation(
                meaning: "A bridge became root of the spanning tree (RFC 4188, newRoot).",
                advice: "If that was not planned, a switch with a better priority vanished or a new one appeared. Pin "
                    + "the root by priorities.",
                falsePositives: [
                    "The planned root was restarted"
                ],
                messageID: "f2af11a6ed804d91bb85f8df182e9275")),
        ShippedTrapRule(
            name: "bridge-topology-change", traps: ["topologyChange"], severity: .notice, isAlert: false,
            summary: "{device} saw the spanning tree change",
            documentation: ShippedDocumentation(
                meaning: "A port of a bridge went to or left the forwarding state (RFC 4188, topologyChange).",
                advice: "Single ones are normal. Many in a row are a flapping link or access ports without edge "
                    + "(PortFast) setting.",
                falsePositives: [
                    "Any access port that is not set to edge, each time that a computer is switched on"
                ],
                messageID: "cf38be4931b943d5a87dec4280e99ca5")),
        ShippedTrapRule(
            name: "lldp-neighbor-changed", traps: ["lldpRemTablesChange"], severity: .info, isAlert: false,
            summary: "The LLDP neighbors of {device} have changed",
            documentation: ShippedDocumentation(
                meaning: "A device's table of LLDP neighbors changed (IEEE 802.1AB, lldpRemTablesChange).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "94cbc1b2b92746a2b514c4acb133a40a")),
    ]
}
