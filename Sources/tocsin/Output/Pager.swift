import Glibc

/// The program through which long output is read, chosen and run as systemctl does (systemctl(1), "Environment").
struct Pager {
    /// Where the text goes.
    let input: Int32
    /// Whether it cuts long lines and moves sideways over them.
    let scrollsSideways: Bool
    private let process: pid_t

    /// What the environment asks for: nil for no pager, else commands to be tried in turn.
    static func choices(_ value: (String) -> String?, isSecure: Bool) -> [[String]]? {
        guard let term = value("TERM"), term != "dumb" else { return nil }
        var choices: [[String]] = []
        if let chosen = value("SYSTEMD_PAGER") ?? value("PAGER") {
            let words = chosen.split(whereSeparator: \.isWhitespace).map(String.init)
            if words.isEmpty || words == ["cat"] { return nil }
            // Who has borrowed another user's rights must not be given a program that starts others.
            if !isSecure || value("SYSTEMD_PAGERSECURE") != nil { choices.append(words) }
        }
        return choices + (isSecure ? [["less"]] : [["pager"], ["less"], ["more"]])
    }

    /// Starts the pager; nil when none is wanted or none is there.
    static func start() -> Pager? {
        let isSecure = self.isSecure
        guard let choices = choices(Environment.value, isSecure: isSecure) else { return nil }
        let options = Environment.value("SYSTEMD_LESS") ?? "FRSXMK"
        unsafe setenv("LESS", options, 1)
        unsafe setenv("LESSCHARSET", Environment.value("SYSTEMD_LESSCHARSET") ?? "utf-8", 1)
        if isSecure { unsafe setenv("LESSSECURE", "1", 1) }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        for choice in choices {
            guard let process = spawn(choice, reading: ends[0]) else { continue }
            // ^C is for the pager; that it has gone is seen at the pipe.
            signal(SIGINT, SIG_IGN)
            let name = choice[0].split(separator: "/").last ?? ""
            return Pager(
                input: ends[1], scrollsSideways: options.contains("S") && (name == "less" || name == "pager"),
                process: process)
        }
        close(ends[1])
        return nil
    }

    /// Says that the text is complete and waits until it was read.
    func finish() {
        close(input)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// SYSTEMD_PAGERSECURE, or whether this process acts for someone else.
    private static var isSecure: Bool {
        if let value = Environment.value("SYSTEMD_PAGERSECURE") {
            return !["0", "no", "n", "false", "f", "off"].contains(value.lowercased())
        }
        return geteuid() != getuid()
            || ["SUDO_UID", "PKEXEC_UID", "DOAS_USER"].contains { Environment.value($0) != nil }
    }

    private static func spawn(_ words: [String], reading input: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        // An ignored signal would stay ignored in the pager.
        var usual = sigset_t()
        unsafe sigemptyset(&usual)
        unsafe sigaddset(&usual, SIGPIPE)
        unsafe sigaddset(&usual, SIGINT)
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
        return code == 0 ? process : nil
    }
}
