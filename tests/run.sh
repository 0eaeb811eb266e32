#!/usr/bin/env bash
# Sets up and passes the tests. Installs the Debian packages that they talk to, where it may; what is missing is
# reported as skipped, by name. The last line is the sum over all test projects.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
packages=(python3 libfaketime dovecot-imapd postfix mutt neomutt aerc claws-mail xvfb xdotool xclip git-email libmailtools-perl procmail maildrop altermime isync msmtp tmux gcc libc6-dev libssl-dev libotr5-dev libotr5-bin ngircd irssi irssi-plugin-otr zsh fish mandoc dovecot-sieve gdb strace)

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    { echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
        >/dev/null 2>&1 || echo "could not install: ${missing[*]}; the tests that need them are skipped"
elif [ "${#missing[@]}" -gt 0 ]; then
    echo "not installed: ${missing[*]}; the tests that need them are skipped"
fi

failed_steps=0
step() { # NAME COMMAND…
    local name=$1
    shift
    echo "== $name"
    if ! "$@"; then
        echo "FAILED: $name"
        failed_steps=$((failed_steps + 1))
    fi
}

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
step "restore" dotnet restore OtrMail.sln -v quiet
step "build" dotnet build OtrMail.sln --no-restore -v quiet --nologo
step "release binary" ./build.sh
# the command line is tested as users run it: the release binary
[ -x artifacts/otrmail/otrmail ] && export OTRMAIL_BIN=$PWD/artifacts/otrmail/otrmail
step "format" dotnet format OtrMail.sln --verify-no-changes --no-restore
for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    step "$name" dotnet test "$project" --no-build --nologo --logger "trx;LogFileName=$name.trx" \
        --results-directory "$results"
    # a project whose runner died before it wrote its results has failed as a whole
    [ -f "$results/$name.trx" ] || failed_steps=$((failed_steps + 1))
done

echo "== skipped"
cat "$results"/*.trx 2>/dev/null | grep -o 'testName="[^"]*"[^>]*outcome="NotExecuted"' | sed 's/testName="\([^"]*\)".*/  \1/' || true
count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'; }
total=$(count total)
passed=$(count passed)
failed=$(count failed)
skipped=$((total - passed - failed))
echo "$passed passed, $((failed + (failed == 0 ? failed_steps : 0))) failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$failed_steps" = 0 ] && [ "$passed" -gt 0 ]
