import Model

/// What is told of one row of the table of interfaces.
struct InterfaceReading {
    /// The table, and which row of it.
    let table: TableReading
    let row: Int
    /// Who is at the other end; nil where it is not known.
    let neighbour: String?

    /// What led to an alert.
    func evidence(_ trouble: Trouble) -> Evidence {
        Evidence { writer in
            writer.member("interface", table.instances[row])
            writer.member("index", table.indices[row])
            writer.member("alias", table.label(InterfaceColumns.alias)?[row])
            writer.member("neighbour", neighbour)
            for name in [InterfaceColumns.admin, InterfaceColumns.oper] {
                guard let metric = table.table.metrics.first(where: { $0.name == name }),
                    let value = table.column(name)?[row], let number = Int64(exactly: value)
                else { continue }
                writer.member(name, metric.states[number] ?? "\(number)")
            }
            writer.member("since", trouble.since.wall.rfc3339)
            writer.member("polls_down", trouble.bad(of: 16))
            writer.member("polls", trouble.looks(of: 16))
        }
    }
}
