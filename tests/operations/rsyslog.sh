#!/usr/bin/env bash
# A real rsyslog sends audit.log to another one with the lines that docs/SECURITE.md shows: each line arrives once, as it
# was written, over a rotation and over a time when the other machine is away.
#
# Everything happens in namespaces of its own. Takes some seconds. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces rsyslog iproute2 python3

ip link set lo up
ip address add 192.168.1.2/32 dev lo
mount -t tmpfs none /var/log
mkdir -p /var/log/classcord "$WORK/here" "$WORK/there"
audit=/var/log/classcord/audit.log

title "The files are right"
shown() { sed -n '/^```rsyslog$/,/^```$/{//!p}' "$repository/docs/SECURITE.md"; }
# What Debian's rsyslog.conf has before it reads /etc/rsyslog.d.
{ echo 'global(workDirectory="'"$WORK"'/here")'; shown; } >"$WORK/here.conf"
grep -q omfwd "$WORK/here.conf" || fail "docs/SECURITE.md has no lines for rsyslog"
cat >"$WORK/there.conf" <<EOF2
global(workDirectory="$WORK/there")
module(load="imtcp")
input(type="imtcp" port="514" ruleset="file")
template(name="as_it_came" type="string" string="%programname%%msg%\n")
ruleset(name="file") { action(type="omfile" file="$WORK/received" template="as_it_came") }
EOF2
for side in here there; do
    rsyslogd -N1 -f "$WORK/$side.conf" >"$WORK/check" 2>&1 || fail "$(cat "$WORK/check")"
    grep -iE 'error|warning' "$WORK/check" && fail "rsyslogd complains"
done
ok "rsyslogd -N1 has nothing to say against them"

title "What is written here arrives there"
start() { rsyslogd -n -f "$WORK/$1.conf" -i "$WORK/$1.pid" >"$WORK/$1.log" 2>&1 & }
start there
start here
printf '[limits]\nlines_per_second = 0\n' >"$WORK/classcord.toml"
# A debug build takes other values than the fixed ones (src/config/fixed.rs).
values='logins_per_minute=1000000 logins_per_minute_per_address=1000000 errors_per_minute=1000000 log_lines_per_second=1000000'
(cd "$WORK" && CLASSCORD_TEST_FIXED="$values" LOGS_DIRECTORY=/var/log/classcord exec "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" \
    2>"$WORK/server.log") &
server=$!
wait_for 20 grep -q '"server_started"' "$audit" || fail "the server does not start: $(cat "$WORK/server.log")"
arrived() { grep -q "$1" "$WORK/received"; }
wait_for 30 arrived '"server_started"' || fail "nothing arrives: $(cat "$WORK/here.log" "$WORK/there.log")"
client 127.0.0.9 fail_logins first 200
wait_for 30 arrived first_199 || fail "the last line does not arrive"
ok "it does: $(grep -m1 first_0 "$WORK/received")"

title "Over a rotation"
mv "$audit" "$audit.1"
kill -HUP "$server"
wait_for 10 test -s "$audit" || fail "the server has not opened a new audit log"
client 127.0.0.9 fail_logins second 200
wait_for 30 arrived second_199 || fail "what stands in the new file does not arrive"
ok "it reads the new file"

title "While the other machine is away"
kill "$(cat "$WORK/there.pid")"
gone() { ! kill -0 "$(cat "$WORK/there.pid")"; }
wait_for 20 gone || true
client 127.0.0.9 fail_logins third 200
start there
wait_for 90 arrived third_199 || fail "what was written meanwhile does not arrive"
ok "what was written meanwhile arrives when it is back"

title "Each line, once"
sent() { cat "$audit.1" "$audit"; }
for word in first second third; do
    diff <(sent | grep "\"user\":\"${word}_" | sort) \
        <(sed -n 's/^classcord-audit //p' "$WORK/received" | grep "\"user\":\"${word}_" | sort) >"$WORK/diff" ||
        fail "of $word: $(wc -l <"$WORK/diff") lines differ: $(head -3 "$WORK/diff")"
done
ok "$(sent | grep -c '"login_failed"') failed logins, each once, as they were written"

summary
