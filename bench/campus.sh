#!/usr/bin/env bash
# What it costs that servers share channels over a mosquitto with certificates: what a message takes to the other server, what the
# broker takes for one, how fast a server catches up, what is written for a message of others, and what an idle server pays.
# Takes six minutes. Prints a Markdown table and puts it into BENCH.md. In a network namespace of its own: run as root.
#
#   bench/campus.sh                      all of it
#   DIR=/some/disk bench/campus.sh       the databases there
#   PROGRAM=… bench/campus.sh            with a server that is built already
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "$0: run it as root: it makes a network of its own" >&2; exit 2; }
if [ -z "${INSIDE:-}" ]; then
    source .ci/packages.sh
    need mosquitto mosquitto-clients iproute2 python3
    if [ -z "${PROGRAM:-}" ]; then
        source bench/servers.sh
        build_program
        PROGRAM=$program
    fi
    export PROGRAM=$(realpath "$PROGRAM")
    INSIDE=1 exec unshare --net --mount --pid --fork --kill-child --mount-proc bash "$0"
fi
ip link set lo up
[ -z "${DIR:-}" ] || export TMPDIR=$DIR
source bench/servers.sh
program=$PROGRAM
here=$PWD/bench
table=$PWD/target/bench/campus.md
mkdir -p "${table%/*}"
trap 'kill -9 $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
head=$(circumstances)
head=${head% load of*}" load of the machine before: $(cut -d' ' -f1 /proc/loadavg)."

cd "$work"
chmod 755 "$work"
"$program" campus init ecole --school lycee --broker 127.0.0.1 --server salle101 --server salle204 --server x >made
sed "s,/etc/mosquitto/classcord,$work/ecole/broker,; /^crlfile/d" ecole/broker/classcord.conf >mosquitto.conf
printf 'user %s\nlog_type error\n' "$(id -un)" >>mosquitto.conf
begin_broker() {
    "${on_server_cpu[@]}" mosquitto -c mosquitto.conf >>mosquitto.log 2>&1 &
    broker=$!
    until (exec 3<>/dev/tcp/127.0.0.1/8883) 2>/dev/null; do sleep 0.1; done
}
declare -A PORT=([salle101]=13001 [salle204]=13002) PIDS
for server in salle101 salle204; do
    mkdir "$server"
    cp "ecole/$server"/campus-*.pem "$server"
    { cat "ecole/$server/campus.toml"; echo 'shared = ["#projet"]'; echo 'guests = true'; cat "$here/classcord.toml"; } >"$server.toml"
done
begin() {
    "${on_server_cpu[@]}" "$program" --config "$1.toml" --data-dir "$1" --listen "127.0.0.1:${PORT[$1]}" 2>>"$1.log" &
    PIDS[$1]=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/${PORT[$1]}") 2>/dev/null; do sleep 0.1; done
}
connected() { until "$program" --config "$1.toml" --data-dir "$1" campus status --json | grep -q '"standing":"connected"'; do sleep 0.2; done; }
client() { "${on_generator_cpu[@]}" python3 "$here/campus.py" "$@"; }
cpu_us() { awk '{sum += $1} END {printf "%d", sum / 1000}' "/proc/$1/task/"*/schedstat; }
written() { awk '/^write_bytes/ {print $2}' "/proc/$1/io"; }
over() { awk "BEGIN {printf \"%.${3:-1}f\", $1 / $2}"; }
begin_broker
begin salle101
begin salle204
connected salle101
connected salle204
sleep 2
{
    echo "$head"
    echo
    echo "| what | figure |"
    echo "| --- | --: |"
    read -r count near50 near99 far50 far99 ack50 ack99 <<<"$(client latency 13001 13002 60)"
    echo "| $count messages, 10/s: read on the same server, p50 / p99, ms | $near50 / $near99 |"
    echo "| acknowledged, p50 / p99, ms | $ack50 / $ack99 |"
    echo "| read on the other server, p50 / p99, ms | $far50 / $far99 |"

    # What a message costs on the card of who hears it, at the pace of a class.
    sleep 5
    before=$(written "${PIDS[salle204]}") before_here=$(written "${PIDS[salle101]}")
    client say 13001 180 3 >/dev/null
    sleep 5
    echo "| written for a message of another server at 3 messages/s, bytes | $((($(written "${PIDS[salle204]}") - before) / 180)) |"
    echo "| written for it where it was said, with an \`ack\` for each, bytes | $((($(written "${PIDS[salle101]}") - before_here) / 180)) |"

    # A server that was away, and a broker that has nothing for it.
    kill -9 "${PIDS[salle204]}"
    kill -9 "$broker"
    sleep 0.5
    took=$(client say 13001 5000)
    begin_broker
    connected salle101
    began=$(date +%s%N)
    begin salle204
    client last 13002 'texte 4999' 300
    took_ms=$((($(date +%s%N) - began) / 1000000))
    echo "| 5,000 messages said and kept with the broker away, messages/s | $(over 5000 "$took" 0) |"
    echo "| 5,000 messages caught up, from the start of the server that was away, messages/s | $(over 5000000 "$took_ms" 0) |"
    echo "| written for each of these, bytes | $(over "$(written "${PIDS[salle204]}")" 5000 0) |"

    # At rest: two servers, nobody there.
    sleep 20
    read -r wakeups packets bytes <<<"$(client rest "${PIDS[salle204]}" 120)"
    echo "| wake-ups of an idle server in a minute, with the campus | $wakeups |"
    echo "| packets on the wire in a minute, of two servers and the broker together | $packets |"
    echo "| bytes of them | $bytes |"
    for server in salle101 salle204; do kill -9 "${PIDS[$server]}"; done

    # The broker alone: what it takes for a message of 300 bytes, QoS 1, with TLS, in and out to so many.
    x=(-V 5 -h 127.0.0.1 -p 8883 --cafile ecole/ca.pem -q 1)
    payload=$(printf 'x%.0s' $(seq 300))
    seq 5000 | sed "s/.*/$payload/" >lines
    # A receiver that this machine has no time for is to have everything all the same.
    echo 'max_queued_messages 100000' >>mosquitto.conf
    # cost RECEIVERS: sets cost.
    cost() {
        local receivers=$1 n waiting=() before
        kill -9 "$broker" 2>/dev/null || true
        begin_broker
        for ((n = 0; n < receivers; n++)); do
            "${on_generator_cpu[@]}" mosquitto_sub "${x[@]}" --cert "ecole/x/s$n.pem" --key "ecole/x/s$n-key.pem" \
                -t 'cc/1/lycee/o/+/+/log' -C 5000 -W 120 >/dev/null &
            waiting+=($!)
        done
        sleep 1
        before=$(cpu_us "$broker")
        "${on_generator_cpu[@]}" mosquitto_pub "${x[@]}" --cert ecole/salle101/campus-cert.pem --key ecole/salle101/campus-key.pem \
            -t cc/1/lycee/o/salle101/00000000000000ff/log -l <lines
        [ "$receivers" = 0 ] || wait "${waiting[@]}" || true
        cost=$(over $(($(cpu_us "$broker") - before)) 5000 1)
    }
    names=()
    for n in 0 1 2 3; do names+=(--server "s$n"); done
    "$program" campus init ecole --school lycee --broker 127.0.0.1 "${names[@]}" >made
    for n in 0 1 2 3; do
        cp "ecole/s$n/campus-cert.pem" "ecole/x/s$n.pem"
        cp "ecole/s$n/campus-key.pem" "ecole/x/s$n-key.pem"
    done
    cost 0
    none=$cost
    cost 1
    one=$cost
    cost 4
    four=$cost
    each=$(over "($four - $one)" 3)
    echo "| mosquitto's CPU for a message of 300 bytes, QoS 1, TLS: taken in, µs | $none |"
    echo "| and handed to one server, µs | $one |"
    echo "| each further server, µs | $each |"
    echo "| so that one core takes, to one server / to 29 (a school of 30), messages/s | $(over 1000000 "$one" 0) / $(over 1000000 "($one + 28 * $each)" 0) |"
    echo "| mosquitto's memory with 5 connections, resident, KiB | $(awk '/^Rss/ {print $2}' "/proc/$broker/smaps_rollup") |"
} | tee "$table"
cd "${here%/bench}"
put_table campus "$table"
