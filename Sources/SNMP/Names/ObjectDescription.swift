/// What is known of one node of the OID tree: its name, and for an object how its values are to be read.
public final class ObjectDescription: Sendable {
    /// What stands at a node.
    public enum Kind: Sendable, Hashable {
        /// A group, a table, an identity: it has no instances.
        case node
        /// A scalar or column: instances lie below it.
        case object
        /// A notification (NOTIFICATION-TYPE, or TRAP-TYPE of SMIv1).
        case notification
    }

    /// The descriptor, such as `ifOperStatus`.
    public let name: String
    /// The MIB module, such as `IF-MIB`.
    public let module: String
    /// The object's identifier.
    public let oid: ObjectIdentifier
    /// What stands here.
    public let kind: Kind
    /// Type, textual convention, hint and enumeration; nil for what has no values.
    public let syntax: ObjectSyntax?
    /// Names of a notification's objects, in their order.
    public let objects: [String]
    /// The DESCRIPTION of a notification, where a loaded MIB gave one.
    public let explanation: String?

    /// The dotted text of `oid`, kept because every varbind needs it.
    let dotted: String

    /// Describes a node.
    public init(
        name: String, module: String, oid: ObjectIdentifier, kind: Kind = .node, syntax: ObjectSyntax? = nil,
        objects: [String] = [], explanation: String? = nil
    ) {
        self.name = name
        self.module = module
        self.oid = oid
        self.kind = kind
        self.syntax = syntax
        self.objects = objects
        self.explanation = explanation
        dotted = oid.text
    }

    /// `IF-MIB::ifOperStatus`.
    public var qualifiedName: String { "\(module)::\(name)" }
}

/// An OID that is known: the object and what identifies the instance.
public struct NamedObject: Sendable {
    /// The object, or the node or notification itself.
    public let object: ObjectDescription
    /// The arcs below the object; empty when the OID is the object's own.
    public let instance: ArraySlice<UInt32>

    /// `ifOperStatus.3`.
    public var text: String { ObjectText.joined(object.name, instance) }
    /// `1.3.6.1.2.1.2.2.1.8.3`.
    public var dotted: String { ObjectText.joined(object.dotted, instance) }
}

/// Builds the text of an instance with one allocation.
enum ObjectText {
    /// The prefix, and each arc behind a dot.
    static func joined(_ prefix: String, _ arcs: ArraySlice<UInt32>) -> String {
        if arcs.isEmpty { return prefix }
        let capacity = prefix.utf8.count + arcs.count * 11
        return unsafe String(unsafeUninitializedCapacity: capacity) { room in
            var end = 0
            for byte in prefix.utf8 {
                unsafe room[end] = byte
                end += 1
            }
            for arc in arcs {
                unsafe room[end] = UInt8(ascii: ".")
                end += 1
                var divisor: UInt32 = 1
                while arc / divisor >= 10 { divisor *= 10 }
                while divisor > 0 {
                    unsafe room[end] = UInt8(truncatingIfNeeded: 48 + arc / divisor % 10)
                    end += 1
                    divisor /= 10
                }
            }
            return end
        }
    }
}
