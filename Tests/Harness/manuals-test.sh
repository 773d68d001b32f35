#!/bin/bash
# manuals-test.sh: the man pages are well-formed and name every verb, the completions parse, the examples of config/ and
# the first file of `tocsin config init` have no faults.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
if [ -z "${BIN:-}" ]; then
    BIN=$top/.build/debug
    [ -x "$BIN/tocsin" ] || BIN=$top/.build/release
fi
export BIN
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
"$top/Tests/Harness/manuals.sh" "$out"
for verb in status events alerts why devices samples servers discover probe rules config reload replay; do
    grep -q "\b$verb\b" "$out/man/tocsin.1" || { echo "manuals-test.sh: tocsin(1) does not name '$verb'"; exit 1; }
done
grep -q 'log.*level' "$out/man/tocsind.8" || { echo "manuals-test.sh: tocsind(8) does not name --log-level"; exit 1; }
grep -q 'bgp.*session.*down' "$out/man/tocsin-rules.7" || { echo "manuals-test.sh: tocsin-rules(7) lacks a rule"; exit 1; }
if command -v groff >/dev/null; then
    for page in "$out"/man/*; do
        said=$(groff -man -Tutf8 -ww -z "$page" 2>&1) || true
        [ -z "$said" ] || { echo "$said"; exit 1; }
    done
fi
bash -n "$out/completions/tocsin.bash"
for example in "$top"/config/*.yaml; do
    "$BIN/tocsin" config check "$example" >/dev/null 2>"$out/said" || { cat "$out/said"; exit 1; }
done
"$BIN/tocsin" config init >"$out/first.yaml"
"$BIN/tocsin" config check "$out/first.yaml" >/dev/null 2>"$out/said" || { cat "$out/said"; exit 1; }
echo "manuals-test.sh: pages, completions and examples are in order"
