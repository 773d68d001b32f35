/// The configured users with their keys. Keys exist in memory only and are derived once a passphrase.
struct UserBook {
    /// A user that can be used.
    struct Entry {
        /// Tells this user with these keys from any other there was; unchanged users keep it over a reload.
        let number: Int
        /// The user as configured.
        let user: USMUser
        /// Its keys; nil for a user without authentication.
        let keys: UserKeys?
        /// Its keys bound to our own engine, for informs; nil for a user without authentication.
        let ownKeys: LocalisedKeys?
    }

    private(set) var byName: [[UInt8]: [Entry]] = [:]
    private var lastNumber = 0

    /// Takes the place of all users there were. Those that are equal keep their keys.
    mutating func replace(with users: [USMUser], ownEngine: EngineID) -> [USMUserFault] {
        var known: [USMUser: Entry] = [:]
        for entry in byName.values.joined() { known[entry.user] = entry }
        byName = [:]
        var faults: [USMUserFault] = []
        // Users of one site often share a passphrase, and many use one for both purposes.
        var derived: [UserKeys.Derivation: PassphraseKey] = [:]
        for (index, user) in users.enumerated() {
            do {
                let entry = try entry(for: user, known: known, ownEngine: ownEngine, derived: &derived)
                byName[Array(user.name.utf8), default: []].append(entry)
            } catch {
                faults.append(USMUserFault(index: index, name: user.name, reason: error))
            }
        }
        return faults
    }

    /// The numbers of all users.
    var numbers: Set<Int> { Set(byName.values.joined().map(\.number)) }

    private mutating func entry(
        for user: USMUser, known: [USMUser: Entry], ownEngine: EngineID,
        derived: inout [UserKeys.Derivation: PassphraseKey]
    ) throws(USMUserFault.Reason) -> Entry {
        let name = Array(user.name.utf8)
        guard (1...32).contains(name.count) else { throw .nameLength }
        guard user.auth != nil || user.privacy == nil else { throw .privacyWithoutAuth }
        for passphrase in [user.auth?.passphrase, user.privacy?.passphrase] {
            if let passphrase, passphrase.octets.count < 8 { throw .passphraseLength }
        }
        guard byName[name]?.contains(where: { $0.user.engineID == user.engineID }) != true else { throw .givenTwice }
        if let entry = known[user] { return entry }
        lastNumber += 1
        guard let auth = user.auth else { return Entry(number: lastNumber, user: user, keys: nil, ownKeys: nil) }
        guard let keys = UserKeys(auth, user.privacy, derived: &derived),
            let ownKeys = NetSNMPLibrary.locked({ keys.localised(to: ownEngine.bytes) })
        else { throw .notDerivable }
        return Entry(number: lastNumber, user: user, keys: keys, ownKeys: ownKeys)
    }
}

extension USMUserFault.Reason: Error {}
