#!/usr/bin/env bash
# The server's figures that need no peer, with the goal beside each: memory, silence, start, binary, disk.
# Takes about 5 minutes. Prints a Markdown table and puts it into BENCH.md; the exit code is 0 whatever the figures are.
#
#   bench/figures.sh            all of it
#   CLIENTS=1000 bench/figures.sh   fewer idle connections (a Pi 3, or a low ulimit -n)
#   PROGRAM=… bench/figures.sh  with a server that is built already
#   DIR=/some/disk bench/figures.sh the database there (what is written to a tmpfs is not counted)
set -euo pipefail
cd "$(dirname "$0")/.."
clients=${CLIENTS:-10000}
soak_messages=${SOAK:-1000000}
[ -z "${DIR:-}" ] || export TMPDIR=$DIR

source bench/servers.sh
take_programs

row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }
bench() { "${generator[@]}" "$@" --server "127.0.0.1:${PORT[classcord]}" --pid "${PID[classcord]}" --json || true; }
# How often all threads of the server have gone to sleep.
wakeups() { cat "/proc/${PID[classcord]}/task/"*/status | awk '/^voluntary_ctxt/ {sum += $2} END {print sum}'; }
written() { awk '/^write_bytes/ {print $2}' "/proc/${PID[classcord]}/io"; }

mkdir -p target/bench
table=target/bench/figures.md
exec 4>&1 > >(tee "$table" >&4)
tee_pid=$!
circumstances
echo
echo "| what | reached | goal |"
echo "| --- | --: | --: |"
row "binary, in bytes" "$(stat -c %s "$program")" "-"

start classcord
sleep 3
row "dirty memory after the start, in KiB" "$(memory classcord Private_Dirty)" 600
row "resident memory after the start, in KiB" "$(memory classcord Rss)" "7,000"
before=$(wakeups) written_before=$(written)
sleep 10
row "wake-ups in 10 s without a client" "$(($(wakeups) - before))" 0
row "bytes written in 10 s without a client" "$(($(written) - written_before))" 0
report=$(bench idle --clients "$clients" --seconds 10)
row "resident memory with $clients idle clients, in KiB" "$(jq .server.rss_kib <<<"$report")" "-"
row "memory touched once, when the first 30 clients come, in KiB" "$(jq .figures.server_touched_once_kib <<<"$report")" "-"
row "bytes for each of them" "$(jq '.figures.server_bytes_per_connection | round' <<<"$report")" 400
row "wake-ups in 10 s with them" "$(jq .server.voluntary_switches <<<"$report")" 0
row "bytes written in 10 s with them" "$(jq .server.written_bytes <<<"$report")" 0
stop classcord

start classcord
report=$(bench storm --clients 1000)
row "1,000 connect and come in, in ms" "$(jq '.figures.identified_s * 1000 | round' <<<"$report")" 100
row "and have all heard of each other, in ms" "$(jq '.figures.everybody_told_s * 1000 | round' <<<"$report")" 300
stop classcord

start classcord
report=$(bench paced --clients 30 --rate 20 --seconds 30)
row "bytes written for a message at 20 messages/s" "$(jq '.server.written_bytes_per_message | round' <<<"$report")" "1,536"
stop classcord

start classcord
report=$(bench classroom --seconds 60)
row "in a class of 30 at its pace: messages in a minute" "$(jq .sent <<<"$report")" "-"
row "bytes written for each of them" "$(jq '.server.written_bytes_per_message | round' <<<"$report")" "-"
row "share of a core, in percent" "$(jq '.server.cpu_share * 10000 | round / 100' <<<"$report")" "-"
row "wake-ups in a second" "$(jq '.server.voluntary_switches / .seconds | round' <<<"$report")" "-"
row "p99 of a delivery, in ms" "$(jq '.latency_us.p99 / 10 | round / 100' <<<"$report")" "-"
stop classcord

start classcord
report=$(bench soak --receivers 30 --in-flight 2 --messages "$soak_messages")
row "growth over the last three quarters of $soak_messages messages, in KiB" \
    "$(jq .figures.server_growth_kib <<<"$report")" "0"
row "deliveries lost, repeated or out of order in it" \
    "$(jq '.errors | .lost + .duplicated + .reordered + .misdirected' <<<"$report")" 0
row "messages that the database had no time for in it" "$(jq .errors.refused <<<"$report")" 0
stop classcord

# A database with 100,000 messages, then the start of a server on it.
start classcord
data=$work/classcord.${PORT[classcord]}
bench soak --receivers 1 --senders 1 --messages 100000 >/dev/null
sleep 3
kill -TERM "${PID[classcord]}"
wait "${PID[classcord]}" || true
unset "PID[classcord]"
port=$(free_port)
best=
for _ in 1 2 3 4 5; do
    begun=$(date +%s%N)
    "$program" --config bench/classcord.toml --listen "127.0.0.1:$port" --data-dir "$data" 2>/dev/null &
    PID[classcord]=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    took=$((($(date +%s%N) - begun) / 1000))
    [ -n "$best" ] && [ "$best" -le "$took" ] || best=$took
    kill -TERM "${PID[classcord]}"
    wait "${PID[classcord]}" || true
    unset "PID[classcord]"
done
row "from the start to the first accept with 100,000 messages, in ms (best of 5)" \
    "$((best / 1000)).$((best / 100 % 10))" 50

exec 1>&4
wait $tee_pid
put_table figures "$table"
