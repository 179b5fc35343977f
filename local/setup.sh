# Sourced by run.sh and test.sh from the root of the checkout: what a fresh machine lacks, whether the package registry has the
# real packages, and the build.

configuration=Release
# No build server outlives this script.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Every setting that belongs to somebody's real system: neither the demo nor a test may meet it.
forget_settings() {
  unset ZOOM_CLIENT_ID ZOOM_CLIENT_SECRET ZOOM_REDIRECT ZOOM_WEBHOOK_SECRET ZOOM_WEBHOOK_SECRET_PREVIOUS ZOOM_OAUTH_BASE_URL ZOOM_API_BASE_URL ZOOM_DOWNLOAD_HOSTS
  unset ZOOM_ACCOUNT_ID ZOOM_S2S_CLIENT_ID ZOOM_S2S_CLIENT_SECRET ZOOM_S2S_WEBHOOK_SECRET ZOOM_S2S_WEBHOOK_SECRET_PREVIOUS
  unset STATE_SECRET TOKEN_ENCRYPTION_KEYS INTERNAL_API_KEY INTERNAL_PORT PUBLIC_BASE_URL PUBLIC_INTEGRATIONS TRUSTED_PROXIES OPERATOR_CHAT_ID OPERATOR_USER_IDS
  unset TELEGRAM_BOT_TOKEN TELEGRAM_API_BASE_URL TELEGRAM_LINK_BASE_URL TELEGRAM_UPLOAD_LIMIT_MB TELEGRAM_LOCAL_SERVER TELEGRAM_LOCAL_DIRECTORY TELEGRAM_LIMITS
  unset MEDIA_TTL NOTES_TTL AUDIT_TTL EVENT_TTL NOTES_LLM_ENDPOINT NOTES_LLM_KEY NOTES_LLM_MODEL JOB_CONCURRENCY JOB_TENANT_CONCURRENCY
  unset ALERT_FAILURE_RATE ALERT_SIGNATURE_FAILURES ALERT_CRC_FAILURES ALERT_REFRESH_FAILURES ALERT_QUEUE_DEPTH ALERT_QUEUE_AGE
  unset ALERT_UNDELIVERED ALERT_STORE_ERRORS ALERT_DISK_FREE_MB ALERT_DELIVERY_TIME ALERT_REPEAT
  unset ConnectionStrings__zoomaspire ConnectionStrings__redis ConnectionStrings__media
}

# take_lock file sentence: as long as this script runs it is the only one; its children close descriptor 8.
take_lock() {
  { exec 8>>"$1"; } 2>/dev/null || die "$1 cannot be written: the checkout must be yours."
  flock --nonblock 8 || die "$2"
}

check_sdk() {
  command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: install it from https://dot.net and start again."
  case $(dotnet --version 2>/dev/null) in
    1[0-9].*) ;;
    *) die "The .NET 10 SDK is missing (this is $(dotnet --version 2>/dev/null || echo none)): install it from https://dot.net and start again." ;;
  esac
  # The programs that we build find their runtime through it, wherever the SDK is installed.
  local root
  root=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if [ -d "$root/shared" ]; then export DOTNET_ROOT=${DOTNET_ROOT:-$root}; fi
}

# What one package of the lists below provides.
is_there() {
  case $1 in
    fonts-noto-color-emoji) find /usr/share/fonts -iname '*coloremoji*' 2>/dev/null | grep -q . ;;
    postgresql) command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    *) PATH=$PATH:/usr/sbin command -v "$1" >/dev/null ;;
  esac
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "Installing needs root: run this as root once, or install sudo."; fi
}

# install package…: those of them that are not there, on Debian and its relatives; elsewhere says what to install.
install() {
  local wanted=() package
  for package in "$@"; do is_there "$package" || wanted+=("$package"); done
  [ ${#wanted[@]} -gt 0 ] || return 0
  if command -v apt-get >/dev/null; then
    say "Installing ${wanted[*]} …"
    apt_install "${wanted[@]}" >/dev/null || die "apt-get could not install ${wanted[*]}."
  elif command -v dnf >/dev/null; then
    die "Please install what stands for ${wanted[*]}: dnf install postgresql-server redis ceph-radosgw ceph-mon ceph-osd chromium npm ffmpeg"
  elif command -v pacman >/dev/null; then
    die "Please install what stands for ${wanted[*]}: pacman -S postgresql redis ceph chromium npm ffmpeg"
  else
    die "Please install what stands for ${wanted[*]} (PostgreSQL, Redis, the Ceph S3 gateway, ffmpeg) and start again."
  fi
}

# We start our own servers, so those that Debian would start and enable with a package stay off. A server that was there before
# is not touched, because nothing is installed for it.
apt_install() (
  policy=/usr/sbin/policy-rc.d result=0
  as_root apt-get update -qq
  if [ ! -e "$policy" ]; then
    trap 'as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" || result=$?
  if command -v systemctl >/dev/null; then
    for service in "$@"; do
      case $service in postgresql | redis-server) as_root systemctl disable "$service" >/dev/null 2>&1 || true ;; esac
    done
  fi
  exit $result
)

# Whether the registry carries the real packages or stand-ins are built instead: found out once for each set of versions.
choose_packages() {
  local hash output
  hash=$(sha256sum Directory.Packages.props | cut -c1-16)
  if [ -z "${StandIns:-}" ] && ! grep -qs "versions $hash" .standins.props; then
    say "Asking the package registry …"
    if output=$(dotnet restore ZoomAspire.sln -p:StandIns=false 2>&1); then remember "$hash" false
    elif grep -q 'NU1301' <<<"$output"; then printf '%s\n' "$output" >&2; die "The package registry did not answer."
    elif grep -qE 'NU110[12]' <<<"$output"; then remember "$hash" true
    else printf '%s\n' "$output" >&2; die "Restoring the packages failed."; fi
  fi
  if stand_ins; then say "Packages: stand-ins for those that the registry lacks."; else say "Packages: all from the registry."; fi
}
remember() {
  cat >.standins.props <<XML
<Project>
  <!-- Written by run.sh and test.sh for versions $1: whether stand-ins replace packages that the registry lacks. -->
  <PropertyGroup><StandIns Condition="'\$(StandIns)' == ''">$2</StandIns></PropertyGroup>
</Project>
XML
}
# As in Directory.Build.props: the variable wins.
stand_ins() {
  case ${StandIns:-} in
    '') grep -qs '<StandIns[^>]*>true<' .standins.props ;;
    [Tt]rue) ;;
    *) return 1 ;;
  esac
}

# build what: builds it and leaves no compiler or build server behind.
build() {
  local server=zoomaspire-$$ result=0 pid
  say "Building …"
  dotnet build "$1" -c "$configuration" -v quiet --nologo -p:UseSharedCompilation=true -p:SharedCompilationId="$server" >&2 8>&- || result=$?
  for pid in $(grep -lsa -- "-pipename:$server" /proc/[0-9]*/cmdline | cut -d/ -f3); do kill "$pid" 2>/dev/null || true; done
  [ $result = 0 ] && return
  stand_ins || say "If packages are missing that the registry had before: delete .standins.props, and start again."
  die "The build failed."
}
