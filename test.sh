#!/usr/bin/env bash
# Brings up real servers (Postgres, Redis, S3) for the tests and runs all tests. The last line is "N passed, N failed".
#
# usage: ./test.sh            all tests
#        ./test.sh FILTER     those whose full name contains FILTER, or a filter expression of dotnet test
#        ./test.sh --faults [SEED [MINUTES]]
#                             the long form of the fault suite: the plan of SEED (or of a new one, which is printed) for MINUTES (20)
#        ./test.sh --rotations [SEED [COUNT]]
#                             refreshes of tokens, COUNT (1000) of them, with processes killed in their middle
#        ./test.sh --pictures  takes the pictures of the chat page in docs/images anew
set -euo pipefail
cd "$(dirname "$0")"
. local/setup.sh
case ${1:-} in
  -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  --faults)
    export FAULT_SEED=${2:-$RANDOM} FAULT_MINUTES=${3:-20}
    say "Faults by the plan of seed $FAULT_SEED for $FAULT_MINUTES minutes; to repeat it: ./test.sh --faults $FAULT_SEED $FAULT_MINUTES"
    set -- Faults.FaultTests ;;
  --rotations)
    export ROTATION_SEED=${2:-$RANDOM} ROTATION_COUNT=${3:-1000}
    say "$ROTATION_COUNT rotations by the plan of seed $ROTATION_SEED; to repeat it: ./test.sh --rotations $ROTATION_SEED $ROTATION_COUNT"
    set -- Faults.RotationTests ;;
  --pictures)
    install fonts-noto-color-emoji
    export PICTURES_DIR=$PWD/docs/images
    set -- Bot.PicturesTests ;;
  -*) die "There is no option $1: see ./test.sh --help." ;;
esac

forget_settings
data=$PWD/.data/test tests=
mkdir -p .data 2>/dev/null || die "$PWD/.data cannot be written: the checkout must be yours."
take_lock .data/test.lock "Tests are already running in this checkout: wait for their end."

check_sdk
install postgresql redis-server radosgw ceph-mon ceph-osd ffmpeg chromium
choose_packages
build ZoomAspire.sln

stop() {
  [ -z "$tests" ] || { kill -TERM -- "-$tests"; wait "$tests"; } 2>/dev/null || true
  local/services.sh down "$data"
}
trap stop EXIT
trap 'exit 130' INT TERM
# What the tests write need not outlive this machine's power: a server that is killed loses nothing by it.
export POSTGRES_OPTIONS="-c fsync=off"
local/services.sh fresh "$data"
lines=$(local/services.sh up "$data" 8>&-)
eval "$lines"

arguments=()
case ${1:-} in
  '') ;;
  *[=~]*) arguments=(--filter "$1") ;;
  *) arguments=(--filter "FullyQualifiedName~$1") ;;
esac
results=$data/results; rm -rf "$results"
# In a group of their own, so that a test run that is broken off takes everything it started along.
set -m
dotnet test ZoomAspire.Tests --no-build -c "$configuration" --nologo --results-directory "$results" --logger "trx;LogFileName=tests.trx" \
  --logger "console;verbosity=minimal" "${arguments[@]}" </dev/null 8>&- &
tests=$!
set +m
code=0
wait "$tests" || code=$?
tests=

counters=$(grep -o '<Counters [^>]*>' "$results/tests.trx" 2>/dev/null || true)
count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
passed=$(count passed) failed=$(count failed) total=$(count total) executed=$(count executed)
: "${passed:=0}" "${failed:=0}" "${total:=0}" "${executed:=0}"
skipped=$((total - executed))
if [ "$code" != 0 ] && [ "$failed" = 0 ]; then
  say "The test run itself broke off (exit code $code)."
  failed=1
elif [ "$total" = 0 ]; then
  say "No test has a name like that."
  code=1
fi
trap - EXIT
stop
[ "$skipped" = 0 ] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
