public import Model

extension ObjectNames {
    /// Writes a varbind as evidence has it, one object:
    /// `{"oid":"1.3.6.1.2.1.2.2.1.8.3","name":"ifOperStatus.3","type":"INTEGER","value":2,"text":"down"}`. `name` is
    /// left out where there is none, `text` where `value` says all.
    public func write(_ varBind: VarBind, into writer: inout JSONWriter) {
        writer.beginObject()
        let named = lookup(varBind.name)
        writer.key("oid")
        writer.string(named?.dotted ?? varBind.name.text)
        writer.key("name")
        writer.string(named?.text ?? text(varBind.name))
        let rendered = render(varBind.value, named?.object.syntax)
        writer.key("type")
        writer.string(rendered.type)
        writer.key("value")
        switch rendered.raw {
        case .integer(let number): writer.integer(number)
        case .unsigned(let number): writer.integer(number)
        case .number(let number): writer.number(number)
        case .string(let string): writer.string(string)
        case .null: writer.null()
        }
        writer.member("text", rendered.text)
        writer.endObject()
    }
}
