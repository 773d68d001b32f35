/// The plans in use, one for each set of profiles.
struct PlanBook: Sendable {
    private var plans: [[String]: PollPlan] = [:]

    /// The plan of a set of profiles.
    mutating func plan(_ profiles: [Profile]) -> PollPlan {
        let names = profiles.map(\.name)
        if let known = plans[names] { return known }
        let plan = PollPlan(profiles)
        plans[names] = plan
        return plan
    }
}
