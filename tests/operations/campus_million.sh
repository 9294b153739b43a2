#!/usr/bin/env bash
# A server that has said a million messages in a shared channel, all of them in its database, and one that meets it for the first time:
# it begins with the last fifty, asks for none of the others, and the first one holds no more for it than before.
#
#   campus_million.sh [COUNT]
#
# Takes some minutes, most of them to make the million. Run as root; installs what it needs by name. CLASSCORD=FILE tries that binary,
# BROKER=trixie or rabbitmq another broker (campus_ground.sh), SHARED_EVENTS=FILE is examples/shared_events, built.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$(dirname "${BASH_SOURCE[0]}")/campus_ground.sh"

export COUNT=${COUNT:-${1:-1000000}}
if [ -z "${INSIDE:-}" ]; then
    must_be_root
    take_broker
    if [ -z "${SHARED_EVENTS:-}" ]; then
        (cd "$repository" && cargo build --locked --quiet --example shared_events)
        export SHARED_EVENTS=${CARGO_TARGET_DIR:-$repository/target}/debug/examples/shared_events
    fi
fi
in_namespaces openssl iproute2 python3

ip link set lo up
mkdir -p /etc/mosquitto
mount -t tmpfs none /etc/mosquitto
chmod 755 "$WORK"
cd "$WORK"
make_school salle101 cdi <<'END_OF_TOML'
shared = ["#projet"]
guests = true

[history]
keep_messages = 0
keep_days = 0

[storage]
max_mb = 0

[limits]
messages_per_second = 1000000

[metrics]
listen = "127.0.0.1:METRICS"
END_OF_TOML
sed -i 's/METRICS/9101/' salle101.toml
sed -i 's/METRICS/9102/' cdi.toml
set_up_broker
start_broker

# memory SERVER: what it holds of its own, in KiB.
memory() { awk '/^RssAnon:/ { print $2 }' "/proc/${pids[$1]}/status"; }
# figure PORT NAME
figure() { python3 -c '
import sys, urllib.request
text = urllib.request.urlopen("http://127.0.0.1:" + sys.argv[1] + "/metrics").read().decode()
print(next(line.split()[1] for line in text.splitlines() if line.startswith(sys.argv[2] + " ")))' "$@"; }

title "$COUNT messages of a shared channel"
start salle101
wait_for 20 stands salle101 connected || fail "salle101: $(tail -3 salle101.log)"
end salle101 TERM
began=$SECONDS
"$SHARED_EVENTS" salle101 "$COUNT" '#projet' >made || fail "$(cat made)"
ok "made in $((SECONDS - began)) s: $(cat made), $(du -k salle101/classcord.redb | cut -f1) KiB"
start salle101
wait_for 60 stands salle101 connected || fail "salle101: $(tail -3 salle101.log)"
says_in salle101 'une de plus'
before=$(memory salle101)

title "Who meets it for the first time"
start cdi
wait_for 60 heard cdi 'une de plus' || fail "the last is not heard: $(tail -3 cdi.log)"
sleep 5
talk all cdi >heard
[ "$(wc -l <heard)" = 50 ] || fail "$(wc -l <heard) messages: $(head -2 heard)"
head -1 heard | grep -q "la chose $((COUNT - 48)) d'un million" || fail "it does not begin where it should: $(head -1 heard)"
after=$(memory salle101)
published=$(figure 9101 classcord_campus_published_total)
ok "the last 50, $published messages of salle101 to the broker in all; questions of the cdi: $(figure 9102 classcord_campus_asked_total), lost: $(figure 9102 classcord_campus_events_lost_total)"
[ "$published" -lt 60 ] || fail "salle101 was asked for more"
[ $((after - before)) -lt 2048 ] || fail "salle101 holds $after KiB of its own, $before before"
ok "salle101 holds $after KiB of its own, $before before"
says_in salle101 'et la suite'
wait_for 20 heard cdi 'et la suite' || fail "what follows is not heard: $(tail -3 cdi.log)"
ok "what follows is heard"

title "Further back than it can be asked"
end cdi TERM
end salle101 TERM
"$SHARED_EVENTS" salle101 12000 '#projet' >made || fail "$(cat made)"
start salle101
wait_for 60 stands salle101 connected || fail "salle101: $(tail -3 salle101.log)"
before=$(memory salle101)
start cdi
began=$SECONDS
says_in salle101 'le bout'
wait_for 300 heard cdi 'le bout' || fail "it does not catch up: $(tail -3 cdi.log)"
took=$((SECONDS - began))
[ "$(talk all cdi | wc -l)" = $((50 + 1 + 10000)) ] || fail "$(talk all cdi | wc -l) messages"
ok "12,000 messages behind: the last 10,000 in $took s, $(figure 9102 classcord_campus_events_lost_total) are counted as lost; salle101 holds $(memory salle101) KiB of its own, $before before"
for server in salle101 cdi; do end "$server" TERM; done
stop_broker TERM
for server in salle101 cdi; do run "$server" check >check || fail "$server: $(cat check)"; done
ok "both databases are whole"
summary
