# Runs one command for the engine and lives exactly as long as it must. Standard input is a lifeline whose other end only
# the engine holds: it ends when the engine stops this resource, and also when the engine itself dies, even by kill -9.
# Then the command gets TERM, after GRACE seconds its whole process group gets KILL. When the command ends by itself,
# whatever it left behind goes too. Started in a session of its own, so that Ctrl-C reaches the engine alone.
# usage: setsid bash aspire-supervise.sh GRACE command [argument…]
grace=$1; shift
exec 3<&0 4>&2 </dev/null 2>/dev/null   # the shell's own remarks would repeat the command line, secrets included
trap : TERM INT HUP                     # a handler, not "ignore": ignoring would be inherited by the command
set -m                                  # a process group for each job
"$@" 2>&4 3<&- 4>&- &
command=$!
{
  exec 1>&- 4>&-
  while read -r _ <&3; do :; done
  kill -TERM "$command"
  for ((i = 0; i < grace * 10; i++)); do kill -0 -- "-$command" || exit 0; sleep 0.1; done
  kill -KILL -- "-$command"
} &
watcher=$!
exec 3<&- 4>&-
while :; do
  wait "$command"; code=$?
  kill -0 "$command" || break           # a signal to this shell also ends wait
done
kill -KILL -- "-$command" "-$watcher"
exit "$code"
