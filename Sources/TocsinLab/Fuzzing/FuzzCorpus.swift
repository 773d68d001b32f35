/// The inputs of a fuzzer that stand in Tests/Fuzz: those to begin with and those that ever failed.
public enum FuzzCorpus {
    /// Runs all of a target; how many there were. `folder` is Tests/Fuzz.
    public static func replay(_ target: String, in folder: String, _ body: ([UInt8]) throws -> Void) throws -> Int {
        var count = 0
        for kind in ["Corpus", "Failures"] {
            let folder = "\(folder)/\(kind)/\(target)"
            for name in LabFolder.names(in: folder) {
                try body(try LabFolder.read("\(folder)/\(name)"))
                count += 1
            }
        }
        return count
    }

    /// Tests/Fuzz, seen from a file two folders below Tests.
    public static func folder(besideTestsOf file: String) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/Fuzz"
    }
}
