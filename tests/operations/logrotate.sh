#!/usr/bin/env bash
# A real logrotate with the shipped file rotates both logs again and again while the server writes them as fast as three
# clients can make it; no line is lost and none is there twice.
#
# Everything happens in namespaces of its own. Takes some seconds. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces logrotate procps iproute2 python3

ROTATIONS=12
LOGINS=20000

ip link set lo up
mount -t tmpfs none /var/log
# The user of the service, for this namespace only.
for file in passwd group; do
    grep -v '^classcord:' "/etc/$file" >"$WORK/$file"
done
echo 'classcord:x:60123:60123::/nonexistent:/usr/sbin/nologin' >>"$WORK/passwd"
echo 'classcord:x:60123:' >>"$WORK/group"
chmod 644 "$WORK/passwd" "$WORK/group"
mount --bind "$WORK/passwd" /etc/passwd
mount --bind "$WORK/group" /etc/group
# logrotate is to find the server by its name; the service manager has its own test.
if [ -d /run/systemd ]; then mount -t tmpfs none /run/systemd; fi
install -d -m 750 -o classcord -g classcord /var/log/classcord "$WORK/data"
chmod 755 "$WORK"
# The binary may lie where that user cannot go, and has to have its name.
install -m 755 "$CLASSCORD" "$WORK/classcord"
# Everything is logged, and nothing slows the clients down.
cat >"$WORK/classcord.toml" <<'EOF'
[log]
file = "/var/log/classcord/classcord.log"
level = "debug"
[limits]
lines_per_second = 0
bytes_per_second = 0
EOF
chmod 644 "$WORK/classcord.toml"

title "The file is right"
install -m 644 "$repository/logrotate/classcord" "$WORK/logrotate"
chown root:root "$WORK/logrotate"
logrotate -d "$WORK/logrotate" >"$WORK/debug" 2>&1 || fail "logrotate refuses it: $(cat "$WORK/debug")"
grep -iE '^(error|warning)' "$WORK/debug" | grep -v 'debug mode does nothing' && fail "logrotate complains"
ok "logrotate has nothing to say against it"

title "$ROTATIONS rotations while three clients fail $LOGINS logins each"
# A debug build refuses nearly all of them at once, and has room for all log lines (src/config/fixed.rs).
values='log_queue_bytes=67108864 log_lines_per_second=1000000 logins_per_minute=1'
(cd / && LOGS_DIRECTORY=/var/log/classcord CLASSCORD_TEST_FIXED="$values" exec setpriv --reuid classcord --regid classcord --clear-groups \
    "$WORK/classcord" --config "$WORK/classcord.toml" --data-dir "$WORK/data" 2>"$WORK/stderr") &
server=$!
wait_for 10 grep -q '"server_started"' /var/log/classcord/audit.log || fail "the server does not start: $(cat "$WORK/stderr")"
clients=()
for n in 1 2 3; do
    client "127.0.0.$n" fail_logins "nobody$n" "$LOGINS" &
    clients+=($!)
done
# Each rotation waits until the server writes into the newest file.
under_way() { [ "$(stat -c %s /var/log/classcord/audit.log)" -gt 50000 ]; }
under_load=0
for ((n = 1; n <= ROTATIONS; n++)); do
    wait_for 10 under_way || break
    logrotate -f -s "$WORK/state" "$WORK/logrotate" || fail "logrotate failed"
    running=$(jobs -rp | grep -vcx "$server" || true)
    if [ "$running" -gt 0 ]; then under_load=$((under_load + 1)); fi
done
for pid in "${clients[@]}"; do wait "$pid" || fail "a client was disturbed"; done
[ "$under_load" -eq "$ROTATIONS" ] || fail "only $under_load rotations happened while the clients were at work"
ok "each rotation happened under load"
[ "$(stat -c '%a %U %G' /var/log/classcord/audit.log)" = "640 classcord classcord" ] || fail "the new file is $(stat -c '%a %U %G' /var/log/classcord/audit.log)"
ok "the new file is for its user and group only"
kill -TERM "$server"
wait "$server" || fail "the server ended with $?"
[ ! -s "$WORK/stderr" ] || fail "the server complained: $(cat "$WORK/stderr")"

title "Every line is there once"
ls -l /var/log/classcord | awk '{print "  " $1, $3, $5, $9}'
for log in audit classcord; do
    zcat -f /var/log/classcord/$log.log* | grep -a login_failed | grep -aoE 'nobody[123]_[0-9]+' | sort >"$WORK/$log.names"
    there=$(wc -l <"$WORK/$log.names")
    different=$(uniq "$WORK/$log.names" | wc -l)
    [ "$there" -eq $((3 * LOGINS)) ] && [ "$different" -eq "$there" ] ||
        fail "$log.log: $there lines of $((3 * LOGINS)), $different different ones"
    ok "$log.log: $there lines, each once"
done
zcat -f /var/log/classcord/*.log* | grep -aq log_lines_lost && fail "lines were lost"
zcat -f /var/log/classcord/audit.log* | python3 -c '
import json, sys
for line in sys.stdin: json.loads(line)' || fail "a line was torn"
ok "no line was torn"

summary
