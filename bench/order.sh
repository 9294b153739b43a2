#!/usr/bin/env bash
# Writes .cargo/function-order.txt: the functions that a server executes from its start through a lesson to its end, so
# that the linker can put them together. To be run when the figure for resident memory has grown, and after a change of
# compiler, whose names are other ones. Takes about 3 minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

source bench/servers.sh
command -v valgrind >/dev/null || need valgrind
# The same build, but with symbols.
rm -rf target/order/release/classcord target/order/release/deps/classcord-*
CLASSCORD_SYMBOLS=yes cargo build --quiet --locked --release --bins --target-dir target/order
binary=target/order/release/classcord
port=$(free_port)
valgrind --quiet --tool=callgrind --callgrind-out-file="$work/calls" --demangle=no --compress-strings=no \
    "$binary" --config bench/classcord.toml --listen "127.0.0.1:$port" --data-dir "$work/data" --log-file "$work/log" &
pid=$!
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 $pid
    sleep 0.1
done
"$binary" bench classroom --server "127.0.0.1:$port" --seconds 15 --pace 4 --accounts --patience 60 --json >/dev/null
kill -TERM $pid
wait $pid || true
sed -nE "s/^fn=//; s/'[0-9]+\$//; /^[A-Za-z_][A-Za-z0-9_.\$]*\$/p" < <(grep -h '^fn=' "$work/calls") |
    awk -v names=yes -f .cargo/symbol-name.awk >.cargo/function-order.txt
echo "$(wc -l <.cargo/function-order.txt) functions"
