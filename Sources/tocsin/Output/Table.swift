/// One column of a table.
struct TableColumn {
    /// Where a text that is too long is cut.
    enum Cut {
        case end, middle
    }

    /// What stands above it.
    var title: String
    /// Columns of the terminal that it keeps as long as another can give some.
    var comfort: Int
    /// Columns below which it is of no use.
    var minimum: Int
    /// Who keeps more: the smaller ones give, or go, first.
    var priority: Int
    /// Whether it may be left out altogether.
    var isOptional = false
    /// Numbers stand at the right.
    var isNumber = false
    /// Where a text that is too long is cut.
    var cut = Cut.end
}

/// One field of a table.
struct TableCell {
    /// The text, safe for a terminal.
    var text: String
    /// How it is set off.
    var style = Style.plain

    /// A field; text of strangers is made safe here.
    init(_ text: String, _ style: Style = .plain) {
        self.text = SafeText.line(text)
        self.style = style
    }
}

/// Which columns are shown and how wide, decided once for a table or for a stream of rows.
struct TableLayout {
    private static let gap = 2

    let columns: [TableColumn]
    /// Columns of the terminal for each; nil is left out.
    private(set) var widths: [Int?]
    private let available: Int?
    private let isLastWhole: Bool

    /// Lays the columns out for some rows. Without a width everything is whole.
    init(
        _ columns: [TableColumn], rows: [[TableCell]], width available: Int?, hasHeader: Bool = true,
        isLastWhole: Bool = false
    ) {
        self.columns = columns
        self.available = available
        self.isLastWhole = isLastWhole
        let natural = columns.indices.map { index in
            rows.reduce(hasHeader ? TextWidth.of(columns[index].title) : 0) { max($0, TextWidth.of($1[index].text)) }
        }
        widths = natural
        guard let available else { return }
        let order = columns.indices.sorted { columns[$0].priority < columns[$1].priority }
        shrink(order, to: available) { $0.comfort }
        for index in order where columns[index].isOptional && total > available {
            widths = widths.indices.map { widths[$0] == nil || $0 == index ? nil : natural[$0] }
            shrink(order, to: available) { $0.comfort }
        }
        shrink(order, to: available) { $0.minimum }
    }

    /// The titles.
    func header(on terminal: Terminal) -> String {
        row(columns.map { TableCell($0.title, .heading) }, on: terminal, isHeader: true)
    }

    /// One row, without its line end.
    func row(_ cells: [TableCell], on terminal: Terminal, isHeader: Bool = false) -> String {
        var line = ""
        var pending = 0
        var used = 0
        let last = widths.lastIndex { $0 != nil }
        for (index, cell) in cells.enumerated() {
            guard let width = widths[index] else { continue }
            let column = columns[index]
            var room = width
            if available == nil || index == last && isLastWhole { room = .max }
            // A terminal narrower than all minima together: what sticks out is cut off.
            if let available, room != .max { room = max(0, min(room, available - used - pending)) }
            let text = TextWidth.fit(cell.text, to: room, inMiddle: column.cut == .middle)
            let padding = max(0, width - TextWidth.of(text))
            let before = pending + (column.isNumber ? padding : 0)
            pending = (column.isNumber ? 0 : padding) + TableLayout.gap
            guard !text.isEmpty else {
                pending += before
                continue
            }
            line += String(repeating: " ", count: before) + cell.style.paint(text, on: terminal)
            used += before + TextWidth.of(text)
        }
        return line
    }

    private var total: Int {
        let shown = widths.compactMap { $0 }
        return shown.reduce(0, +) + TableLayout.gap * max(0, shown.count - 1)
    }

    /// Takes columns from each in turn, down to a bound, until all fit.
    private mutating func shrink(_ order: [Int], to available: Int, _ bound: (TableColumn) -> Int) {
        for index in order {
            guard let width = widths[index], total > available else { continue }
            widths[index] = max(min(width, bound(columns[index])), width - (total - available))
        }
    }
}

/// A table whose rows are all there.
struct Table {
    /// The columns.
    var columns: [TableColumn]
    /// The rows, each with a field a column.
    var rows: [[TableCell]] = []

    /// Its lines, so far from the left edge.
    func lines(on terminal: Terminal, indent: Int = 0, hasHeader: Bool = true) -> [String] {
        let layout = TableLayout(
            columns, rows: rows, width: terminal.width.map { max(1, $0 - indent) }, hasHeader: hasHeader)
        let margin = String(repeating: " ", count: indent)
        let body = rows.map { margin + layout.row($0, on: terminal) }
        return hasHeader ? [margin + layout.header(on: terminal)] + body : body
    }
}
