#!/usr/bin/env bash
# What it costs to wait for the disk: people of whom each waits for the `ack` of a private message before the next.
# Takes half a minute. Prints a Markdown table and puts it into BENCH.md.
#
#   bench/durability.sh                      all of it
#   DIR=/some/disk bench/durability.sh       the database there
#   PROGRAM=… TOOL=… bench/durability.sh     with a server and a generator that are built already
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-10}
[ -z "${DIR:-}" ] || export TMPDIR=$DIR

source bench/servers.sh
take_programs

# commits PORT: transactions so far, from the server's metrics.
commits() {
    local fd
    exec {fd}<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&$fd
    sed -n 's/^classcord_storage_commits_total //p' <&$fd
    exec {fd}>&-
}

mkdir -p target/bench
table=target/bench/durability.md
exec 4>&1 > >(tee "$table" >&4)
tee_pid=$!
circumstances
echo
# A page and a sync at a time over a file that is there, as fast as the disk goes.
dd if=/dev/zero of="$work/probe" bs=4k count=500 conv=fsync 2>/dev/null
begun=$(date +%s%N)
dd if=/dev/zero of="$work/probe" bs=4k count=500 conv=notrunc oflag=dsync 2>/dev/null
sync_us=$((($(date +%s%N) - begun) / 500000))
echo "| people, one message each on its way | messages/s | commits/s | messages in a commit | ack p50, ms | p99, ms | a write and a sync alone, ms |"
echo "| --: | --: | --: | --: | --: | --: | --: |"
for clients in 2 30 300; do
    port=$(free_port)
    # A subshell's random numbers begin with that of the last one.
    until metrics=$(free_port) && [ "$metrics" != "$port" ]; do : "$RANDOM"; done
    { cat bench/classcord.toml; printf '[metrics]\nlisten = "127.0.0.1:%s"\n' "$metrics"; } >"$work/config.toml"
    "${on_server_cpu[@]}" "$program" --config "$work/config.toml" --listen "127.0.0.1:$port" \
        --data-dir "$work/durable.$clients" --log-file "$work/log" 2>"$work/output" &
    pid=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$port" && exec 3<>"/dev/tcp/127.0.0.1/$metrics") 2>/dev/null; do
        kill -0 $pid || { cat "$work/output" >&2; exit 1; }
        sleep 0.1
    done
    before=$(commits "$metrics")
    report=$("${on_generator_cpu[@]}" "$tool" acknowledged --clients "$clients" --seconds $seconds --server "127.0.0.1:$port" --json)
    made=$(($(commits "$metrics") - before))
    kill -TERM $pid
    wait $pid || true
    jq -r --argjson made "$made" --argjson clients "$clients" --argjson sync_us "$sync_us" '
        def places(n): . * pow(10; n) | round / pow(10; n);
        "| \($clients) | \(.sent / .seconds | round) | \($made / .seconds | round) | \(.sent / $made | places(1)) "
        + "| \(.answers_us.ack.p50 / 1000 | places(2)) | \(.answers_us.ack.p99 / 1000 | places(2)) | \($sync_us / 1000 | places(2)) |"
        ' <<<"$report"
done

exec 1>&4
wait $tee_pid
put_table durability "$table"
