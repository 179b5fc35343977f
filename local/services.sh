#!/usr/bin/env bash
# PostgreSQL, Redis and an S3 store as local processes, for the tests and for work in an IDE.
# usage: services.sh up DIR      start them on free ports, keep data, ports and passwords in DIR, print `export …` lines
#        services.sh env DIR     print the lines again
#        services.sh down DIR    stop them (their data stays)
#        services.sh fresh DIR   forget their data, unless one of them runs
# The lines set ConnectionStrings__zoomaspire, __redis and __media: `eval "$(local/services.sh up .data/test)"`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
action=${1:-} dir=${2:-}
[ -n "$dir" ] || { sed -n '2,7p' "$0"; exit 2; }
mkdir -p "$dir"; dir=$(cd "$dir" && pwd)

free_port() { # a port nobody listens on, with the following ones free too for daemons that take several
  local p
  while :; do
    p=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$((p + 1))") 2>/dev/null; then echo "$p"; return; fi
  done
}
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
# Its process runs, and is not a stranger that got the number after a restart of the machine.
alive() { [ -f "$dir/$1.pid" ] && grep -qsa "$1" "/proc/$(cat "$dir/$1.pid")/cmdline"; }

settings() {
  [ -f "$dir/settings" ] && return
  (umask 077; printf 'pg_port=%s\nredis_port=%s\ns3_port=%s\nmon_port=%s\npassword=%s\naccess=%s\nsecret=%s\n' \
    "$(free_port)" "$(free_port)" "$(free_port)" "$(free_port)" "$(secret)" "$(secret | cut -c1-20)" "$(secret)" >"$dir/settings")
}
start() { # name command…
  local name=$1; shift
  alive "$name" && return
  setsid "$@" >"$dir/$name.log" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}
# A server that listens may still recover or load: only its own answer tells.
answers_postgres() { "$(command -v pg_isready || ls /usr/lib/postgresql/*/bin/pg_isready | sort -V | tail -n 1)" -q -h 127.0.0.1 -p "$pg_port"; }
answers_redis() { [ "$(REDISCLI_AUTH=$password redis-cli -h 127.0.0.1 -p "$redis_port" ping 2>/dev/null)" = PONG ]; }
answers_s3() { # the first answer of a new store comes before its user is there
  local line=
  [ -f "$dir/s3/ready" ] || return 1
  { exec 3<>"/dev/tcp/127.0.0.1/$s3_port" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && read -r line <&3; exec 3>&-; } 2>/dev/null
  [[ $line = HTTP/* ]]
}
await() { # name
  for _ in $(seq 1 600); do
    "answers_$1" && return
    alive "$1" || break
    sleep 0.1
  done
  echo "$1 did not start; the end of its log:" >&2; tail -n 20 "$dir/$1.log" >&2; exit 1
}
lines() {
  echo "export ConnectionStrings__zoomaspire='Host=127.0.0.1;Port=$pg_port;Username=app;Password=$password;Database=zoomaspire'"
  echo "export ConnectionStrings__redis='127.0.0.1:$redis_port,password=$password,abortConnect=false'"
  echo "export ConnectionStrings__media='Endpoint=http://127.0.0.1:$s3_port;AccessKey=$access;SecretKey=$secret;Bucket=zoomaspire'"
}

case $action in
  up)
    settings; . "$dir/settings"
    PASSWORD=$password start postgres "$here/postgres.sh" "$dir/postgres" "$pg_port"
    PASSWORD=$password start redis "$here/redis.sh" "$dir/redis" "$redis_port"
    ACCESS_KEY=$access SECRET_KEY=$secret start s3 "$here/s3.sh" "$dir/s3" "$s3_port" "$mon_port"
    await postgres; await redis; await s3
    lines ;;
  env) . "$dir/settings"; lines ;;
  down)
    for name in s3 redis postgres; do
      alive "$name" && kill -TERM "$(cat "$dir/$name.pid")" 2>/dev/null || true
    done
    for name in s3 redis postgres; do
      for _ in $(seq 1 300); do alive "$name" || break; sleep 0.1; done
      rm -f "$dir/$name.pid"
    done ;;
  fresh)
    alive postgres || alive redis || alive s3 || rm -rf "$dir" ;;
  *) sed -n '2,7p' "$0"; exit 2 ;;
esac
