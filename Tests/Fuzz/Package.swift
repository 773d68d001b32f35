// swift-tools-version: 6.2
// The fuzzers. A package of its own, because everything in it, the daemon's own code included, is compiled with the
// fuzzer's coverage, and because its programs get their `main` from libFuzzer. `run.sh` builds and runs it.

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
]

func product(_ name: String) -> Target.Dependency { .product(name: name, package: "tocsin") }

func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "tocsin-fuzz",
    dependencies: [.package(name: "tocsin", path: "../..")],
    targets: [
        .target(
            name: "FuzzConfiguration", dependencies: [product("Daemon"), product("Model")], swiftSettings: settings),
        fuzzer("fuzz-ber", [product("TocsinLab")]),
        fuzzer("fuzz-trap", [product("TocsinLab")]),
        fuzzer("fuzz-snmp-reply", [product("TocsinLab")]),
        fuzzer("fuzz-frames", [product("TocsinLab")]),
        fuzzer("fuzz-times", [product("TocsinLab")]),
        fuzzer("fuzz-ntp", [product("TocsinLab")]),
        fuzzer("fuzz-nts-ke", [product("TocsinLab")]),
        fuzzer("fuzz-ntp-control", [product("TocsinLab")]),
        fuzzer("fuzz-dhcpv4", [product("TocsinLab")]),
        fuzzer("fuzz-dhcpv6", [product("TocsinLab")]),
        fuzzer("fuzz-nd", [product("TocsinLab")]),
        fuzzer("fuzz-configuration", ["FuzzConfiguration"]),
        .target(
            name: "FuzzPolling", dependencies: [product("Daemon"), product("TocsinLab"), product("Watching")],
            swiftSettings: settings),
        fuzzer("fuzz-snmp-polling", ["FuzzPolling"]),
        .target(
            name: "FuzzTime", dependencies: [product("Daemon"), product("TocsinLab"), product("Watching")],
            swiftSettings: settings),
        fuzzer("fuzz-ntp-exchange", ["FuzzTime"]),
    ],
    swiftLanguageModes: [.v6]
)
