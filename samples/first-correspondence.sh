#!/usr/bin/env bash
# Alice and Bob, who have exchanged nothing but key bundles, write each other: First, Reply, and ratcheted Data
# mails, with a look at each mail from outside, and at what has been revealed in the end.
#
#   samples/first-correspondence.sh [PATH OF otrmail]
#
# Without a path it builds otrmail first. Everything happens in a temporary directory.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
otrmail=${1:-}
if [ -z "$otrmail" ]; then
    "$here/../build.sh"
    otrmail=$here/../artifacts/otrmail/otrmail
fi
otrmail=$(realpath "$otrmail")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state
unset OTRMAIL_HOME OTRMAIL_PASSPHRASE_COMMAND

alice() { "$otrmail" "$@" --home "$work/alice"; }
bob() { "$otrmail" "$@" --home "$work/bob"; }
step() { printf '\n== %s\n' "$1"; }
show() { head -n "$2" "$1" | sed -e 's/^/   | /' -e 's/\r$//' | cut -c1-110; }

# writes NUMBER FROM TO: seals a mail, looks at it from outside, reads it, compares the bytes
writes() {
    local mail=$here/correspondence/$1-$2.eml
    "$2" encrypt "$mail" -o "$work/$1.eml"
    echo "-- on the wire:"
    show "$work/$1.eml" 9
    "$otrmail" inspect "$work/$1.eml" | sed 's/^/   | /' | cut -c1-110
    "$3" decrypt "$work/$1.eml" -o "$work/$1-read.eml"
    if ! grep -v '^OTR-Mail-Status:' "$work/$1-read.eml" | cmp -s - "$mail"; then
        echo "mail $1 did not come back byte for byte" >&2
        exit 1
    fi
    echo "-- as $3 reads it (byte for byte as $2 wrote it, below one line that says who):"
    show "$work/$1-read.eml" 6
}

step "Two people make their identities and exchange key bundles"
alice init alice@example.org --no-passphrase
bob init bob@example.net --no-passphrase
alice key export -o "$work/alice.asc"
bob key export -o "$work/bob.asc"
alice key import "$work/bob.asc"
bob key import "$work/alice.asc"

step "1. Alice writes first: ring-signed by {Alice, Bob}, g^x attached"
writes 1 alice bob
step "2. Bob answers: g^y signed, keyed by Alice's g^x; the MAC key of mail 1 becomes public"
writes 2 bob alice
step "3. From here on no signature at all: Data, authenticated by MAC"
writes 3 alice bob
step "4. Every answer moves the ratchet"
writes 4 bob alice
step "5. ... and reveals the MAC keys of the mails before"
writes 5 alice bob

step "What anybody can see was revealed"
for i in 1 2 3 4 5; do
    printf 'mail %s: ' "$i"
    "$otrmail" inspect --json "$work/$i.eml" | tr -d ' \n' |
        sed -n 's/.*"type":"\([a-z]*\)".*"revealedMacKeys":\[\([^]]*\)\].*/\1, revealed MAC keys: \2\n/p'
done

step "Where Alice stands"
alice status
echo
echo "Done: five mails, each read by the other; every MAC key but the last is public, so their transcript proves nothing."
