#!/usr/bin/env bash
# Asks the package source for known vulnerabilities of all packages, those of tests and of packages included:
#   release/audit.sh            a source that keeps no such list is reported as "not audited"; exit 0
#   release/audit.sh --strict   … and is a failure: for a release
# Exit 1: a vulnerable package. (dotnet says "no vulnerable packages" where the source has no list; hence the first look.)
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

not_audited() {
    echo "not audited: $1"
    [ "$strict" = 0 ]
}

strict=0
[ "${1:-}" = --strict ] && strict=1
source=$(dotnet nuget list source --format short | sed -n 's/^E //p' | head -n 1)
case $source in
    http*) index=$(curl --silent --fail --max-time 20 "$source") || { not_audited "the package source $source cannot be reached"; exit; } ;;
    *) not_audited "the package source ${source:-(none)} has no list of vulnerabilities"; exit ;;
esac
[[ $index == *'"VulnerabilityInfo/'* ]] || { not_audited "the package source $source has no list of vulnerabilities"; exit; }

list=$(dotnet list OtrMail.sln package --vulnerable --include-transitive --format json) || { not_audited "dotnet list failed"; exit; }
if [[ $list == *'"vulnerabilities"'* ]]; then
    echo "$list"
    echo "vulnerable packages: see above"
    exit 1
fi
echo "audited: no package with a known vulnerability"
