#!/bin/bash
# manuals.sh DIR: man pages and completions, made of the command's own definitions.
set -eu
out=$1
bin=${BIN:-$(cd "$(dirname "$0")/../.." && pwd)/.build/release}
mkdir -p "$out/man" "$out/completions"
"$bin/tocsind" --experimental-dump-help >"$out/tocsind.json" || true   # the parser ends this with its own exit code
"$bin/tocsin" generate-manuals "$out/man" --daemon-help "$out/tocsind.json"
rm -f "$out/tocsind.json"
"$bin/tocsin" --generate-completion-script bash >"$out/completions/tocsin.bash"
"$bin/tocsin" --generate-completion-script zsh >"$out/completions/_tocsin"
"$bin/tocsin" --generate-completion-script fish >"$out/completions/tocsin.fish"
