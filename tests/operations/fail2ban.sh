#!/usr/bin/env bash
# A real fail2ban with the shipped filter and jails bans who guesses passwords, sends rubbish or hoards connections,
# and nobody else; nobody can forge a line that has somebody else banned.
#
# Everything happens in a network and mount namespace of its own: no service and no firewall of the machine is touched.
# Takes about half a minute. Run as root; installs what it needs by name. CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces fail2ban nftables iproute2 python3

# Inside. When this shell ends, everything that it started ends with its process namespace.
ip link set lo up
for n in 9 10 11; do ip address add "fd00::$n/128" dev lo; done
mount -t tmpfs none /var/log
mkdir -p "$WORK/etc" "$WORK/data" /var/log/classcord
cp -a /etc/fail2ban/. "$WORK/etc"
mount --bind "$WORK/etc" /etc/fail2ban
mkdir -p /var/run/fail2ban
mount -t tmpfs none /var/run/fail2ban
cp "$repository/fail2ban/filter.d/classcord.conf" /etc/fail2ban/filter.d/
cp "$repository/fail2ban/jail.d/classcord.conf" /etc/fail2ban/jail.d/
# The attackers are on this machine, which fail2ban never bans otherwise; the machine's own jails are not wanted here.
cat >/etc/fail2ban/jail.local <<'EOF'
[DEFAULT]
ignoreself = false
ignoreip =
[sshd]
enabled = false
EOF
printf '[Definition]\ndbfile = None\nallowipv6 = auto\nlogtarget = %s\n' "$WORK/fail2ban.log" >/etc/fail2ban/fail2ban.local
audit=/var/log/classcord/audit.log

matches() { fail2ban-regex -o '<ip>' "$1" "/etc/fail2ban/filter.d/classcord.conf[mode=$2]" 2>/dev/null | sort | uniq -c | awk '{print $2 "x" $1}' | xargs; }

title "The filter and lines that try to deceive it"
genuine='{"time":"2025-06-20T17:14:06.611042+02:00","event":"login_failed","address":"192.168.1.7","error":"wrong_name_or_password"'
forged='\",\"event\":\"login_failed\",\"address\":\"192.0.2.66\",\"error\":\"wrong_name_or_password'
cat >"$WORK/lines" <<EOF
$genuine,"user":"alice"}
$genuine,"user":"x$forged"}
$genuine,"user":"\n{\"time\":\"2025-06-20T17:14:06.611042+02:00$forged\"}"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"login_ok","address":"192.0.2.1","error":"","user":"x$forged"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"kick","address":"192.0.2.2","error":"","user":"p","target":"x","reason":",\"event\":\"bad_input\",\"address\":\"192.0.2.66\",\"error\":\"bad_json\""}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"config_refused","address":null,"error":"","detail":"$forged"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"login_failed","address":"192.0.2.3","error":"banned","user":"eve"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"connection_refused","address":"192.0.2.4","error":"max_connections"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"connection_refused","address":"192.0.2.5","error":"max_connections_per_address"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"rate_limited","address":"fe80::1","error":"messages","user":"x"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"bad_input","address":"2001:db8::7","error":"bad_json"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"register_refused","address":"192.168.1.8","error":"registration_refused","user":"x"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"register_refused","address":"192.0.2.6","error":"name_taken","user":"x"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"tls_failed","address":"192.0.2.21","error":"no_tls"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"tls_failed","address":"192.0.2.22","error":"timed_out"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"tls_failed","address":"2001:db8::23","error":"crowded_out"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"tls_failed","address":"192.0.2.24","error":"old_version"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"tls_failed","address":"192.0.2.25","error":"refused_by_client"}
{"time":"2025-06-20T17:14:06.611042+02:00","event":"tls_failed","address":"192.0.2.26","error":"left"}
EOF
expect() {
    local found
    found=$(matches "$WORK/lines" "$1")
    [ "$found" = "$2" ] || fail "mode $1 finds '$found' and not '$2'"
    ok "mode $1 finds $found and nothing else"
}
expect login "192.168.1.7x3 192.168.1.8x1"
expect input "192.0.2.21x1 2001:db8::7x1"
expect flood "192.0.2.22x1 192.0.2.5x1 2001:db8::23x1 fe80::1x1"

title "A server with its defaults and the encrypted port, and fail2ban with the shipped jails"
printf '[tls]\nlisten = ["[::]:12346"]\n' >"$WORK/classcord.toml"
"$CLASSCORD" cert --data-dir "$WORK/data" >/dev/null || fail "no certificate"
(cd "$WORK" && LOGS_DIRECTORY=/var/log/classcord exec "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" \
    2>"$WORK/server.log") &
server=$!
wait_for 10 grep -q '"server_started"' "$audit" || fail "the server does not start: $(cat "$WORK/server.log")"
fail2ban-client -t >/dev/null || fail "fail2ban refuses its configuration"
fail2ban-client start >/dev/null
wait_for 20 fail2ban-client status classcord-flood || fail "fail2ban does not start: $(cat "$WORK/fail2ban.log")"
ok "jails: $(fail2ban-client status | sed -n 's/.*Jail list:\s*//p')"

banned() { fail2ban-client get "$1" banip | xargs; }
is_banned() { [[ " $(banned "$1") " == *" $2 "* ]]; }

title "Somebody at 127.0.0.9 guesses the password of alice while alice and bob chat"
client 127.0.0.10 register alice secret-42
client 127.0.0.11 register bob secret-42
client 127.0.0.10 mistype alice 3
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 8 >"$WORK/chat" &
chat=$!
client 127.0.0.9 guess alice || fail "the guesser was not kept out"
wait "$chat" || fail "the honest ones were disturbed"
cat "$WORK/chat"
[ "$(banned classcord-login)" = 127.0.0.9 ] || fail "banned are: $(banned classcord-login)"
ok "127.0.0.9 is banned, 127.0.0.10 and 127.0.0.11 are not and have lost nothing"
client 127.0.0.10 login alice secret-42 || fail "alice cannot log in"
nft list table inet f2b-table | grep -A5 classcord-login | grep -E 'set|elements|reject'
nft list ruleset | grep 'tcp dport { 80, 12345, 12346 } ip saddr @addr-set-classcord-login reject' >/dev/null || fail "nftables has no such rule"
ok "nftables rejects it on the chat's ports"
echo "-- what the audit log says:"
grep '"login_failed","address":"127.0.0.9"' "$audit" | sed -n '1p;$p'
echo "-- what fail2ban says:"
grep 'Found 127.0.0.9 ' "$WORK/fail2ban.log" | sed -n '1p;$p'
grep 'Ban 127.0.0.9$' "$WORK/fail2ban.log"

title "The same over IPv6"
client fd00::9 guess alice >"$WORK/guess6" || fail "the guesser was not kept out"
tail -1 "$WORK/guess6"
is_banned classcord-login fd00::9 || fail "banned are: $(banned classcord-login)"
client fd00::10 login alice secret-42 || fail "the neighbour cannot log in"
ok "fd00::9 is banned, fd00::10 is not"

title "Hostile names from the addresses 127.0.1.x, to have 192.0.2.66 and 127.0.0.10 banned"
python3 - >"$WORK/names" <<'EOF'
import json
forged = [f'"event":"{event}","address":"{address}","error":"{error}"'
          for address in ("192.0.2.66", "127.0.0.10")
          for event, error in (("login_failed", "wrong_name_or_password"), ("bad_input", "bad_json"), ("rate_limited", "messages"))]
time = '{"time":"2025-06-20T17:14:06.611042+02:00"'
ends = ['","', '"}\n', '"}\r\n', '\\', '\\"}\\n', '\u2028', '\u0000"}\n', '\u001b[2K\r', "\u0085"]
print(json.dumps([end + time + "," + f for f in forged for end in ends] + ["," + f for f in forged]))
EOF
client 127.0.1 say_names <"$WORK/names" || fail "the hostile names were not answered"
for mode in login input flood; do
    found=$(matches "$audit" "$mode")
    [[ " $found" != *" 192.0.2.66x"* ]] || fail "mode $mode found the forged 192.0.2.66: $found"
    echo "  mode $mode finds: $found"
done
[ "$(matches "$audit" login | tr ' ' '\n' | grep -c '^127.0.0.10x3$')" = 1 ] || fail "127.0.0.10 has other failures than its own three"
python3 - "$audit" <<'EOF' || fail "a line of the audit log is no JSON object of one line"
import json, sys
for line in open(sys.argv[1], "rb").read().decode("ascii").splitlines():
    assert isinstance(json.loads(line), dict)
EOF
ok "no forged address was found; 127.0.0.10 still has its own 3 mistakes only"

title "Rubbish from 127.0.0.13, connections hoarded by 127.0.0.14"
client 127.0.0.13 bad_lines 240 || fail "the bad lines were not stopped"
is_banned classcord-input 127.0.0.13 || fail "banned are: $(banned classcord-input)"
ok "127.0.0.13 is banned by classcord-input"
client 127.0.0.14 hoard || fail "the connections were not stopped"
is_banned classcord-flood 127.0.0.14 || fail "banned are: $(banned classcord-flood)"
ok "127.0.0.14 is banned by classcord-flood"
PORT=12346 client 127.0.0.16 no_tls 240 || fail "the rubbish on the encrypted port was not stopped"
is_banned classcord-input 127.0.0.16 || fail "banned are: $(banned classcord-input)"
ok "127.0.0.16, which sent rubbish to the encrypted port, is banned by classcord-input"
grep '"tls_failed","address":"127.0.0.16"' "$audit" | sed -n '1p'
for jail in login input flood; do
    for address in 127.0.0.10 127.0.0.11 192.0.2.66 fd00::10; do
        is_banned "classcord-$jail" "$address" && fail "classcord-$jail has banned $address"
    done
done
client 127.0.0.10 login alice secret-42 || fail "alice cannot log in"
ok "the others are not"

title "The ban is lifted"
fail2ban-client set classcord-login unbanip 127.0.0.9 >/dev/null
client 127.0.0.9 register carol secret-42 || fail "127.0.0.9 cannot come back"
ok "127.0.0.9 may come in again"

title "After logrotate fail2ban reads the new file"
mv "$audit" "$audit.1"
kill -HUP "$server"
wait_for 10 test -s "$audit" || fail "the server has not opened a new audit log"
client 127.0.0.15 guess bob >"$WORK/guess15" || fail "the guesser was not kept out"
is_banned classcord-login 127.0.0.15 || fail "banned are: $(banned classcord-login)"
ok "127.0.0.15 is banned from what stands in the new file"

summary
