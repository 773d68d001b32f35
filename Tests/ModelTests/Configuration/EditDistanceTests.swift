import Model
import Testing

@Suite struct EditDistanceTests {
    @Test(
        "Each slip of the keyboard counts one",
        arguments: [
            ("port", "port", 0), ("prt", "port", 1), ("poort", "port", 1), ("pork", "port", 1), ("prot", "port", 1),
            ("", "abc", 3), ("listen", "silent", 4), ("ca", "abc", 3),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(EditDistance.between(left, right, bound: 10) == expected)
        #expect(EditDistance.between(right, left, bound: 10) == expected)
    }

    @Test("Beyond the bound there is no distance")
    func bound() {
        #expect(EditDistance.between("listen", "silent", bound: 3) == nil)
        #expect(EditDistance.between("a", "abcdef", bound: 4) == nil)
        #expect(EditDistance.between("a", "b", bound: -1) == nil)
        #expect(EditDistance.between(String(repeating: "a", count: 100_000), "b", bound: 3) == nil)
    }

    @Test("The nearest known word is suggested, and none when all are far")
    func nearest() {
        let known = ["interval", "timeout", "retries", "port", "profiles"]
        #expect(DidYouMean.nearest(to: "intreval", among: known) == "interval")
        #expect(DidYouMean.nearest(to: "TIMEOUT", among: known) == "timeout")
        #expect(DidYouMean.nearest(to: "profile", among: known) == "profiles")
        #expect(DidYouMean.nearest(to: "colour", among: known) == nil)
        #expect(DidYouMean.suffix("prot", among: known) == "; did you mean 'port'?")
        #expect(DidYouMean.suffix("x", among: known).isEmpty)
    }
}
