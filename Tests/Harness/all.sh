#!/bin/bash
# all.sh: the tests that are scripts: units, a private journal, the daemon in it, the
# same with rogue servers and routers. A test that this machine cannot run exits
# 77 and says why; any other failure fails the whole.
set -u
here=$(cd "$(dirname "$0")" && pwd)
failed=0 passed=0 skipped=0
for test in units-test journal-test daemon-journal-test rogue-test manuals-test; do
    [ -x "$here/$test.sh" ] || { echo "all.sh: $test.sh is missing" >&2; failed=$((failed + 1)); continue; }
    "$here/$test.sh"
    case $? in
        0) passed=$((passed + 1)) ;;
        77) skipped=$((skipped + 1)); echo "all.sh: $test.sh was skipped" ;;
        *) failed=$((failed + 1)); echo "all.sh: $test.sh FAILED" ;;
    esac
done
echo "scripts: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
