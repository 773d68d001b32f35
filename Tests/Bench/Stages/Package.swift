// swift-tools-version: 6.2
// What one trap costs, stage by stage. A package of its own, because no product of ours needs it: everything runs on
// one thread, so that callgrind can count it. See docs/BENCHMARKS.md.

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
]

func product(_ name: String) -> Target.Dependency { .product(name: name, package: "tocsin") }

let package = Package(
    name: "tocsin-stages",
    dependencies: [.package(name: "tocsin", path: "../../..")],
    targets: [
        .executableTarget(
            name: "stages", dependencies: [product("Daemon"), product("Model"), product("TocsinLab")],
            swiftSettings: settings)
    ],
    swiftLanguageModes: [.v6]
)
