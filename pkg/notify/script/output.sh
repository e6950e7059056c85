dir='' child=''

say() { printf 'notify: %s\n' "$1"; }
notice() { printf '::notice title=notify::%s\n' "$1"; }
warn() { printf '::warning title=notify::%s\n' "$1"; }

# fail STATUS TEXT ends the step.
fail() {
  printf '::error title=notify::%s\n' "$2"
  exit "$1"
}

now() { date +%s; }

# The background is for signals: a shell acts on one only when a program in the foreground has ended.
nap() {
  sleep "$1" &
  child=$!
  wait "$child"
  child=''
}

clean() {
  if [ -n "$child" ]; then
    # One that has only just been forked loses any other signal while its handlers are still those of the shell.
    kill -KILL "$child" 2>/dev/null
    wait "$child" 2>/dev/null
  fi
  [ -z "$dir" ] || rm -rf "$dir"
}
