#!/usr/bin/env bash
# Runs the same loads on ClassCord, the two bare poll loops, mosquitto, ngircd and inspircd, in turn and on one machine,
# and prints medians and ratios. Installs what is missing by name from Debian. Takes about 10 minutes.
#
#   bench/compare.sh [ROUNDS]        5 rounds by default
#   PROGRAM=… bench/compare.sh       with a server that is built already
#
# Writes target/bench/reports.jsonl (every run), bench/results.json (the medians), bench/plots/*.svg, and the tables of
# BENCH.md.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}

source bench/servers.sh
need mosquitto ngircd inspircd
take_programs
mkdir -p target/bench bench/plots
reports=target/bench/reports.jsonl
: >"$reports"

setting=$(circumstances)
version() { dpkg-query -W -f='${Version}' "$1"; }
servers=(bare_batch bare_write classcord inspircd ngircd mosquitto)

# run SERVER LOAD ARGUMENTS…
run() {
    local server=$1 load=$2 report
    shift 2
    report=$("${generator[@]}" "$@" --protocol "$(protocol "$server")" --server "127.0.0.1:${PORT[$server]}" \
        --pid "${PID[$server]}" --json) || true
    [ -n "$report" ] || echo "$load on $server gave no report" >&2
    printf '{"server":"%s","load":"%s","report":%s}\n' "$server" "$load" "${report:-null}" >>"$reports"
}

# The slow ones get fewer messages: what counts is the cost of each.
messages() {
    case $1 in
    bare_write | mosquitto) echo "$2" ;;
    *) echo $(($2 * 4)) ;;
    esac
}

for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds" >&2
    # A fresh set for each round: no server carries the memory of the round before.
    for server in "${servers[@]}"; do start "$server"; done
    for server in "${servers[@]}"; do
        run "$server" fanout-030 fanout --receivers 30 --messages "$(messages "$server" 10000)"
    done
    for server in "${servers[@]}"; do
        run "$server" fanout-100 fanout --receivers 100 --messages "$(messages "$server" 3000)"
    done
    for server in "${servers[@]}"; do
        run "$server" fanout-500 fanout --receivers 500 --messages "$(messages "$server" 800)"
    done
    for server in "${servers[@]}"; do
        run "$server" one-in-flight fanout --receivers 100 --senders 1 --in-flight 1 --messages 2000
    done
    for server in "${servers[@]}"; do
        run "$server" private unicast --clients 100 --messages 50000
    done
    for server in "${servers[@]}"; do
        run "$server" private-one unicast --clients 2 --in-flight 1 --messages 20000
    done
    for clients in 30 100; do
        for server in "${servers[@]}"; do
            run "$server" "paced-$(printf %03d "$clients")" paced --clients "$clients" --seconds 4
        done
    done
    for server in "${servers[@]}"; do
        # Its queue of connections to accept is ten long: most of a storm waits for TCP to try again, for minutes.
        [ "$server" = ngircd ] || run "$server" storm-1000 storm --clients 1000
    done
    for server in "${servers[@]}"; do stop "$server"; done
done

# Memory and silence, once and each alone.
for server in "${servers[@]}"; do
    start "$server"
    run "$server" idle-1000 idle --clients 1000 --seconds 10
    stop "$server"
done

{
    echo "$setting"
    echo "Medians of $rounds rounds; mosquitto $(version mosquitto), ngircd $(version ngircd), inspircd $(version inspircd)."
    echo
    target/release/summary "$reports" --json bench/results.json --plots bench/plots
} | tee target/bench/compare.md
put_table comparison target/bench/compare.md
