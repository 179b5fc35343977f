#!/usr/bin/env bash
# Measures the product on real servers against what this machine can do at all: prints a table and writes JSON.
#
# usage: bench/run.sh             all benchmarks
#        bench/run.sh NAME…       some of them: ack, wake, jobs, takeover, big, small, deliver, peers, start, vault, scale
#        bench/run.sh notes …     how good and how fast notes are; alone it says how to use it
# BENCH_REPETITIONS=N            how often each (1 to 3, by how long it takes)
# BENCH_BURST=N                  recordings of a burst (1000)
# BENCH_MEDIA_MB=N               megabytes of the file of big (2000)
set -euo pipefail
cd "$(dirname "$0")/.."
. local/setup.sh
case ${1:-} in -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;; esac

forget_settings
data=$PWD/.data/bench
mkdir -p "$data/results" 2>/dev/null || die "$PWD/.data cannot be written: the checkout must be yours."
take_lock .data/bench.lock "A benchmark is already running in this checkout: wait for its end."

check_sdk
if [ "${1:-}" = notes ]; then # needs no servers
  choose_packages
  build bench/ZoomAspire.Bench
  exec dotnet "bench/ZoomAspire.Bench/bin/$configuration/net10.0/ZoomAspire.Bench.dll" "$@"
fi
install postgresql redis-server radosgw ceph-mon ceph-osd ffmpeg
choose_packages
build bench/ZoomAspire.Bench
if [ $# = 0 ] || [[ " $* " = *" peers "* ]]; then
  install npm
  for peer in bench/peers/*/; do
    # Again only after a change of its lock file.
    [ "$peer/package-lock.json" -ot "$peer/node_modules/.package-lock.json" ] ||
      (cd "$peer" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --silent) || die "npm could not install the packages of $peer."
  done
fi

trap 'local/services.sh down "$data/servers"' EXIT
trap 'exit 130' INT TERM
local/services.sh fresh "$data/servers"
lines=$(local/services.sh up "$data/servers" 8>&-)
eval "$lines"
export BENCH_RESULTS=$data/results/$(date -u +%Y%m%dT%H%M%SZ).json
dotnet "bench/ZoomAspire.Bench/bin/$configuration/net10.0/ZoomAspire.Bench.dll" "$@" 8>&-
say "Written to ${BENCH_RESULTS#"$PWD/"}"
