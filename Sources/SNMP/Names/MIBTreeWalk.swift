internal import CNetSNMP

/// Takes what the parser's tree says of some modules into our own descriptions. The library's lock is held.
struct MIBTreeWalk {
    /// The modules that count, by the parser's number for them.
    let modules: [Int32: String]
    /// What was found.
    private(set) var descriptions: [ObjectDescription] = []

    private var arcs: [UInt32] = []

    /// A walk that looks for these modules.
    init(modules: [Int32: String]) { self.modules = modules }

    /// Walks a node, those beside it and all below.
    mutating func visit(_ first: UnsafeMutablePointer<tree>?) {
        var next = unsafe first
        while let node = unsafe next {
            unsafe arcs.append(UInt32(truncatingIfNeeded: node.pointee.subid))
            if arcs.count <= ObjectIdentifier.maximumArcs {
                if let description = unsafe describe(node) { descriptions.append(description) }
                unsafe visit(node.pointee.child_list)
            }
            arcs.removeLast()
            unsafe next = node.pointee.next_peer
        }
    }

    private func describe(_ node: UnsafeMutablePointer<tree>) -> ObjectDescription? {
        guard let label = unsafe node.pointee.label, let module = unsafe module(node) else { return nil }
        let name = unsafe String(cString: label)
        // Nodes that no MIB names bear made-up names with a `#`.
        guard !name.utf8.contains(UInt8(ascii: "#")) else { return nil }
        let type = unsafe node.pointee.type
        // The parser hangs a TRAP-TYPE below a node of that type which it makes up, and gives it none itself.
        let above = unsafe node.pointee.parent.map { unsafe $0.pointee.type }
        let isNotification = type == TYPE_NOTIFTYPE.asInt32 || above == TYPE_TRAPTYPE.asInt32
        let syntax = unsafe MIBTreeWalk.syntax(node)
        let isObject = unsafe !isNotification && (syntax != nil || MIBTreeWalk.isReadable(node))
        return unsafe ObjectDescription(
            name: name, module: module, oid: ObjectIdentifier(arcs),
            kind: isNotification ? .notification : isObject ? .object : .node, syntax: syntax,
            objects: isNotification ? MIBTreeWalk.objects(node) : [],
            explanation: isNotification ? MIBTreeWalk.text(node.pointee.description) : nil)
    }

    private func module(_ node: UnsafeMutablePointer<tree>) -> String? {
        if let module = unsafe modules[node.pointee.modid] { return module }
        guard let list = unsafe node.pointee.module_list else { return nil }
        for index in 0..<Int(unsafe node.pointee.number_modules) {
            if let module = unsafe modules[list[index]] { return module }
        }
        return nil
    }

    /// Whether an OBJECT-TYPE of a type that the parser does not know can have values.
    private static func isReadable(_ node: UnsafeMutablePointer<tree>) -> Bool {
        let access = unsafe node.pointee.access
        return [MIB_ACCESS_READONLY, MIB_ACCESS_READWRITE, MIB_ACCESS_NOTIFY, MIB_ACCESS_CREATE]
            .contains { access == $0.asInt32 }
    }

    private static func syntax(_ node: UnsafeMutablePointer<tree>) -> ObjectSyntax? {
        let base: ObjectSyntax.Base
        switch unsafe node.pointee.type {
        case TYPE_OBJID.asInt32: base = .objectIdentifier
        case TYPE_OCTETSTR.asInt32, TYPE_NSAPADDRESS.asInt32: base = .octetString
        case TYPE_INTEGER.asInt32, TYPE_INTEGER32.asInt32: base = .integer
        case TYPE_NETADDR.asInt32, TYPE_IPADDR.asInt32: base = .ipAddress
        case TYPE_COUNTER.asInt32: base = .counter32
        case TYPE_GAUGE.asInt32: base = .gauge32
        case TYPE_UINTEGER.asInt32, TYPE_UNSIGNED32.asInt32: base = .unsigned32
        case TYPE_TIMETICKS.asInt32: base = .timeTicks
        case TYPE_OPAQUE.asInt32: base = .opaque
        case TYPE_COUNTER64.asInt32: base = .counter64
        case TYPE_BITSTRING.asInt32: base = .bits
        default: return nil
        }
        var labels: [(number: Int32, name: String)] = []
        var next = unsafe node.pointee.enums
        while let label = unsafe next {
            if let name = unsafe text(label.pointee.label) {
                unsafe labels.append((number: label.pointee.value, name: name))
            }
            unsafe next = label.pointee.next
        }
        let index = unsafe node.pointee.tc_index
        return unsafe ObjectSyntax(
            base: base, textualConvention: index < 0 ? nil : text(get_tc_descriptor(index)),
            hint: text(node.pointee.hint), labels: EnumerationLabels(labels))
    }

    private static func objects(_ node: UnsafeMutablePointer<tree>) -> [String] {
        var names: [String] = []
        var next = unsafe node.pointee.varbinds
        while let object = unsafe next {
            if let name = unsafe text(object.pointee.vblabel) { names.append(name) }
            unsafe next = object.pointee.next
        }
        return names
    }

    private static func text(_ string: UnsafePointer<CChar>?) -> String? {
        unsafe string.map { unsafe String(cString: $0) }
    }

    private static func text(_ string: UnsafeMutablePointer<CChar>?) -> String? {
        unsafe string.map { unsafe String(cString: $0) }
    }
}
