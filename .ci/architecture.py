#!/usr/bin/env python3
"""Holds docs/ARCHITECTURE.md against Package.swift and the source tree.

Prints every fault as PLACE: what is wrong, and exits 1 if there is one. `--self-test` breaks copies of the facts on
purpose and fails unless each break is found.
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMPORT = re.compile(
    r"^[ \t]*(?:@\w+[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)[ \t]+)?(\w+)", re.M)
SYSTEM = {"Glibc", "Dispatch", "Synchronization", "Foundation", "FoundationEssentials", "Swift"}
# Modules that come with a declared product under another name.
BELONGS_TO = {"CYaml": "Yams", "GRDBSQLite": "GRDB"}
# Who alone may import what.
ONLY = {"CNetSNMP": {"SNMP"}, "GRDB": {"EventStore"}, "GRDBSQLite": {"EventStore"}, "Yams": {"Daemon"},
        "CYaml": {"Daemon"}, "CPcap": {"Reactor"}, "CUnbound": {"Reactor"}, "CSystemd": {"Daemon", "Alerting"}}
UNCHECKED_ALLOWED = {"Reactor", "SNMP"}
LINE_LIMIT = 400
# Folders of Watchers that are no watcher: what several watchers build on.
SHARED_BY_WATCHERS = {"Capture"}


def strip_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def read_tree(root):
    """The facts: documentation tables, manifest, sources."""
    page = (root / "docs/ARCHITECTURE.md").read_text()
    floors, unsafe, mirrors = {}, {}, {}
    for row in re.findall(r"^\| (\d) \| ([\w-]+) \| [^|]+ \| ?(\w*) ?\| (\d+) \|$", page, re.M):
        floors[row[1]], mirrors[row[1]], unsafe[row[1]] = int(row[0]), row[2], int(row[3])
    products = set(re.findall(r"^\| (\w+)(?: \([\w-]+\))? \| [^|]+ \|$", page.split("## Dependencies")[1], re.M))
    dump = json.loads(subprocess.run(["swift", "package", "dump-package"], cwd=root, check=True, capture_output=True).stdout)
    targets = {}
    for target in dump["targets"]:
        names = []
        for dependency in target["dependencies"]:
            names.append((dependency.get("byName") or dependency.get("product") or dependency.get("target"))[0])
        targets[target["name"]] = {"type": target["type"], "dependencies": names}
    sources = {}
    for path in sorted([*root.glob("Sources/**/*.swift"), *root.glob("Tests/**/*.swift")]):
        if ".build" not in path.parts and not {"Fuzz", "Bench"} & set(path.parts):
            sources[str(path.relative_to(root))] = path.read_text()
    return {"floors": floors, "unsafe": unsafe, "mirrors": mirrors, "products": products, "targets": targets,
            "sources": sources}


def check(facts):
    faults = []
    floors, targets, sources = facts["floors"], facts["targets"], facts["sources"]
    built = {name for name, target in targets.items() if target["type"] != "test"}
    for name in sorted(built - floors.keys()):
        faults.append(f"docs/ARCHITECTURE.md: the target {name} of Package.swift stands on no floor")
    for name in sorted(floors.keys() - built):
        faults.append(f"docs/ARCHITECTURE.md: {name} is no target of Package.swift")
    for name, target in targets.items():
        for dependency in target["dependencies"]:
            if dependency in built:
                if target["type"] != "test" and floors.get(dependency, 9) >= floors.get(name, -1):
                    faults.append(f"Package.swift: {name} depends on {dependency}, which is not on a lower floor")
            elif dependency not in facts["products"]:
                faults.append(f"docs/ARCHITECTURE.md: the dependency {dependency} has no line that says why")
    for name in sorted(floors):
        mirror = facts["mirrors"].get(name)
        if mirror and mirror not in targets:
            faults.append(f"docs/ARCHITECTURE.md: {name} is said to be tested by {mirror}, which Package.swift lacks")
    counts = {}
    for path, text in sources.items():
        parts = path.split("/")
        target = parts[1]
        code = strip_comments(text)
        lines = text.count("\n")
        if lines > LINE_LIMIT:
            first = re.match(r"(?:\s*(?://[^\n]*\n|/\*.*?\*/))+", text, re.S)
            if not first or "lines" not in first.group(0):
                faults.append(f"{path}: {lines} lines, and the first comment gives no reason for more than {LINE_LIMIT} lines")
        for module in IMPORT.findall(code):
            owner = BELONGS_TO.get(module, module)
            if module in ONLY and parts[0] == "Sources" and target not in ONLY[module]:
                faults.append(f"{path}: imports {module}, which only {', '.join(sorted(ONLY[module]))} may")
            if module in SYSTEM or module == "Testing" or module == "CoreFoundation":
                continue
            declared = targets.get(target, {"dependencies": []})["dependencies"]
            if owner not in declared:
                faults.append(f"{path}: imports {module}, which Package.swift does not give to {target}")
            elif parts[0] == "Sources" and module in floors and floors[module] >= floors.get(target, -1):
                faults.append(f"{path}: imports {module}, which is not on a lower floor")
        if parts[0] == "Sources":
            counts[target] = counts.get(target, 0) + len(re.findall(r"\bunsafe\b(?!\))", code))
            if re.search(r"@unchecked\s+Sendable|nonisolated\(unsafe\)", code):
                if target not in UNCHECKED_ALLOWED:
                    faults.append(f"{path}: @unchecked Sendable and nonisolated(unsafe) are for Reactor and SNMP only")
                elif "because" not in text:
                    faults.append(f"{path}: @unchecked Sendable without a comment that says 'because'")
    for target, count in sorted(counts.items()):
        limit = facts["unsafe"].get(target, 0)
        if count > limit:
            faults.append(f"Sources/{target}: {count} uses of 'unsafe', docs/ARCHITECTURE.md allows {limit}")
    faults += check_watchers(facts)
    return faults


def check_watchers(facts):
    """No watcher uses another's types; each has its folder of tests."""
    faults, owners = [], {}
    folders = {path.split("/")[2] for path in facts["sources"]
               if path.startswith("Sources/Watchers/") and path.count("/") > 2}
    for folder in sorted(folders):
        if not any(path.startswith(f"Tests/WatchersTests/{folder}/") for path in facts["sources"]):
            faults.append(f"Sources/Watchers/{folder}: has no folder Tests/WatchersTests/{folder}")
    for path, text in facts["sources"].items():
        parts = path.split("/")
        if path.startswith("Sources/Watchers/") and len(parts) > 3:
            for name in re.findall(r"^(?:public |final )*(?:struct|class|enum|actor|protocol) (\w+)", text, re.M):
                owners[name] = parts[2]
    for path, text in facts["sources"].items():
        parts = path.split("/")
        if not (path.startswith("Sources/Watchers/") and len(parts) > 3):
            continue
        words = set(re.findall(r"\b\w+\b", strip_comments(text)))
        for name in sorted(words & owners.keys()):
            if owners[name] != parts[2] and owners[name] not in SHARED_BY_WATCHERS:
                faults.append(f"{path}: uses {name} of the watcher {owners[name]}; watchers share facts, not types")
    return faults


def self_test(facts):
    """Each break must be found."""
    import copy
    breaks = {
        "an import that goes up": lambda f: f["sources"].update({"Sources/Model/Bad.swift": "import Daemon\n"}),
        "an import on the same floor": lambda f: f["sources"].update({"Sources/Alerting/Bad.swift": "import EventStore\n"}),
        "a dependency that goes up": lambda f: f["targets"]["Wire"]["dependencies"].append("Watching"),
        "a target without a floor": lambda f: f["floors"].pop("Wire"),
        "a floor without a target": lambda f: f["floors"].update({"Attic": 7}),
        "a dependency without a reason": lambda f: f["products"].discard("GRDB"),
        "net-snmp outside SNMP": lambda f: f["sources"].update({"Sources/Watchers/Traps/Bad.swift": "import CNetSNMP\n"}),
        "a file that is too long": lambda f: f["sources"].update({"Sources/Model/Long.swift": "let a = 1\n" * 401}),
        "too much unsafe": lambda f: f["sources"].update({"Sources/Wire/Bad.swift": "let a = unsafe b\n"}),
        "an @unchecked outside": lambda f: f["sources"].update({"Sources/Model/Bad.swift": "struct A: @unchecked Sendable {}\n"}),
        "a watcher that uses another": lambda f: f["sources"].update(
            {"Sources/Watchers/Zig/Zig.swift": "struct Zig { var other: TrapWatcher }\n", "Tests/WatchersTests/Zig/A.swift": ""}),
        "a watcher without tests": lambda f: f["sources"].update({"Sources/Watchers/Zag/Zag.swift": "struct Zag {}\n"}),
    }
    missed = []
    for name, spoil in breaks.items():
        spoiled = copy.deepcopy(facts)
        spoil(spoiled)
        if len(check(spoiled)) <= len(check(facts)):
            missed.append(name)
    for name in missed:
        print(f"architecture.py: does not notice {name}")
    return missed


facts = read_tree(ROOT)
found = check(facts)
for fault in found:
    print(fault)
missed = self_test(facts) if "--self-test" in sys.argv else []
print(f"architecture: {len(facts['sources'])} files, {len(found)} faults")
sys.exit(1 if found or missed else 0)
