#!/usr/bin/env bash
# Whether a package that we use, directly or not, has a known vulnerability.
#
# usage: local/audit.sh             the packages of the solution
#        local/audit.sh PROJECT     those of one project
#        local/audit.sh --help      this text
# Exit code 0: none is known. 1: one is, and it is named; or restoring failed. 3: nothing is known, because no vulnerability data could be had.
set -euo pipefail
project=${1:-}
case $project in
  -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  '') cd "$(dirname "$0")/.."; project=$PWD/ZoomAspire.sln ;;
  *) project=$(realpath -- "$project") ;;
esac
# NuGet takes the sources from where the project is.
cd "$(dirname "$project")"
say() { printf '%s\n' "$*" >&2; }

# A restore passes over sources without vulnerability data in silence, so that must be found out first.
asked=0 offering=0
while read -r state source; do
  case $state/$source in
    E/http*) asked=$((asked + 1)); if curl --silent --fail --location --max-time 30 "$source" | grep -q VulnerabilityInfo; then offering=$((offering + 1)); fi ;;
  esac
done < <(dotnet nuget list source --format short)
if [ "$offering" = 0 ]; then
  say "Nothing was audited: none of $asked package sources has, or gives, vulnerability data."
  exit 3
fi

code=0
output=$(dotnet restore "$project" --nologo --force -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low \
  '-p:WarningsAsErrors=NU1901%3BNU1902%3BNU1903%3BNU1904' 2>&1) || code=$?
if [ "$code" != 0 ]; then
  grep -E 'error ' <<<"$output" | sort -u >&2 || printf '%s\n' "$output" >&2
  exit 1
fi
if grep -q NU1900 <<<"$output"; then
  grep NU1900 <<<"$output" | sort -u >&2
  say "Nothing was audited: the vulnerability data could not be read."
  exit 3
fi
if grep -qs '<StandIns[^>]*>true<' .standins.props; then say "Packages that stand-ins take the place of were not looked at."; fi
say "No package has a known vulnerability."
