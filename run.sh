#!/usr/bin/env bash
# Runs the whole system from this checkout, and sets up what is missing first.
#
# usage: ./run.sh          start everything; Ctrl-C stops everything
#        ./run.sh demo     start everything, do one whole delivery (connect, end a recorded meeting, audio in the chat), print
#                          what arrived, stop everything; exit code 0 only if all of it is right
#        ./run.sh pictures take the pictures of the dashboard in docs/images anew, after two such deliveries
#        ./run.sh queue    show the numbers of the running system: queue, failures, dead letters, connections, alerts
#        ./run.sh sweep    have it compare all connections with what Zoom has now
#        ./run.sh replay   have it try all dead letters again
#        ./run.sh --help   this text
#
# With ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET, ZOOM_WEBHOOK_SECRET, TELEGRAM_BOT_TOKEN, STATE_SECRET, TOKEN_ENCRYPTION_KEYS and
# INTERNAL_API_KEY in the environment it talks to the real Zoom and Telegram. Without them a simulator takes their place:
#   chat page http://localhost:5090    API http://localhost:5080    dashboard http://localhost:18888
# ZOOM_ACCOUNT_ID, ZOOM_S2S_CLIENT_ID, ZOOM_S2S_CLIENT_SECRET and ZOOM_S2S_WEBHOOK_SECRET: an organisation's own app, see README.md.
# Ports: API_PORT, SIM_PAGE_PORT, SIM_ZOOM_PORT, SIM_DOWNLOAD_PORT, SIM_TELEGRAM_PORT.
# Data: DATA_DIR (.data/run for the real Zoom and Telegram, .data/sim for the simulator: neither ever meets the other's).
set -euo pipefail
cd "$(dirname "$0")"
. local/setup.sh

case ${1:-} in
  '' | demo | pictures | queue | sweep | replay) ;;
  -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  *) die "Unknown command '$1'; ./run.sh --help tells what there is." ;;
esac

# Both always use the simulator, on servers of its own; nobody looks at the demo's dashboard.
case ${1:-} in demo | pictures) forget_settings ;; esac
if [ "${1:-}" = pictures ]; then export DATA_DIR=${DATA_DIR:-$PWD/.data/pictures}; fi
if [ "${1:-}" = demo ]; then export DASHBOARD_DISABLED=true; fi
if [ -n "${ZOOM_CLIENT_ID:-}${TELEGRAM_BOT_TOKEN:-}" ]; then data=run; else data=sim; fi
export DATA_DIR=${DATA_DIR:-$PWD/.data/$data}

# The operator's calls of the API, with the service's key: the one in the environment, or the one that was made for this data.
operate() {
  local api key=${INTERNAL_API_KEY:-}
  api=$(sed -n 's/^ *internal *//p' "$DATA_DIR/ready" 2>/dev/null | head -n 1) || true
  [ -n "$api" ] || die "ZoomAspire does not run with the data in $DATA_DIR: start it with ./run.sh first."
  [ -n "$key" ] || key=$(sed -n 's/.*"INTERNAL_API_KEY": *"\([^"]*\)".*/\1/p' "$DATA_DIR/settings.json")
  # Of several keys the one that may operate.
  case $key in *:*) key=$(printf %s "$key" | tr ',' '\n' | sed -n 's/^ *[^:]*:\([^:]*\):[a-z+]*operate.*/\1/p' | head -n 1) ;; esac
  [ -n "$key" ] || die "INTERNAL_API_KEY has no key that may operate the service: add one such as ops:<key>:operate."
  # By standard input: arguments can be seen by every user of this machine.
  printf 'header = "Authorization: Bearer %s"\n' "$key" | curl --silent --show-error --fail --config - --request "$1" "${api%/}$2" && echo
}
case ${1:-} in
  queue) operate GET /operator/queue; exit ;;
  sweep) operate POST /operator/sweep; exit ;;
  replay) operate POST /operator/dead-letters/replay; exit ;;
esac
{ mkdir -p "$DATA_DIR" && [ -w "$DATA_DIR" ]; } 2>/dev/null || die "$DATA_DIR cannot be written: make it yours, or set DATA_DIR to another directory."
[ ! -e "$DATA_DIR/lock" ] || [ -w "$DATA_DIR/lock" ] || die "$DATA_DIR/lock belongs to somebody else: make $DATA_DIR yours, or set DATA_DIR to another directory."
flock --nonblock "$DATA_DIR/lock" true || die "ZoomAspire is already running with the data in $DATA_DIR: stop it first."

# Pictures begin with nothing: what a simulator before this one knew would be asked for in vain, and shown.
if [ "${1:-}" = pictures ]; then local/services.sh fresh "$DATA_DIR" && mkdir -p "$DATA_DIR"; fi

check_sdk
choose_packages
# Stand-ins run processes only, so a container runtime on this machine is of no use to them.
if stand_ins; then export STORES=${STORES:-processes}; fi
configured() { [ -n "${ConnectionStrings__zoomaspire:-}" ] && [ -n "${ConnectionStrings__redis:-}" ] && [ -n "${ConnectionStrings__media:-}" ]; }
containers() { [ "${STORES:-containers}" = containers ] && { timeout 5 docker info || timeout 5 podman info; } >/dev/null 2>&1; }
configured || containers || install postgresql redis-server radosgw ceph-mon ceph-osd
(install ffmpeg) || say "Without ffmpeg recordings that Telegram does not take as they are cannot be converted; everything else works."
if stand_ins; then (install npm) || say "Without npm there is no dashboard; everything else works."; fi
if [ "${1:-}" = pictures ]; then install npm chromium ffmpeg; fi
build ZoomAspire.AppHost

# As in the AppHost's launch profile.
export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development} ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
export ASPNETCORE_URLS=${DASHBOARD_URL:-http://localhost:18888} ASPIRE_ALLOW_UNSECURED_TRANSPORT=true
export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=${ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL:-http://localhost:18889}
export ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=${ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL:-http://localhost:18891}
export ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true
apphost=$PWD/ZoomAspire.AppHost/bin/$configuration/net10.0/ZoomAspire.AppHost

case ${1:-} in demo | pictures) ;; *) exec "$apphost" ;; esac

# What the dashboard shows of the delivery; docs/images gets it in a few colours, which are enough and a fifth of the bytes.
take_pictures() (
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  npm install --silent --no-audit --no-fund --prefix "$folder" playwright-core@1.65.1
  NODE_PATH=$folder/node_modules node local/pictures.cjs "$1" "$folder"
  for picture in "$folder"/*.png; do
    ffmpeg -loglevel error -y -i "$picture" -vf 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=bayer:bayer_scale=5' \
      "docs/images/${picture##*/}"
  done
)

log=$DATA_DIR/$1.log
rm -f "$DATA_DIR/ready"
setsid "$apphost" >"$log" 2>&1 </dev/null &
system=$!
stop() { kill -TERM "$system" 2>/dev/null || true; wait "$system" 2>/dev/null || true; }
trap stop EXIT
trap 'exit 130' INT TERM
say "Starting the system (its log: $log) …"
for _ in $(seq 1 3000); do
  [ ! -f "$DATA_DIR/ready" ] && kill -0 "$system" 2>/dev/null || break
  sleep 0.1
done
if [ "$(head -n 1 "$DATA_DIR/ready" 2>/dev/null || echo failed)" = failed ]; then
  tail -n 30 "$log" >&2
  die "The system did not start; the end of its log stands above."
fi
if [ "$1" = pictures ]; then
  # Telemetry that comes before it is lost; its first start installs it.
  dashboard=${ASPNETCORE_URLS%%;*}
  curl --silent --output /dev/null --retry 600 --retry-delay 1 --retry-all-errors "$dashboard" || die "The dashboard does not answer at $dashboard."
fi
deliver() { dotnet "ZoomAspire.Simulator/bin/$configuration/net10.0/ZoomAspire.Simulator.dll" demo; }
code=0
deliver || code=$?
# The first delivery pays for the start of everything: the pictures show a second one.
if [ "$1" = pictures ] && [ $code = 0 ]; then deliver && take_pictures "$dashboard" || code=$?; fi
exit $code
