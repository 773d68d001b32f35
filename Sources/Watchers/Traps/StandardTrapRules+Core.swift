import Model

/// Shipped rules: the standard traps and links.
extension StandardTrapRules {
    static let core: [ShippedTrapRule] = [
        ShippedTrapRule(
            name: "device-cold-start", traps: ["coldStart"], severity: .notice, isAlert: false,
            summary: "{device} has started and its configuration may have changed",
            documentation: ShippedDocumentation(
                meaning: "The SNMP agent of a device has started (RFC 3418, coldStart).",
                advice: "Expected after maintenance; otherwise ask why the device lost power or crashed.",
                falsePositives: [
                    "The agent was restarted and not the device"
                ],
                messageID: "f4c3ae298e204882ba89b70a18101906")),
        ShippedTrapRule(
            name: "device-warm-start", traps: ["warmStart"], severity: .notice, isAlert: false,
            summary: "{device} has restarted its SNMP agent; its configuration is unaltered",
            documentation: ShippedDocumentation(
                meaning: "The SNMP agent of a device has reinitialised itself (RFC 3418, warmStart).",
                advice: "Expected after a configuration reload.",
                falsePositives: [
                    "The agent was restarted and not the device"
                ],
                messageID: "9dcba93b752e4afbb566d8114b777ad8")),
        ShippedTrapRule(
            name: "snmp-authentication-failure", traps: ["authenticationFailure"], severity: .notice, isAlert: false,
            summary: "{device} was asked by SNMP with a wrong community or key",
            documentation: ShippedDocumentation(
                meaning: "A device was sent an SNMP message that was not properly authenticated (RFC 3418, "
                    + "authenticationFailure).",
                advice: "Find out who asks: a monitoring system with an old community, or someone who probes. Many "
                    + "devices do not say who it was.",
                falsePositives: [
                    "A monitoring system of your own that tries several communities"
                ],
                messageID: "fc227b74039a407db8c839bf0a5a42db")),
        ShippedTrapRule(
            name: "egp-neighbor-loss", traps: ["egpNeighborLoss"], severity: .warning, isAlert: false,
            summary: "{device} has lost an EGP neighbor",
            documentation: ShippedDocumentation(
                meaning: "An EGP neighbor is down (RFC 1157, section 4.1.6.6).",
                advice: "EGP is historic; some devices use this generic trap for other protocols. See the varbinds.",
                falsePositives: [],
                messageID: "c471eb730c7c4de58a8e32acf6255cf0")),
        ShippedTrapRule(
            name: "link-admin-down", traps: ["linkDown"], severity: .notice, isAlert: false,
            instance: .value("ifIndex"),
            conditions: [ShippedCondition("ifAdminStatus", ["2"])],
            summary: "Interface {ifName|ifDescr|ifIndex} was switched off by an administrator[ ({ifAlias})]",
            documentation: ShippedDocumentation(
                meaning: "A link went down because its interface was administratively disabled.",
                advice: "No fault: somebody shut the interface.",
                falsePositives: [],
                messageID: "6abb2d7db5ba4ed282c0ceafd306b920")),
        ShippedTrapRule(
            name: "link-down", traps: ["linkDown"], severity: .warning, isAlert: true,
            instance: .value("ifIndex"),
            summary: "Interface {ifName|ifDescr|ifIndex} went down[ ({ifAlias})]",
            clearedBy: ["linkUp"],
            documentation: ShippedDocumentation(
                meaning: "A link that should be up went down (RFC 2863, linkDown).",
                advice: "Look at the cable, the transceiver and the other end. The alert ends with the linkUp of the "
                    + "same interface.",
                falsePositives: [
                    "A computer that was switched off on an access port. Where the device is polled and its uplinks are "
                        + "known, that is told for the record only; else give such ports a rule of your own, or disable "
                        + "link traps on them"
                ],
                messageID: "b71d76e6329440daa69a79fdc3ead403")),
        ShippedTrapRule(
            name: "link-up", traps: ["linkUp"], severity: .info, isAlert: false,
            instance: .value("ifIndex"),
            summary: "Interface {ifName|ifDescr|ifIndex} came up[ ({ifAlias})]",
            documentation: ShippedDocumentation(
                meaning: "A link came up (RFC 2863, linkUp).",
                advice: "For the record. If a link-down alert of this interface was open, the event stands there as "
                    + "its end.",
                falsePositives: [],
                messageID: "ed0ba68e65124e3b8942df2488667581")),
    ]
}
