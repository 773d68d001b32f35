// swift-tools-version: 6.2
// The targets by floor, lowest first. docs/ARCHITECTURE.md shows the same house and `make architecture` compares
// the two: an import may only go down, and a watcher never imports another.

import PackageDescription

/// One set of settings for every Swift target of the house.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// GRDB is held to one module so that EventStore alone decides what SQLite sees.
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: [], swiftSettings: settings)
}

let package = Package(
    name: "tocsin",
    products: [
        .executable(name: "tocsind", targets: ["tocsind"]),
        .executable(name: "tocsin", targets: ["tocsin"]),
        .executable(name: "tocsin-lab", targets: ["tocsin-lab"]),
        // For the fuzzers, a package of their own under Tests/Fuzz.
        .library(name: "Daemon", targets: ["Daemon"]),
        .library(name: "Model", targets: ["Model"]),
        .library(name: "TocsinLab", targets: ["TocsinLab"]),
        .library(name: "Watching", targets: ["Watching"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // Floor 0: what needs nothing
        .target(name: "CLinux"),
        .systemLibrary(name: "CNetSNMP", pkgConfig: "netsnmp", providers: [.apt(["libsnmp-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        .systemLibrary(name: "CUnbound", providers: [.apt(["libunbound-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        library("Model"),
        library("Cryptography", ["COpenSSL"]),
        library("Wire", ["Model"]),
        library("Reactor", ["CLinux", "COpenSSL", "CPcap", "CUnbound", "Model"]),

        // Floor 1: the contract and the one door to net-snmp
        library("SNMP", ["CNetSNMP", "Model", "Wire"]),
        library("Watching", ["Model", "Wire", "Reactor", "SNMP", logging]),

        // Floor 2: those who watch, those who tell, those who remember
        library("Watchers", ["Cryptography", "Model", "Wire", "SNMP", "Watching"]),
        library("Alerting", ["CSystemd", "Model", "Reactor", logging]),
        library("EventStore", ["Model", grdb]),

        // Floor 3: the daemon's parts put together
        library(
            "Daemon",
            [
                "Alerting", "CLinux", "CSystemd", "EventStore", "Model", "Reactor", "SNMP", "Watchers", "Watching",
                "Wire", logging, yams,
            ]),

        // Floor 4: the programs
        program("tocsind", ["Daemon", "Model", arguments]),
        program("tocsin", ["Daemon", "EventStore", "Model", "Reactor", arguments]),

        // Beside the house: a simulated network
        library("TocsinLab", ["CLinux", "Model", "Reactor", "SNMP", "Watching", "Wire"]),
        program("tocsin-lab", ["TocsinLab", arguments]),

        // Programs of others, for the tests that need them
        .target(name: "TestPrograms", path: "Tests/TestPrograms", swiftSettings: settings),
        tests("ModelTests", ["Model"]),
        tests("CryptographyTests", ["Cryptography"]),
        tests("WireTests", ["Model", "Wire"]),
        tests("ReactorTests", ["CLinux", "Reactor", "Model", "TestPrograms"]),
        tests("SNMPTests", ["SNMP", "Model", "Wire"]),
        tests("WatchingTests", ["Model", "Reactor", "SNMP", "TestPrograms", "Watching", "Wire", logging]),
        tests(
            "WatchersTests",
            ["Cryptography", "Model", "Reactor", "SNMP", "TestPrograms", "Watchers", "Watching", "Wire", logging]),
        tests("AlertingTests", ["Alerting", "Model", "Reactor", logging]),
        tests("EventStoreTests", ["EventStore", "Model", grdb]),
        tests(
            "DaemonTests",
            [
                "Alerting", "Daemon", "EventStore", "Model", "Reactor", "SNMP", "TestPrograms", "TocsinLab", "Watchers",
                "Watching",
            ]),
        tests("TocsinTests", ["tocsin", "EventStore", "Model"]),
        tests("TocsinLabTests", ["Model", "Reactor", "SNMP", "TocsinLab", "Wire"]),
    ],
    swiftLanguageModes: [.v6]
)
