#!/usr/bin/env bash
# Autobahn's cases for WebSocket (without those of speed, 9, and of compression, 12 and 13) on examples/websocket_echo, which
# has the server's decoder of frames with other limits. The suite is kosoku, which runs the case files of Autobahn's; it is
# installed from PyPI, in a directory that is removed.
#
#   tests/operations/autobahn.sh          all of them
#   tests/operations/autobahn.sh '7.*'    those alone
#
# Loopback only. Needs no root if python3 can make environments (python3-venv).
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

PORT=${PORT:-19001}
python3 -c 'import ensurepip' 2>/dev/null || need python3-venv
WORK=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait || true
    rm -rf "$WORK"
}
trap end EXIT

title "the suite and the example"
python3 -m venv "$WORK/venv"
"$WORK/venv/bin/pip" install --quiet --disable-pip-version-check kosoku==0.1.0
(cd "$repository" && cargo build --locked --quiet --example websocket_echo)
"${CARGO_TARGET_DIR:-$repository/target}/debug/examples/websocket_echo" "127.0.0.1:$PORT" >"$WORK/echo" &
server=$!
wait_for 10 grep -q listening "$WORK/echo" || fail "the example does not start"
ok "both are there"

title "each case"
cases=()
for case in "$@"; do cases+=(--include "$case"); done
"$WORK/venv/bin/kosoku" --mode fuzzingclient "${cases[@]}" --exclude '9.*' --exclude '12.*' --exclude '13.*' \
    --outdir "$WORK/reports" "127.0.0.1:$PORT" >"$WORK/said" 2>&1 || { cat "$WORK/said"; fail "not every case passed"; }
grep -q 'cases passed' "$WORK/said" || { cat "$WORK/said"; fail "no case was run"; }
ok "$(tail -1 "$WORK/said")"
summary
