#!/usr/bin/env bash
# The ufw and nftables rules of docs/SECURITE.md let the class in on both ports and by mDNS, and nobody else; those of nftables
# slow down who opens connections without end while the neighbour comes in, and may be loaded again.
#
# Two network namespaces of its own, joined by a cable; the machine's firewall is not touched. Takes seconds. Run as
# root; installs what it needs by name.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces nftables ufw openssl iproute2 python3

title "nftables: the rules"
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
nft list ruleset >"$WORK/once"
nft -f "$WORK/rules"
diff "$WORK/once" <(nft list ruleset) || fail "loaded again, the rules are others"
ok "loaded again, they are the same"
printf '[access]\nallow = ["0.0.0.0/0", "::/0"]\n[tls]\nlisten = ["[::]:12346"]\n' >"$WORK/classcord.toml"
"$CLASSCORD" cert --data-dir "$WORK/data" >/dev/null || fail "no certificate"
(cd "$WORK" && exec "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" 2>"$WORK/server.log") &
wait_for 10 grep -q 'ready' "$WORK/server.log" || fail "the server does not start: $(cat "$WORK/server.log")"
# Something else that listens on the server's machine.
python3 -m http.server --bind 192.168.1.1 --directory "$WORK/data" 8080 >/dev/null 2>&1 &
# And what asks by mDNS, for the name of the server's machine: each datagram's source is noted.
python3 -c '
import socket
asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asked.bind(("224.0.0.251", 5353))
group = socket.inet_aton("224.0.0.251") + socket.inet_aton("192.168.1.1")
asked.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
while True:
    print(asked.recvfrom(2048)[1][0], flush=True)' >>"$WORK/mdns" &
asks() { there python3 -c '
import socket, sys
question = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
question.bind((sys.argv[1], 0))
question.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("192.168.1.10"))
question.sendto(b"classcord.local", ("224.0.0.251", 5353))' "$1"; }
is_heard() { asks "$1" && grep -qxF "$1" "$WORK/mdns"; }
export SERVER=192.168.1.1
class() { there python3 "$here/client.py" "$@"; }

who_comes_in() {
    class 192.168.1.10 "$1" alice secret-42 || fail "the class is kept out"
    there timeout 10 openssl s_client -bind 192.168.1.10:0 -connect 192.168.1.1:12346 </dev/null >"$WORK/openssl" 2>&1 ||
        fail "the class is kept out of the encrypted port: $(cat "$WORK/openssl")"
    ok "the class comes in, on 12345 and on 12346"
    for port in 12345 12346; do
        CONNECT_TIMEOUT_S=2 PORT=$port class 203.0.113.9 kept_out || fail "somebody from elsewhere comes in on $port"
    done
    ok "somebody from elsewhere, whom the server itself would let in, does not"
    : >"$WORK/mdns"
    wait_for 5 is_heard 192.168.1.10 || fail "what the class asks by mDNS does not arrive"
    ok "what the class asks by mDNS arrives"
    CONNECT_TIMEOUT_S=2 PORT=8080 class 192.168.1.10 kept_out || fail "another port is open"
    ok "other ports are shut"
    there python3 -c '
import socket, sys
asked = socket.socket()
asked.bind(("192.168.1.10", 0))
asked.settimeout(2)
try:
    asked.connect(("192.168.1.1", 443))
except ConnectionRefusedError:
    sys.exit(0)
except TimeoutError:
    sys.exit("port 443 is silent: a browser that tries https first waits")
sys.exit("somebody listens on 443")' || fail "port 443 does not refuse at once"
    ok "443 refuses at once"
}

title "nftables: who comes in"
who_comes_in register

title "nftables: connections without end"
# 100 at once and 2 a second.
CONNECT_TIMEOUT_S=2 class 192.168.1.10 open_slowly 5 115 || fail "nobody slowed them down"
class 192.168.1.11 login alice secret-42 || fail "the neighbour is kept out"
ok "they are slowed down, and the neighbour comes in"
nft delete table inet classroom
class 192.168.1.10 open_slowly 1 115 2>/dev/null && fail "without the rules they are as slow: this shows nothing"
ok "it was the rules that did it"

title "ufw: the rules"
# Its files are copies here, so that nothing of the machine's changes.
for directory in etc/ufw etc/default lib/ufw run; do
    mkdir -p "$WORK/$directory"
    cp -a "/$directory/." "$WORK/$directory" 2>/dev/null || true
    mount --bind "$WORK/$directory" "/$directory"
done
class 203.0.113.9 login alice secret-42 || fail "without rules somebody from elsewhere is kept out: this would show nothing"
PORT=8080 class 192.168.1.10 kept_out 2>/dev/null && fail "without rules the other port is shut: this would show nothing"
sed -n 's/^sudo \(ufw \(allow\|reject\) .*\)/\1/p' "$repository/docs/SECURITE.md" >"$WORK/ufw"
[ "$(wc -l <"$WORK/ufw")" -ge 2 ] || fail "docs/SECURITE.md has no rules"
while read -ra rule; do "${rule[@]}" >/dev/null || fail "ufw refuses: ${rule[*]}"; done <"$WORK/ufw"
ufw --force enable >/dev/null || fail "ufw does not start"
ufw status verbose | sed 's/^/  /'
ok "ufw takes them"
title "ufw: who comes in"
who_comes_in login

summary
