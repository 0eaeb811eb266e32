#!/usr/bin/env bash
# Runs the examples of docs/DENIABILITY.md, exactly as they stand there, and fails when one does not do what the page
# says: a command ends with code 0, or with that of a comment "# exit N"; each line "#> TEXT" below it is text that it
# prints.
#
#   samples/deniability.sh [PATH OF otrmail]
#
# Without a path it builds otrmail first. Everything is written to a temporary directory.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -n "${1:-}" ]; then
    otrmail=$(realpath "$1")
else
    ./build.sh
    otrmail=$PWD/artifacts/otrmail/otrmail
fi
export otrmail
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
unset OTRMAIL_HOME OTRMAIL_PASSPHRASE_COMMAND
output=$TMPDIR/output
examples=0
command=
last=

fail() {
    printf 'docs/DENIABILITY.md: %s\n  %s\n' "$1" "$last" >&2
    sed 's/^/  | /' "$output" >&2
    exit 1
}

run() {
    local expected=0 code=0
    if [[ $last =~ \#\ exit\ ([0-9]+)$ ]]; then
        expected=${BASH_REMATCH[1]}
    fi
    printf '$ %s\n' "$last"
    eval "$last" >"$output" 2>&1 </dev/null || code=$?
    [ "$code" = "$expected" ] || fail "exit code $code instead of $expected"
    examples=$((examples + 1))
}

while IFS= read -r line; do
    case $line in
    '' | '# '*) ;;
    '#> '*)
        printf '%s\n' "$line"
        grep -qF -- "${line#\#> }" "$output" || fail "does not print: ${line#\#> }"
        ;;
    *\\)
        command+=${line%\\}
        ;;
    *)
        last=$command$line
        command=
        run
        ;;
    esac
done < <(sed -n '/^```sh$/,/^```$/{/^```/d;p}' docs/DENIABILITY.md)

[ "$examples" -gt 0 ] || { echo "docs/DENIABILITY.md holds no example" >&2; exit 1; }
echo "Done: $examples commands of docs/DENIABILITY.md do what it says."
