#!/usr/bin/env bash
# A hundred attackers, twenty of each kind (bad lines, wrong logins, floods, slow readers, connect storms), fall on a server on
# which a class of 30 chats at 20 messages a second: the class loses nothing and waits less than 20 ms, 99 times in 100.
#
# The class is `classcord-bench paced`, which checks that each message comes to each of the others once and in order. It
# comes in first, all from 127.0.0.1, as a class does behind one address. The attackers (attackers.py) come
#   - each from an address of its own, and never banned by the server: automatic bans spare 127.0.0.0/8 by default;
#   - the same, with automatic bans as they are for every other address;
#   - from the class's own address, with automatic bans.
# Meanwhile somebody from another address comes in with the right password of the account that is guessed at.
#
# They run at the lowest priority (nice 19): on machines of their own they would take none of this one's processor. Takes five
# minutes; wants a machine with two cores that does nothing else. Needs no root. CLASSCORD=FILE tries that server with the
# classcord-bench beside it, else release builds are made; SECONDS_EACH=60 says for how long each attack lasts.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

SECONDS_EACH=${SECONDS_EACH:-60}
P99_MAX_US=20000

command -v python3 >/dev/null || need python3
if [ -z "${CLASSCORD:-}" ]; then
    (cd "$repository" && cargo build --locked --quiet --release --workspace)
    CLASSCORD=${CARGO_TARGET_DIR:-$repository/target}/release/classcord
fi
find_classcord
BENCH=$(dirname "$CLASSCORD")/classcord-bench
[ -x "$BENCH" ] || fail "$BENCH cannot be run"
WORK=$(mktemp -d)
server= attackers= class= newcomer=
end() {
    exec 7>&- || true
    for pid in $newcomer $class $attackers $server; do kill "$pid" 2>/dev/null || true; done
    wait || true
    rm -rf "$WORK"
}
trap end EXIT

# field FILE EXPRESSION: of the JSON in a file, as `it`.
field() { python3 -c 'import json, sys; it = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"; }
stats() { "$CLASSCORD" admin --socket "$place/data/control.sock" --json stats >"$place/stats.json"; }
identified() { stats && [ "$(field "$place/stats.json" 'it["identified"]')" -ge "$1" ]; }

# lesson NAME TITLE NETWORK CONFIGURATION: one lesson; nobody attacks if there is no network.
lesson() {
    local network=$3
    place=$WORK/$1
    title "$2"
    mkdir -p "$place"
    printf '%s\n' 'listen = ["127.0.0.1:0"]' "$4" >"$place/classcord.toml"
    (cd "$place" && exec "$CLASSCORD" --config classcord.toml --data-dir data 2>"$place/log") &
    server=$!
    wait_for 10 grep -q ready "$place/log" || fail "the server does not start: $(cat "$place/log")"
    PORT=$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' "$place/log")
    export PORT
    client 127.0.0.1 register prof secret-42 >"$place/register" || fail "there is no account"
    "$BENCH" paced --server "127.0.0.1:$PORT" --clients 30 --rate 20 --seconds "$SECONDS_EACH" --pid "$server" \
        --json >"$place/class.json" 2>"$place/class.err" &
    class=$!
    wait_for 30 identified 30 || fail "the class does not come in"
    if [ -n "$network" ]; then
        mkfifo "$place/until"
        nice -n 19 python3 "$here/attackers.py" "$network" <"$place/until" >"$place/attackers.json" 2>"$place/attackers.err" &
        attackers=$!
        exec 7>"$place/until"
        client 127.0.9.1 come_in prof secret-42 60 >"$place/newcomer" 2>&1 &
        newcomer=$!
    fi
    class_ended=0
    wait "$class" || class_ended=$?
    class=
    if [ -n "$network" ]; then
        kill -0 "$attackers" 2>/dev/null || fail "the attackers gave up: $(cat "$place/attackers.err")"
        wait "$newcomer" || fail "who knows the password does not come in: $(cat "$place/newcomer")"
        newcomer=
        stats
        # The end of their standard input stops them.
        exec 7>&-
        wait "$attackers" || fail "the attackers gave up: $(cat "$place/attackers.err")"
        attackers=
    fi
    report "$network"
    peak=$(awk '/^VmHWM/ {print $2}' "/proc/$server/status")
    [ "$peak" -lt 65536 ] || fail "the server had $peak KiB"
    kill -TERM "$server"
    wait "$server" || fail "the server ended with $?: $(tail -3 "$place/log")"
    server=
    grep -qE 'panicked|ALARM' "$place/log" && fail "$(grep -E 'panicked|ALARM' "$place/log")"
    [ "$class_ended" -eq 0 ] || fail "the class was disturbed"
    [ "$(field "$place/class.json" "it['latency_us']['p99'] < $P99_MAX_US")" = True ] || fail "the class had to wait"
    ok "the class lost nothing and waited less than $((P99_MAX_US / 1000)) ms, 99 times in 100"
}

report() {
    python3 - "$place" "$1" "$server" <<'PYTHON'
import json, sys
place, network, server = sys.argv[1:]
read = lambda name: json.load(open(f"{place}/{name}.json"))
number = lambda n: f"{n:,}".replace(",", " ")
lesson = read("class")
times, wrong = lesson["latency_us"], lesson["errors"]
bad = {name: n for name, n in wrong.items() if name != "examples" and n}
print(f"the class   {number(lesson['sent'])} messages, {number(lesson['delivered'])} deliveries; "
      + (", ".join(f"{n} {name}" for name, n in bad.items()) if bad else "none lost, doubled or out of order"))
print("latency     " + ", ".join(f"{name.replace('_', '.')} {times[name] / 1000:.2f} ms" for name in ("p50", "p99", "p99_9", "max")))
memory = next(int(line.split()[1]) for line in open(f"/proc/{server}/status") if line.startswith("VmHWM"))
print(f"the server  {100 * lesson['server']['cpu_share']:.0f} % of a core, {number(memory)} KiB at most")
if network:
    kinds = read("attackers")["kinds"]
    for kind, counts in kinds.items():
        print(f"{kind.replace('_', ' '):16}" + ", ".join(f"{number(n)} {what}" for what, n in sorted(counts.items())))
    told = {name: n for name, n in read("stats")["counters"].items() if n}
    wanted = ("refused_total", "dropped_total", "logins_total", "bad_lines", "rate_limited", "throttled", "automatic_ban", "hash")
    for name, n in told.items():
        if any(part in name for part in wanted):
            print(f"  {name.removeprefix('classcord_')} {number(n)}")
    print(open(f"{place}/newcomer").read().strip())
PYTHON
}

lesson alone "A lesson without attackers" "" ""
lesson own "100 attackers, each from an address of its own, that nobody bans" 127.0.1 ""
lesson banned "The same, and the server bans them" 127.0.1 '[moderation]
auto_ban_exempt = []'
lesson shared "100 attackers behind the address of the class" 127.0.0.1 '[moderation]
auto_ban_exempt = []'
summary
