#!/usr/bin/env bash
# Builds the committed sources twice, in two directories whose paths differ in name and length, and compares:
#   release/reproduce.sh            the assemblies
#   release/reproduce.sh --native   the native program too
# Prints the SHA-256 of each; exit 1 when one differs.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true
native=0
[ "${1:-}" = --native ] && native=1
commit=$(git rev-parse HEAD) # that of both builds, also when somebody commits meanwhile
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # DIRECTORY
    mkdir -p "$1"
    git archive "$commit" | tar -x -C "$1"
    if [ "$native" = 1 ]; then
        (cd "$1" && ./build.sh >"$work/log" 2>&1) || { cat "$work/log" >&2; return 1; }
        (cd "$1" && sha256sum artifacts/otrmail/otrmail artifacts/otrmail/libe_sqlite3.so)
    else
        (cd "$1" && dotnet build OtrMail.Cli -c Release -v quiet --nologo >"$work/log" 2>&1) || { cat "$work/log" >&2; return 1; }
    fi
    (cd "$1" && find OtrMail.*/obj/Release -name 'OtrMail.*.dll' -o -path '*/obj/Release/*' -name otrmail.dll \
        | grep -v '/ref' | sort | xargs sha256sum)
}

build "$work/a" >"$work/first"
build "$work/another/place with a longer name" >"$work/second"
[ -s "$work/first" ]
cat "$work/first"
if ! diff "$work/first" "$work/second" >&2; then
    echo "not reproducible: the second build differs" >&2
    exit 1
fi
echo "reproducible: two builds at different places are the same"
