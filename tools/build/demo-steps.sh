# To be sourced by tools/demo: its steps, and how it cleans up.
# shellcheck shell=bash
# shellcheck disable=SC2154 # set by tools/demo and tools/build/say.sh

heading() {
  printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

# Shows a command as a person would type it.
command_line() {
  printf '%s$ %s%s\n' "$yellow" "$*" "$plain"
}

# What a command says, below its command line.
moved_in() {
  sed 's/^/  /; s/ *$//'
}

# Shows a command, runs it, and shows what it says, moved in.
show() {
  command_line "$@"
  "$@" 2>&1 | moved_in
}

# The namespace of a node.
place() {
  printf '%s\n' "$partition-$1"
}

# The IP address of a node, or of an end of the veth pair.
address() {
  case $1 in
    a) echo 192.0.2.1 ;;
    b) echo 192.0.2.2 ;;
    c) echo 192.0.2.3 ;;
    v) echo 198.51.100.1 ;;
    w) echo 198.51.100.2 ;;
  esac
}

make_place() {
  ip netns add "$(place "$1")"
  places+=("$1")
}

build_image() {
  . tools/build/jdk.sh
  echo 'demo: building the image; a first build takes some minutes'
  image_made_by during 'demo: building' target/demo/build.log timeout -k 20 1200 \
    mvn -B -ntp -Dstyle.color=never -pl packaging -am -DskipTests -Dmaven.test.skip=true package ||
    { tail -n 15 target/demo/build.log >&2; fail 'the build failed; see target/demo/build.log'; }
}

# await_text LOG PATTERN PID: until the log has the pattern; fails when the process ends before that.
await_text() {
  local deadline=$((SECONDS + 15))
  until grep -q "$2" "$1"; do
    if ! kill -0 "$3" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
      cat "$1" >&2
      fail "no '$2' in $1"
    fi
    sleep 0.02
  done
}

start_nodes() {
  local node log
  heading "Three nodes of partition $partition, each in a network namespace of its own"
  for node in a b c; do
    make_place "$node"
    log=$logs/node-$node.log
    command_line "smtap run --partition $partition --netns $(place "$node") --local sml0 &"
    : >"$log"
    "$image/bin/smtap" run --partition "$partition" --netns "$(place "$node")" --local sml0 >>"$log" 2>&1 &
    children+=($!)
    await_text "$log" '^ready$' $!
    ip -n "$(place "$node")" addr add "$(address "$node")/24" dev sml0
    ip -n "$(place "$node")" link set sml0 up
  done
  command_line "ip -n $(place a) addr add $(address a)/24 dev sml0     # and so on"
  command_line "ip -n $(place a) link set sml0 up"
}

show_interfaces() {
  local node
  heading 'An ordinary interface in each'
  for node in a b c; do
    await_ping "$node"
    show ip -n "$(place "$node")" -br link show sml0
  done
}

# Until every other node answers: the interfaces have only just come up.
await_ping() {
  local other
  for other in a b c; do
    [ "$other" = "$1" ] || ip netns exec "$(place "$1")" ping -q -c 1 -W 5 "$(address "$other")" >/dev/null ||
      fail "$(place "$other") does not answer $(place "$1")"
  done
}

show_pings() {
  local from to micros
  heading 'Every node reaches every other: round trips in microseconds'
  command_line "ip netns exec $(place a) ping -q -c 20 -i 0.01 $(address b)"
  printf '  %-8s%10s%10s%10s\n' 'from/to' a b c
  for from in a b c; do
    printf '  %-8s' "$from"
    for to in a b c; do
      micros=-
      [ "$from" = "$to" ] || micros=$(round_trip "$from" "$to")
      printf '%10s' "$micros"
    done
    printf '\n'
  done
}

# Fails unless every echo came back.
round_trip() {
  local said
  said=$(ip netns exec "$(place "$1")" ping -q -c 20 -i 0.01 -W 2 "$(address "$2")")
  case $said in
    *' 0% packet loss'*) printf '%s\n' "$said" | awk -F '[/ =]+' '/^rtt/ { printf "%.0f", $7 * 1000 }' ;;
    *)
      "$image/bin/smtap" status --partition "$partition" --json >"$logs/status.json" || true
      fail "echoes from $(place "$1") to $(place "$2") were lost; see $logs/status.json: $said"
      ;;
  esac
}

show_arp() {
  local log=$logs/tcpdump.log watcher
  heading 'The kernel asks for an address, seen at the other end'
  show ip -n "$(place a)" neigh flush dev sml0
  show ip -n "$(place b)" neigh flush dev sml0
  command_line "ip netns exec $(place b) tcpdump -n -t -c 2 -i sml0 arp host $(address a) &"
  : >"$log"
  timeout 15 ip netns exec "$(place b)" tcpdump -l -n -t -c 2 -i sml0 arp host "$(address a)" >>"$log" 2>&1 &
  watcher=$!
  children+=("$watcher")
  await_text "$log" 'listening on' "$watcher"
  command_line "ip netns exec $(place a) ping -c 1 $(address b)"
  ip netns exec "$(place a)" ping -q -c 1 -W 5 "$(address b)" >/dev/null
  wait "$watcher" || fail "tcpdump saw no ARP exchange; see $log"
  grep -q "^ARP, Reply $(address b)" "$log" || fail "not the ARP exchange that was asked for; see $log"
  grep '^ARP' "$log" | moved_in
}

# measure FROM TO: leaves in $gigabits what iperf3 gets through, in Gbit/s. No subshell: the trap has to know the server.
measure() {
  local log=$logs/iperf3-$1-$2.log server
  : >"$log"
  ip netns exec "$(place "$2")" timeout 30 iperf3 -s -1 --forceflush >>"$log" 2>&1 &
  server=$!
  children+=("$server")
  await_text "$log" 'Server listening' "$server"
  ip netns exec "$(place "$1")" timeout 30 iperf3 -f g -c "$(address "$2")" -t "$seconds" >>"$log" 2>&1 ||
    fail "iperf3 failed; see $log"
  wait "$server" || fail "the iperf3 server failed; see $log"
  gigabits=$(awk '/receiver$/ { for (i = 1; i < NF; i++) if ($(i + 1) ~ /^Gbits/) figure = $i }
    END { if (figure == "") exit 1; print figure }' "$log")
}

# A pair of the kernel's own, with the same MTU.
make_veth() {
  local mtu end
  mtu=$(ip netns exec "$(place a)" cat /sys/class/net/sml0/mtu)
  make_place v
  make_place w
  ip link add veth0 netns "$(place v)" mtu "$mtu" type veth peer name veth0 netns "$(place w)" mtu "$mtu"
  for end in v w; do
    ip -n "$(place "$end")" addr add "$(address "$end")/24" dev veth0
    ip -n "$(place "$end")" link set veth0 up
  done
  printf '%s\n' "$mtu"
}

show_throughput() {
  local smtap veth
  heading "One TCP connection for $seconds s, beside the kernel's own veth"
  make_veth >"$logs/mtu"
  command_line "ip netns exec $(place b) iperf3 -s -1 &"
  command_line "ip netns exec $(place a) iperf3 -c $(address b) -t $seconds"
  measure a b
  smtap=$gigabits
  measure v w
  veth=$gigabits
  awk -v smtap="$smtap" -v veth="$veth" -v mtu="$(cat "$logs/mtu")" 'BEGIN {
    most = smtap > veth ? smtap : veth
    row("smtap", smtap); row("veth", veth)
    printf "  both at MTU %s; from userspace, smtap gets %.0f %% of veth\n", mtu, 100 * smtap / veth
  }
  function row(name, figure,  bar) {
    bar = sprintf("%" int(40 * figure / most + 0.5) "s", ""); gsub(/ /, "=", bar)
    printf "  %-6s %6.2f Gbit/s  %s\n", name, figure, bar
  }'
}

show_status() {
  heading 'What the partition looks like'
  command_line "smtap status --partition $partition"
  "$image/bin/smtap" status --partition "$partition" | moved_in
}

# Ends a process that this demo started, and waits for it.
stop() {
  local deadline=$((SECONDS + 10))
  kill "$1" 2>/dev/null || return 0
  while kill -0 "$1" 2>/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || kill -KILL "$1" 2>/dev/null
    sleep 0.05
  done
}

# For the trap: runs whatever happened, and says so if something stays.
end() {
  local code=$? child each
  trap '' INT TERM HUP PIPE
  set +e
  end_during
  for child in $(jobs -p) "${children[@]}"; do
    stop "$child"
  done
  for each in "${places[@]}"; do
    ip netns del "$(place "$each")"
  done
  [ ! -d "$root/$partition" ] || "$image/bin/smtap" clean --partition "$partition" >/dev/null
  [ -n "$had_root" ] || rmdir "$root" 2>/dev/null
  give_back
  if [ -d "$root/$partition" ] || ip netns list | grep -q "^$partition-"; then
    echo "demo: could not remove everything of $partition" >&2
    [ "$code" != 0 ] || code=1
  fi
  [ "$code" != 0 ] || printf '\nEverything that this demo made is gone again.\n'
  exit "$code"
}
