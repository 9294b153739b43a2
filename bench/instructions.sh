#!/usr/bin/env bash
# Instructions that the server's loop executes for each delivered message, counted by callgrind (valgrind): a figure
# that does not depend on the machine's mood, to be held against the committed one after a change.
#
#   bench/instructions.sh            compares with bench/instructions.txt; exit code 1 beyond the tolerance
#   bench/instructions.sh --write    replaces the figures of bench/instructions.txt
#
# Each load runs twice, with few and with many messages, so that start, arrivals and end cancel out. One message is in
# flight, so that it does not depend on how many come together; only the loop's thread is counted, because the
# database's writer works by the clock. When a figure differs, the functions that changed most are named. What a browser's
# delivery takes is held against a line's as well (goal: 1.1 x).
set -euo pipefail
cd "$(dirname "$0")/.."
tolerance_percent=3
goal_private=8000
committed=bench/instructions.txt

source bench/servers.sh
command -v valgrind >/dev/null || need valgrind
# With symbols, which a release has not.
cargo build --quiet --locked --release --bin classcord --target-dir target/callgrind \
    --config 'profile.release.debug="line-tables-only"' --config 'profile.release.strip=false'
build_tools
out=target/callgrind/counts
mkdir -p "$out"

# count LOAD MESSAGES ARGUMENTS…: leaves the instructions of each function of the loop in $out/LOAD.MESSAGES.
count() {
    local load=$1 messages=$2 port
    shift 2
    port=$(free_port)
    rm -rf "$work/data" "$out"/callgrind.*
    valgrind --quiet --tool=callgrind --separate-threads=yes --callgrind-out-file="$out/callgrind" \
        target/callgrind/release/classcord --config bench/classcord.toml --listen "127.0.0.1:$port" \
        --data-dir "$work/data" --log-file "$work/log" 2>"$out/output" &
    local pid=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        kill -0 $pid || { cat "$out/output" >&2; return 1; }
        sleep 0.1
    done
    target/release/classcord-bench "$@" --messages "$messages" --server "127.0.0.1:$port" --patience 60 --json >/dev/null
    kill -TERM $pid
    wait $pid || true
    # Thread 1 is the loop.
    callgrind_annotate --threshold=100 --auto=no --tree=none --show-percs=no "$out/callgrind-01" 2>/dev/null |
        sed -nE 's/^ *([0-9,]+) +([^ :]*|\?\?\?):([^[]+[^[ ])( \[.*)?$/\1\t\3/p' | tr -d ',' >"$out/$load.$messages"
    awk '{sum += $1} END {print sum}' FS='\t' "$out/$load.$messages"
}

# measure LOAD RECEIVERS ARGUMENTS…: instructions for each delivery.
measure() {
    local load=$1 receivers=$2 few many
    shift 2
    few=$(count "$load" 500 "$@")
    many=$(count "$load" 2500 "$@")
    # What each function costs for a delivery.
    awk -F'\t' -v per=$((2000 * receivers)) 'NR == FNR {few[$2] += $1; next} {many[$2] += $1}
        END {for (f in many) printf "%.2f\t%s\n", (many[f] - few[f]) / per, f}' \
        "$out/$load.500" "$out/$load.2500" | sort -rn | head -40 >"$out/$load.functions"
    awk -v few="$few" -v many="$many" -v per=$((2000 * receivers)) 'BEGIN {printf "%.1f", (many - few) / per}'
}

fanout() { measure "$1" "$2" fanout --receivers "$2" --senders 1 --in-flight 1 --protocol "$3"; }

failed=0
declare -A now
now[fanout-30]=$(fanout fanout-30 30 classcord)
now[fanout-30-websocket]=$(fanout fanout-30-websocket 30 websocket)
now[fanout-100]=$(fanout fanout-100 100 classcord)
now[fanout-100-websocket]=$(fanout fanout-100-websocket 100 websocket)
now[private]=$(measure private 1 unicast --clients 2 --in-flight 1)
loads="fanout-30 fanout-30-websocket fanout-100 fanout-100-websocket private"

if [ "${1:-}" = --write ]; then
    {
        echo "# Instructions of the server's loop for each delivered message; made by bench/instructions.sh --write."
        echo "# Goal: at most $goal_private for a private message."
        for load in $loads; do
            echo "$load ${now[$load]}"
            # Where they are spent, to explain a later difference.
            sed "s/^/$load\t/" "$out/$load.functions" | head -25
        done
    } >"$committed"
fi

for receivers in 30 100; do
    awk -v r=$receivers -v lines="${now[fanout-$receivers]}" -v frames="${now[fanout-$receivers-websocket]}" 'BEGIN {
        printf "fan-out to %d: by WebSocket %.2f x the instructions of lines (goal: 1.1)\n", r, frames / lines
        exit frames > 1.1 * lines }' || failed=1
done

for load in $loads; do
    then=$(awk -v load="$load" '$1 == load && NF == 2 {print $2; exit}' FS=' ' "$committed")
    if [ -z "$then" ]; then
        echo "$load: ${now[$load]} instructions for each delivery; none are committed (--write)"
        failed=1
        continue
    fi
    change=$(awk -v a="$then" -v b="${now[$load]}" 'BEGIN {printf "%+.1f", (b - a) / a * 100}')
    echo "$load: ${now[$load]} instructions for each delivery; committed: $then ($change %)"
    if awk -v c="$change" -v t=$tolerance_percent 'BEGIN {exit !(c > t || c < -t)}'; then
        failed=1
        echo "  where it changed most (instructions for each delivery, now and before):"
        awk -F'\t' -v load="$load" 'NR == FNR {if ($1 == load) before[$3] = $2; next}
            {d = $1 - before[$2]; printf "%.2f\t%.2f\t%.2f\t%s\n", d < 0 ? -d : d, $1, before[$2], $2}' \
            "$committed" "$out/$load.functions" | sort -rn | head -8 |
            awk -F'\t' '{printf "    %8.2f %8.2f  %s\n", $2, $3, $4}'
    fi
done
exit $failed
