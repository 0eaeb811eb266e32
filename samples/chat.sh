#!/usr/bin/env bash
# Two windows of the example in samples/chat talk with each other: what is typed, and what each of them shows.
#
#   samples/chat.sh
#
# To try it by hand, in two terminals:
#
#   dotnet run --project samples/chat -- alice bob /tmp/chat.sock
#   dotnet run --project samples/chat -- bob alice /tmp/chat.sock
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build samples/chat -v quiet --nologo
window=$PWD/samples/chat/bin/Debug/net10.0/chat.dll
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# a window reads from a pipe that this script types into
mkfifo "$work/alice.in" "$work/bob.in"
dotnet "$window" alice bob "$work/socket" <"$work/alice.in" >"$work/alice.out" & alice=$!
exec 3>"$work/alice.in"
until [ -S "$work/socket" ]; do sleep 0.1; done
dotnet "$window" bob alice "$work/socket" <"$work/bob.in" >"$work/bob.out" & bob=$!
exec 4>"$work/bob.in"

shows() { # WHO WHAT: waits until the window shows it
    for _ in $(seq 300); do
        grep -qF -- "$2" "$work/$1.out" && return
        sleep 0.1
    done
    echo "$1's window never showed: $2"
    cat "$work/alice.out" "$work/bob.out"
    exit 1
}

shows bob "your fingerprint"
echo "hello" >&3                    # in the clear, with an invisible offer
shows bob "(in the clear) alice: hello"
shows alice "encrypted, session"
shows bob "encrypted, session"
echo "nobody else reads this" >&3
shows bob "alice: nobody else reads this"
echo "/smp mulberry" >&4            # is it really her?
shows alice "/answer SECRET"
echo "/answer mulberry" >&3
shows bob "the secrets are the same"
echo "/quit" >&3
shows bob "the encrypted conversation is over"
exec 3>&- 4>&-
wait "$alice" "$bob" || true

for who in alice bob; do
    echo "--- $who's window"
    cat "$work/$who.out"
done
