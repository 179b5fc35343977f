#!/usr/bin/env bash
# A private Redis on loopback, append-only so that it survives restarts. Foreground; TERM saves and stops.
# usage: PASSWORD=… redis.sh DIR PORT
set -euo pipefail
dir=$1 port=$2 password=$PASSWORD; unset PASSWORD
mkdir -p "$dir"; chmod 700 "$dir"; dir=$(cd "$dir" && pwd)
# Held by the server too: after a kill -9 the next start waits until the one before has ended.
exec 9>"$dir/lock"; flock -w 60 9 || { echo "Another Redis still runs on $dir."; exit 1; }
# The password goes through a file: an argument would be visible to every user of the machine.
umask 077
printf 'bind 127.0.0.1\nport %s\nrequirepass %s\ndir "%s"\nappendonly yes\nsave ""\ndaemonize no\nloglevel warning\n' "$port" "$password" "$dir" >"$dir/redis.conf"
exec redis-server "$dir/redis.conf"
