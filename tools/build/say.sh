# To be sourced: how tools/setup, tools/demo and tools/test talk, and how they wait for long commands.
# Colour and moving lines only on a terminal.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the colours are for those who source this

bold='' red='' green='' yellow='' plain='' moving=''
if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
  moving=yes
  if [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
  fi
fi

# The command that runs in the background for `during`, to be ended when the script ends.
during_pid=''

fail() {
  printf '%s\n' "${0##*/}: $*" >&2
  exit 1
}

# Only on a terminal: replaced by what is printed next.
show_moving() {
  [ -z "$moving" ] || printf '\r\e[K%.79s' "$*"
}

# What Maven is doing by the end of its log: ", [3/8] smtap driver, compile". Nothing for other logs.
maven_step() {
  awk '/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ {
      module = $NF " " $3
      for (i = 4; i < NF - 1; i++) module = module " " $i
    }
    /^\[INFO\] --- / { split($3, part, ":"); step = part[length(part)] }
    END { if (step != "") print ", " module ", " step }' "$1" 2>/dev/null
}

# during TITLE LOG COMMAND...: runs a command with its output in LOG and shows that time goes by; its exit code.
during() {
  local title=$1 log=$2 started=$SECONDS code=0 elapsed next_word=30
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null &
  during_pid=$!
  while kill -0 "$during_pid" 2>/dev/null; do
    sleep 0.5
    elapsed=$((SECONDS - started))
    if [ -n "$moving" ]; then
      show_moving "$title ... $elapsed s$(maven_step "$log")"
    elif [ "$elapsed" -ge "$next_word" ]; then
      printf '%s\n' "$title ... $elapsed s$(maven_step "$log")"
      next_word=$((elapsed + 30))
    fi
  done
  wait "$during_pid" || code=$?
  during_pid=''
  show_moving
  return "$code"
}

# Ends what `during` runs; for traps. The command has to pass the signal on to what it started, as timeout does.
end_during() {
  [ -n "$during_pid" ] || return 0
  kill "$during_pid" 2>/dev/null
  wait "$during_pid" 2>/dev/null
  during_pid=''
}

# Run by sudo in somebody's directory: what was built there belongs to that person.
give_back() {
  local owner directory
  [ "$(id -u)" = 0 ] || return 0
  owner=$(stat -c %u:%g .)
  [ "$owner" != 0:0 ] || return 0
  for directory in target ./*/target tools/*/target; do
    [ ! -d "$directory" ] || chown -R -h "$owner" "$directory"
  done
}
