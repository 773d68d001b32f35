internal import FoundationEssentials
internal import Model

/// What is known of an acknowledgement besides who gave it, as the column `acknowledgement` has it: a JSON object.
/// Times are microseconds since the epoch.
struct StoredAcknowledgement: Codable {
    var time: Int64
    var note: String?
    var sticky: Bool
    var until: Int64?
    var severity: Severity

    /// What is to be stored.
    init(_ acknowledgement: Acknowledgement) {
        time = acknowledgement.time.microseconds
        note = acknowledgement.note
        sticky = acknowledgement.isSticky
        until = acknowledgement.until?.microseconds
        severity = acknowledgement.severity
    }

    /// Reads the column; nil for what is no such object.
    init?(json: String) {
        guard let stored = try? JSONDecoder().decode(StoredAcknowledgement.self, from: Data(json.utf8)) else {
            return nil
        }
        self = stored
    }

    /// The column's text; nil only if it could not be encoded.
    var json: String? { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } }

    /// The acknowledgement, with the name from the column beside it.
    func acknowledgement(by name: String) -> Acknowledgement {
        Acknowledgement(
            by: name, time: Timestamp(microseconds: time), note: note, isSticky: sticky,
            until: until.map { Timestamp(microseconds: $0) }, severity: severity)
    }
}
