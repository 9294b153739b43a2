#!/usr/bin/env bash
# A page of a web site, in a real Chromium, tries to speak in the class by every way that browsers have: fetch with known and
# unknown methods, forms, beacons, XMLHttpRequest, WebSocket, pictures, https; also under a name that leads to the server and is none
# of its names (DNS rebinding). Somebody in the class hears nothing of it, the page opens no WebSocket and reads no page, and
# none of it leads to a ban. What the page does is in browser_first_bytes.py.
#
# Loopback only. Needs no root if chromium is installed. CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

find_chromium
command -v python3 >/dev/null || need python3
find_classcord
WORK=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait || true
    rm -rf "$WORK"
}
trap end EXIT

title "a page tries to speak in the class"
printf '%s\n' 'listen = ["127.0.0.1:0"]' '[moderation]' 'auto_ban_failures = 1' 'auto_ban_exempt = []' >"$WORK/classcord.toml"
(cd "$WORK" && exec "$CLASSCORD" --config classcord.toml --data-dir data 2>log) &
server=$!
wait_for 10 grep -q ready "$WORK/log" || fail "the server does not start: $(cat "$WORK/log")"
PORT=$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' "$WORK/log")
PROFILE=$WORK/profile HOME=$WORK python3 "$here/browser_first_bytes.py" "$PORT" "$CHROMIUM" || fail "the page was heard"
ok "nothing of the page was heard in the class"

title "the same with no preflight before an unknown method and with answers that may be read, as for a page whose name was rebound to the server"
PROFILE=$WORK/rebound HOME=$WORK python3 "$here/browser_first_bytes.py" "$PORT" "$CHROMIUM" --disable-web-security ||
    fail "the page was heard"
ok "nothing of the page was heard in the class"

"$CLASSCORD" admin --socket "$WORK/data/control.sock" --json stats >"$WORK/stats.json"
closed() {
    python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["counters"][sys.argv[2]])' "$WORK/stats.json" "classcord_connections_dropped_total{reason=\"$1\"}"
}
[ "$(closed http)" -ge 30 ] || fail "only $(closed http) requests of HTTP were refused"
ok "$(closed http) requests of HTTP were answered as such"
[ "$(closed tls)" -ge 4 ] || fail "only $(closed tls) hellos of TLS were refused"
ok "$(closed tls) hellos of TLS were closed"
grep -q '"event":"ban"' "$WORK/data/audit.log" && fail "the browser was banned"
ok "the browser is not banned"
summary
