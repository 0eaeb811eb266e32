#!/usr/bin/env bash
# Builds the release binary into artifacts/otrmail/ (a native one where a C compiler links it, else one that runs on
# the .NET runtime), or installs it:  ./build.sh [--install PREFIX/bin]
# Manual pages and completion for bash, zsh and fish go where these look for them below PREFIX/share.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=artifacts/otrmail
rid=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$out"
if command -v gcc >/dev/null || command -v clang >/dev/null; then
    build=(dotnet publish OtrMail.Cli -c Release -o "$out" --nologo -v quiet -r "${rid:-linux-x64}")
    [ -e /usr/include/openssl/provider.h ] || echo "build.sh: no libssl-dev: libcrypto is loaded at each start, which takes a fifth longer" >&2
else
    echo "build.sh: no C compiler: building for the .NET runtime (slower to start)" >&2
    build=(dotnet build OtrMail.Cli -c Release -o "$out" --nologo -v quiet)
fi
if ! "${build[@]}" >"$log" 2>&1; then
    # a libcrypto.a that needs more libraries than its system says must not stand in the way
    if ! grep -q "libcrypto.a" "$log" || ! "${build[@]}" -p:LinkLibcrypto=false >>"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
    echo "build.sh: libcrypto.a cannot be linked here: libcrypto is loaded at each start" >&2
fi
if [ "${1:-}" = --install ]; then
    directory=${2:?build.sh: --install needs a directory}
    install -d "$directory"
    if [ -e "$out/otrmail.dll" ]; then
        cp -R "$out"/. "$directory" # the program and its libraries
    else
        install -m 755 "$out"/otrmail "$out"/libe_sqlite3.so "$directory"
    fi
    if [ "$(basename "$directory")" = bin ]; then
        share=$(dirname "$directory")/share
        install -d "$share/man" "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
        "$directory/otrmail" man --quiet --output-dir "$share/man"
        "$directory/otrmail" completion bash >"$share/bash-completion/completions/otrmail"
        "$directory/otrmail" completion zsh >"$share/zsh/site-functions/_otrmail"
        "$directory/otrmail" completion fish >"$share/fish/vendor_completions.d/otrmail.fish"
        echo "otrmail is in $directory, its manual and completion in $share"
    else
        echo "otrmail is in $directory"
    fi
else
    echo "otrmail is in $out"
fi
