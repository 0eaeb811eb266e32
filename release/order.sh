#!/usr/bin/env bash
# The functions that a mail needs, side by side in the program: they lie in fewer pages, and each page takes time at every start.
#   release/order.sh            writes OtrMail.Cli/start.order anew, by what the commands for a mail execute; build before and after it
#   release/order.sh --check    fails when a tenth of what stands there is not in the program any more
# Needs gcc and binutils, and the program that build.sh has made, on x86-64 Linux.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/artifacts/otrmail/otrmail
order=OtrMail.Cli/start.order
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# the section of what was compiled from C#: its address and size
read -r start size < <(readelf -SW "$program" | sed -n 's/^ *\[ *[0-9]*\] __managedcode *[A-Z]* *\([0-9a-f]*\) [0-9a-f]* \([0-9a-f]*\).*/\1 \2/p')
nm "$program.dbg" 2>/dev/null | awk '$2 == "t" || $2 == "T" { print $1, $3 }' | sort \
    | awk -v first="$(printf '%016x' "0x$start")" -v end="$(printf '%016x' $((0x$start + 0x$size)))" '$1 >= first && $1 < end' >"$work/functions"

if [ "${1:-}" = --check ]; then
    cut -d ' ' -f 2 "$work/functions" | sort -u >"$work/names"
    known=$(sort -u "$order" | comm -12 - "$work/names" | wc -l)
    all=$(sort -u "$order" | wc -l)
    echo "$known of the $all functions in $order are in the program"
    [ $((known * 10)) -ge $((all * 9)) ] || { echo "release/order.sh writes it anew" >&2; exit 1; }
    exit 0
fi

gcc -O2 -o "$work/executed" release/executed.c
export HOME=$work XDG_STATE_HOME=$work/state
otrmail() { # PERSON COMMAND…
    "$program" "${@:2}" --quiet --home "$work/$1"
}
watched() { # PERSON COMMAND…
    "$work/executed" "$work/functions" "$work/hit" "$program" "${@:2}" --quiet --home "$work/$1"
}
mail() { # FROM TO FILE
    {
        printf 'From: %s@example.org\r\nTo: %s@example.org\r\nSubject: Order\r\nMessage-ID: <%s@example.org>\r\n' "$1" "$2" "$RANDOM.$RANDOM"
        printf 'Date: Wed, 25 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        for i in {1..140}; do printf 'Line %s of a letter that nobody is to read but you, and nobody can prove.\r\n' "$i"; done
    } >"$3"
}
exchange() { # FROM TO: one mail by the commands for files, one as a filter
    mail "$1" "$2" "$work/letter.eml"
    watched "$1" encrypt "$work/letter.eml" -o "$work/sealed.eml"
    watched "$2" decrypt "$work/sealed.eml" -o "$work/read.eml"
    mail "$1" "$2" "$work/letter.eml"
    watched "$1" filter out <"$work/letter.eml" >"$work/sealed.eml"
    watched "$2" filter in <"$work/sealed.eml" >"$work/read.eml"
    rm -f "$work"/sealed.eml "$work"/read.eml
}

for person in alice bob; do
    otrmail "$person" init "$person@example.org" --no-passphrase
done
otrmail bob key export -o "$work/bob.asc"
otrmail alice key import "$work/bob.asc"
for _ in 1 2 3; do
    exchange alice bob
    exchange bob alice
done
sort -u "$work/hit" >"$order"
echo "$(wc -l <"$order") functions are in $order"
