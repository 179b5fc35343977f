#!/usr/bin/env bash
# Writes docs/licences.md: every package that is used, directly or not, with the licence that it was published under. Restore before.
#
# usage: local/licences.sh
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in
  '') ;;
  -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  *) echo "usage: local/licences.sh" >&2; exit 2 ;;
esac
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')

# Those for which stand-ins are built where the registry lacks them: their licences as their repositories state them.
stated() {
  case $1 in
    Aspire.*) echo "MIT (github.com/dotnet/aspire)" ;;
    StackExchange.Redis) echo "MIT (github.com/StackExchange/StackExchange.Redis)" ;;
    Telegram.Bot) echo "MIT (github.com/TelegramBots/Telegram.Bot)" ;;
    *) return 1 ;;
  esac
}

licence() { # package version
  local nuspec found
  nuspec=$packages/${1,,}/$2/${1,,}.nuspec
  if [ -f "$nuspec" ]; then
    found=$(sed -n 's/.*<license type="expression">\([^<]*\)<.*/\1/p' "$nuspec" | head -n 1)
    [ -n "$found" ] || found=$(sed -n 's/.*<license type="file">\([^<]*\)<.*/its file \1/p' "$nuspec" | head -n 1)
    [ -n "$found" ] || found=$(sed -n 's/.*<licenseUrl>\([^<]*\)<.*/\1/p' "$nuspec" | head -n 1)
  else
    found=$(stated "$1") || true
  fi
  [ -n "${found:-}" ] || { echo "No licence is known of $1 $2." >&2; return 1; }
  echo "$found"
}

value() { sed -n "s/.*<$1>\([^<]*\)<.*/\1/p" Directory.Packages.props; }
direct() {
  sed -n 's/.*<PackageVersion Include="\([^"]*\)" Version="\([^"]*\)".*/\1 \2/p' Directory.Packages.props |
    sed "s/\$(AspireVersion)/$(value AspireVersion)/;s/\$(OpenTelemetryVersion)/$(value OpenTelemetryVersion)/"
}
# "   > Name   [requested]   resolved", of each project.
all() {
  dotnet list ZoomAspire.sln package --include-transitive --no-restore | awk '$1 == ">" { print $2, $NF }'
}

table() {
  local name version found
  echo '| package | version | | licence |'
  echo '|---|---|---|---|'
  { direct | sed 's/$/ direct/'; all; } | sort -k1,1f -k2,2 -k3,3r | awk '!seen[tolower($1) " " $2]++' |
    while read -r name version kind; do
      found=$(licence "$name" "$version")
      echo "| $name | $version | ${kind:-} | $found |"
    done
}

out=$(mktemp)
trap 'rm -f "$out"' EXIT
rows=$(table)
{
  echo '# Licences'
  echo
  echo 'What is used of others, with the licence as the package itself states it: *direct* is what `Directory.Packages.props` names, the rest comes with it. Of packages'
  echo 'that the machine which wrote this could not restore, the licence is that of the repository named. Written by `local/licences.sh`; a test tells when it is out of date.'
  echo 'Beside packages: ffmpeg (LGPL or GPL, as built) in the image of the worker, run as a process of its own.'
  echo
  printf '%s\n' "$rows"
} >"$out"
cp "$out" docs/licences.md
