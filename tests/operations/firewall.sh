#!/usr/bin/env bash
# The nftables rules of docs/SECURITE.md let the class in, and nobody else, and slow down who opens connections without
# end while the neighbour comes in.
#
# Two network namespaces of its own, joined by a cable; the machine's firewall is not touched. Takes seconds. Run as
# root; installs what it needs by name.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need nftables iproute2 python3
    find_classcord
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    INSIDE=1 WORK=$work unshare --net --mount --pid --fork --kill-child --mount-proc bash "$0"
    exit
fi

title "The rules"
sed -n '/^```nft$/,/^```$/{//!p}' "$repository/docs/SECURITE.md" >"$WORK/rules"
[ -s "$WORK/rules" ] || fail "docs/SECURITE.md has no rules"
nft -c -f "$WORK/rules" || fail "nft refuses them"
ok "nft takes them"

# The school, with a machine of the class, its neighbour, and one from elsewhere.
unshare --net sleep infinity &
school=$!
apart() { [ "$(readlink "/proc/$school/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
wait_for 5 apart || fail "no second network"
ip link set lo up
ip link add pi type veth peer name class netns "$school"
ip address add 192.168.1.1/24 dev pi
ip link set pi up
there() { nsenter -t "$school" -n "$@"; }
there ip link set lo up
for address in 192.168.1.10/24 192.168.1.11/24 203.0.113.9/32; do there ip address add "$address" dev class; done
there ip link set class up
ip route add 203.0.113.9/32 dev pi
nft -f "$WORK/rules"
printf '[access]\nallow = ["0.0.0.0/0", "::/0"]\n' >"$WORK/classcord.toml"
(cd "$WORK" && exec "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" 2>"$WORK/server.log") &
wait_for 10 grep -q 'ready' "$WORK/server.log" || fail "the server does not start: $(cat "$WORK/server.log")"
export SERVER=192.168.1.1
class() { there python3 "$here/client.py" "$@"; }

title "Who comes in"
class 192.168.1.10 register alice secret || fail "the class is kept out"
ok "the class comes in"
CONNECT_TIMEOUT_S=2 class 203.0.113.9 kept_out || fail "somebody from elsewhere comes in"
ok "somebody from elsewhere, whom the server itself would let in, does not"
CONNECT_TIMEOUT_S=2 PORT=9 class 192.168.1.10 kept_out || fail "another port is open"
ok "other ports are shut"

title "Connections without end"
# 100 at once and 2 a second.
CONNECT_TIMEOUT_S=2 class 192.168.1.10 open_slowly 5 115 || fail "nobody slowed them down"
class 192.168.1.11 login alice secret || fail "the neighbour is kept out"
ok "they are slowed down, and the neighbour comes in"
nft delete table inet classroom
class 192.168.1.10 open_slowly 1 115 2>/dev/null && fail "without the rules they are as slow: this shows nothing"
ok "it was the rules that did it"

summary
