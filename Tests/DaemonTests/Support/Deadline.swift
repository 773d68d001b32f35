import Model

/// Looks again and again until a condition holds: whether it came to hold in time. Nothing sleeps to wait for a result;
/// a test that passes takes as long as the result takes.
func eventually(within limit: Duration = .seconds(30), _ condition: () throws -> Bool) async throws -> Bool {
    let deadline = MonotonicTime.now + limit
    while true {
        if try condition() { return true }
        guard MonotonicTime.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(10))
    }
}
