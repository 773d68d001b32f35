#!/bin/bash
# journal-test.sh [COMMAND...]: the tests that need a real journald, beside a private one. Build them first (swift build
# --build-tests). With a command it runs that instead, such as a tocsind and the journalctl that reads it back.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -eq 0 ]; then set -- swift test --skip-build --filter PrivateJournalTests; fi
TOCSIN_PRIVATE_JOURNAL=1 exec "$here/private-journal.sh" "$@"
