import Model

/// What one interface said when it was asked for by itself.
struct InterfaceLook: Sendable, Hashable {
    /// Its ifIndex.
    var index: UInt32
    /// Its identity as the table's rows have it; nil where it is not known.
    var name: String?
    /// ifAdminStatus and ifOperStatus as their numbers; NaN where there is none.
    var admin: Double
    var oper: Double
}

extension TableReading {
    /// A table of one interface.
    init(_ look: InterfaceLook, name: String) {
        let metrics = [InterfaceColumns.admin, InterfaceColumns.oper].map { name in
            ProfileMetric(
                name: name, objects: [], kind: .state, unit: "", scale: 1, states: [1: "up", 2: "down"], isKept: false)
        }
        self.init(
            table: ProfileTable(
                name: InterfaceColumns.table, labels: [], identity: [], metrics: metrics, ratios: [], everyPolls: 1),
            indices: ["\(look.index)"], instances: [name], labels: [], values: [[look.admin], [look.oper]])
    }
}
