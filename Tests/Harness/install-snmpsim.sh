#!/bin/bash
# install-snmpsim.sh: puts snmpsim from PyPI into .build/snmpsim, where the tests of recorded agents look for it. Where that
# cannot be done those tests are skipped, and say so.
set -eu
cd "$(dirname "$0")/../.."
export SNMPSIM_ALLOW_ROOT=true
works() { command -v "$1" >/dev/null && "$1" --version >/dev/null 2>&1; }
works snmpsim-command-responder || works .build/snmpsim/bin/snmpsim-command-responder && exit 0
echo "Installing: snmpsim (into .build/snmpsim)"
mkdir -p .build
{ python3 -m venv .build/snmpsim && .build/snmpsim/bin/pip install --quiet --disable-pip-version-check \
    snmpsim==1.2.2 pysnmp==7.1.30 pysmi==2.0.0; } || {
    rm -rf .build/snmpsim
    echo "snmpsim could not be installed: the tests of recorded agents are skipped" >&2
}
