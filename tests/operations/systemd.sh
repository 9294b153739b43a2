#!/usr/bin/env bash
# The units under a real systemd: the shipped files are free of mistakes and give an exposure of at most 1.5; the service
# starts, is ready, writes to the journal (and so to rsyslog) with priorities, reloads, comes back after kill -9 and after a
# hang, is rotated, backed up, asks the school's directory (a real slapd) from within its sandbox, and stops within its time.
#
#   systemd.sh verify     the first part only: seconds, no container
#   systemd.sh            everything: a small Debian is built and booted with systemd-nspawn, a minute or two
#
# The container has a network of its own. Run as root; installs what it needs by name. CLASSCORD=FILE tries that binary,
# which has to run on this machine's release of Debian. ROOT=DIRECTORY keeps the small Debian there for the next time.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$here/container.sh"
need systemd

units=(classcord.service classcord.socket classcord-http.socket classcord-backup.service classcord-backup.timer)

title "systemd $(systemctl --version | awk 'NR == 1 {print $2}') checks the units"
mkdir "$work/units"
for unit in "${units[@]}"; do
    # The binary need not be installed to check the rest.
    sed 's#^\(Exec[A-Za-z]*=[-+]*\)/usr/bin/classcord#\1/bin/true#' "$repository/systemd/$unit" >"$work/units/$unit"
done
if [ "$(systemctl --version | awk 'NR == 1 {print $2}')" -ge 254 ]; then
    cp -r "$repository/systemd/classcord.service.d" "$work/units/"
fi
said=$(systemd-analyze verify --man=no "${units[@]/#/$work/units/}" 2>&1) || fail "verify: $said"
[ -z "$said" ] || fail "verify says: $said"
ok "verify is silent"
for unit in classcord.service classcord-backup.service; do
    said=$(systemd-analyze security --offline=yes --threshold=15 "$work/units/$unit" 2>&1) || fail "$said"
    ok "$(grep 'Overall exposure' <<<"$said" | tail -1)"
done
if [ "${1:-}" = verify ]; then
    summary
    exit
fi

need mmdebstrap systemd-container python3 iproute2 openssl curl
find_classcord
make_root logrotate rsyslog slapd python3-ldap3

title "Installation"
install -m 755 "$CLASSCORD" "$root/usr/bin/classcord"
for unit in "${units[@]}"; do install -m 644 "$repository/systemd/$unit" "$root/etc/systemd/system/$unit"; done
install -D -m 644 "$repository/systemd/classcord.sysusers" "$root/usr/lib/sysusers.d/classcord.conf"
install -D -m 644 "$repository/systemd/classcord.tmpfiles" "$root/usr/lib/tmpfiles.d/classcord.conf"
install -D -m 644 "$repository/classcord.toml" "$root/etc/classcord/classcord.toml"
install -D -m 644 "$repository/logrotate/classcord" "$root/etc/logrotate.d/classcord"
# What is not under test would only take time.
ln -sf /dev/null "$root/etc/systemd/system/systemd-networkd.service"
rm -rf "$root/var/lib/classcord" "$root/var/log/classcord" "$root/var/log/journal" "$root/etc/systemd/system/classcord.service.d"

boot
ok "systemd has booted in the container"
audit() { grep -c "\"event\":\"$1\"" "$root/var/log/classcord/audit.log" || true; }
audited() { [ "$(audit "$1")" -ge "$2" ]; }

title "Start"
inside systemctl enable -q --now classcord.service classcord-backup.timer || fail "$(inside journalctl -u classcord --no-pager -n 30)"
# With Type=notify that it is active means that the server has said so.
[ "$(property ActiveState)" = active ] || fail "it is $(property ActiveState)"
pid=$(property MainPID)
ok "it is active as soon as it has said READY=1; main process $pid"
client 127.0.0.10 register alice secret-42 || fail "no chat"
client 127.0.0.11 register bob secret-42 || fail "no chat"
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 1 || fail "no chat"
status() { inside awk -v key="$1:" '$1 == key {print $2}' "/proc/$pid/status"; }
[ "$(inside stat -c %U "/proc/$pid")" = classcord ] || fail "it does not run as classcord"
[ "$(status CapEff)" = 0000000000000000 ] && [ "$(status CapBnd)" = 0000000000000000 ] || fail "it has capabilities"
[ "$(status NoNewPrivs)" = 1 ] && [ "$(status Seccomp)" = 2 ] || fail "it may gain privileges or call anything"
ok "it runs as classcord, without capabilities, under a system call filter"
# The container cannot be given more than this machine allows; the default of 1000 clients has to fit in any case.
files=$(inside awk '/^Max open files/ {print $4}' "/proc/$pid/limits")
[ "$files" -ge 2000 ] || fail "it may open $files files"
ok "it may open $files files"
modes=$(inside stat -c '%a %U:%G %n' /var/lib/classcord /var/lib/classcord/backups /run/classcord /var/log/classcord \
    /run/classcord/control.sock /var/log/classcord/audit.log /etc/classcord/classcord.toml \
    /var/lib/classcord/ca-key.pem /var/lib/classcord/ca.pem /var/lib/classcord/cert.pem /var/lib/classcord/key.pem)
diff <(cat <<'EOF'
750 classcord:classcord /var/lib/classcord
750 classcord:classcord /var/lib/classcord/backups
750 classcord:classcord /run/classcord
750 classcord:classcord /var/log/classcord
660 classcord:classcord /run/classcord/control.sock
640 classcord:classcord /var/log/classcord/audit.log
640 root:classcord /etc/classcord/classcord.toml
600 root:root /var/lib/classcord/ca-key.pem
600 classcord:classcord /var/lib/classcord/ca.pem
600 classcord:classcord /var/lib/classcord/cert.pem
600 classcord:classcord /var/lib/classcord/key.pem
EOF
) <(echo "$modes") || fail "owners or modes are not as they should be"
[ -z "$(inside find /var/lib/classcord -type f -perm /077)" ] || fail "$(inside ls -lR /var/lib/classcord)"
ok "directories, socket and files are for their owner and group; the database for its owner only"
inside journalctl -u classcord --no-pager -o cat | grep -E 'listening|ready' | sed 's/^/  /'
inside journalctl -u classcord --no-pager -p warning -o cat | grep -v '^-- ' && fail "the journal has warnings"
ok "the journal has no warning"
priorities() { inside journalctl -u classcord --no-pager -o json | sed -n 's/.*"PRIORITY":"\([0-9]*\)".*/\1/p' | sort -u | xargs; }
# 6: for information (syslog(3)); what systemd itself says of the unit has it too.
[ "$(priorities)" = 6 ] || fail "what is for information has the priorities $(priorities)"
in_syslog() { grep -q "classcord\[$pid\]: .*$1" "$root/var/log/syslog"; }
wait_for 20 in_syslog 'ready ' || fail "journald hands nothing to rsyslog"
ok "in the journal it is for information; journald hands it to rsyslog: $(grep -m1 -o "classcord\[$pid\]: .*ready.*" "$root/var/log/syslog")"

title "The certificate"
authority=$root/var/lib/classcord/ca.pem
fingerprint=$(shown_over_tls "$authority" 127.0.0.1) || fail "no https with a certificate of its own: $(inside journalctl -u classcord --no-pager -n 30)"
ok "it speaks TLS by itself, with a certificate of its own authority, whose key is root's"
name=$(inside uname -n).local
inside classcord cert --show | grep -q "$name" || fail "the certificate is not for $name"
answer=$(nsenter -t "$leader" -n -- curl -s -o /dev/null -w '%{http_code}' -H "Host: $name:12345" http://127.0.0.1:12345/)
[ "$answer" = 200 ] || fail "the page answers $answer under $name"
ok "the certificate is for the machine's name, under which the server answers browsers"
made=$(certificate_files)
inside systemctl reload classcord && inside systemctl restart classcord || fail "reload or restart"
pid=$(property MainPID)
diff <(echo "$made") <(certificate_files) || fail "a start or a reload has written where nothing was needed"
ok "a restart and a reload write nothing"
nsenter -t "$leader" -n ip address add 192.168.50.7/32 dev lo
inside systemctl reload classcord || fail "reload"
renewed() {
    local now
    now=$(shown_over_tls "$authority" "$1") && [ "$now" != "$fingerprint" ]
}
wait_for 10 renewed 192.168.50.7 || fail "an address that has come is not in the certificate: $(inside classcord cert --show)"
for same in ca-key.pem ca.pem key.pem; do
    [ "$(grep " $same" <<<"$made")" = "$(certificate_files | grep " $same")" ] || fail "$same was written anew"
done
[ "$(property MainPID)" = "$pid" ] || fail "it was restarted"
addresses=$(inside classcord admin address)
for address in "http://192.168.50.7:12345" "http://$name:12345"; do grep -q "$address" <<<"$addresses" || fail "the page is not said to be at $address: $addresses"; done
ok "an address that has come is in the certificate after a reload; the authority and the key are the same"
install -D -m 755 "$repository/systemd/networkmanager-dispatcher" "$root/usr/lib/NetworkManager/dispatcher.d/50-classcord"
fingerprint=$(shown_over_tls "$authority" 192.168.50.7)
nsenter -t "$leader" -n ip address add 192.168.50.8/32 dev lo
inside /usr/lib/NetworkManager/dispatcher.d/50-classcord wire down || fail "the dispatcher's script"
renewed 192.168.50.7 && fail "an interface that goes down renews the certificate"
inside /usr/lib/NetworkManager/dispatcher.d/50-classcord wire up || fail "the dispatcher's script"
wait_for 10 renewed 192.168.50.8 || fail "what NetworkManager tells changes nothing: $(inside classcord cert --show)"
ok "so it is when NetworkManager tells of an address"
made=$(certificate_files)
for address in 192.168.50.7 192.168.50.8; do nsenter -t "$leader" -n ip address delete $address/32 dev lo; done
inside systemctl restart classcord || fail "restart"
pid=$(property MainPID)
diff <(echo "$made") <(certificate_files) || fail "an address that has gone renews the certificate"
ok "an address that has gone changes nothing"
inside mkdir -p /run/systemd/system/classcord.service.d
inside sh -c "printf '[Service]\nExecStartPre=\nExecReload=\nExecReload=/bin/kill -HUP \$MAINPID\n' >/run/systemd/system/classcord.service.d/no-certificate.conf"
inside systemctl daemon-reload
inside rm /var/lib/classcord/cert.pem /var/lib/classcord/key.pem
inside systemctl restart classcord && inside systemctl reload classcord || fail "the drop-in of docs/CERTIFICAT.md"
inside test -e /var/lib/classcord/cert.pem && fail "who wants no certificate gets one"
shown_over_tls "$authority" 127.0.0.1 >/dev/null && fail "it speaks TLS without a certificate"
ok "who wants no certificate has none"
inside rm -r /run/systemd/system/classcord.service.d
inside systemctl daemon-reload
inside systemctl restart classcord || fail "restart"
pid=$(property MainPID)
shown_over_tls "$authority" 127.0.0.1 >/dev/null || fail "no https"

title "Reload"
reloads=$(audit config_reloaded)
sed -i 's/^lang = "fr"/lang = "en"/' "$root/etc/classcord/classcord.toml"
inside systemctl reload classcord || fail "reload"
wait_for 10 audited config_reloaded $((reloads + 1)) || fail "the audit log does not say that it was reloaded"
[ "$(property ActiveState) $(property MainPID)" = "active $pid" ] || fail "it is $(property ActiveState), $(property MainPID)"
ok "it has reloaded and is the same process"
echo 'nonsense = 1' >>"$root/etc/classcord/classcord.toml"
inside systemctl reload classcord || fail "reload of a wrong file"
wait_for 10 audited config_refused 1 || fail "the audit log does not say that the file was refused"
wait_for 10 active || fail "it is $(property ActiveState)"
[ "$(property MainPID)" = "$pid" ] || fail "it is another process"
client 127.0.0.10 login alice secret-42 || fail "no chat"
inside journalctl -u classcord --no-pager -p err -o cat | grep -q nonsense || fail "the journal has no error with the key's name"
wait_for 20 in_syslog nonsense || fail "rsyslog has no error with the key's name"
sed -i '/^nonsense/d' "$root/etc/classcord/classcord.toml"
ok "a wrong file is refused, the chat goes on, and the journal has it as an error"

title "logrotate asks systemd to reload it"
inside logrotate -f /etc/logrotate.d/classcord || fail "logrotate"
reopened() { grep -q config_reloaded "$root/var/log/classcord/audit.log"; }
wait_for 10 reopened || fail "the server writes no new file"
[ -s "$root/var/log/classcord/audit.log.1" ] || fail "the old file is gone"
ok "audit.log.1 is the old file, audit.log is written"

title "Backup"
inside systemctl start classcord-backup || fail "$(inside journalctl -u classcord-backup --no-pager -n 20)"
inside find /var/lib/classcord/backups -type f -printf '  %m %u %s bytes %p\n' | grep . || fail "there is no copy"
[ -z "$(inside find /var/lib/classcord/backups -type f -perm /077)" ] || fail "others may read it"
inside systemctl list-timers classcord-backup.timer --no-pager --no-legend | sed 's/^/  /'
[ "$(inside systemctl show classcord-backup.timer -P Persistent)" = yes ] || fail "the timer is not persistent"
ok "a copy was made while the server runs, and the timer is set"
inside systemctl stop classcord
# The names are told apart by their seconds.
sleep 1
inside systemctl start classcord-backup || fail "$(inside journalctl -u classcord-backup --no-pager -n 20)"
copies() { inside find /var/lib/classcord/backups -type f | wc -l; }
[ "$(copies)" -eq 2 ] || fail "$(copies) copies"
inside systemctl start classcord
pid=$(property MainPID)
ok "a copy was made while the server was stopped"
cron=$repository/systemd/classcord-backup.cron
mapfile -t settings < <(grep -E '^[A-Z_]+=' "$cron")
line=$(grep -E '^[0-9]' "$cron")
read -r _ _ _ _ _ user command <<<"$line"
sleep 1
inside env -i PATH=/usr/bin:/bin "${settings[@]}" /sbin/runuser -u "$user" -- /bin/sh -c "$command" || fail "what cron is to run fails"
[ "$(copies)" -eq 3 ] || fail "$(copies) copies"
ok "a copy was made as cron would"

title "kill -9"
inside kill -9 "$pid"
began=$SECONDS
restarted() { active && [ "$(property MainPID)" != "$pid" ] && client 127.0.0.10 login alice secret-42; }
wait_for 20 restarted || fail "it has not come back: $(property ActiveState)"
pid=$(property MainPID)
ok "it is back after $((SECONDS - began)) s with its accounts; restarts: $(property NRestarts)"

title "A loop that hangs"
inside mkdir -p /run/systemd/system/classcord.service.d
inside sh -c "printf '[Service]\nWatchdogSec=2s\nRestartSec=1s\n' >/run/systemd/system/classcord.service.d/fast.conf"
inside systemctl daemon-reload
inside systemctl restart classcord
pid=$(property MainPID)
sleep 5
[ "$(property MainPID)" = "$pid" ] && active || fail "the watchdog ended a server that was well"
ok "idle for two and a half watchdog times, it is still the same process"
inside kill -STOP "$pid"
began=$SECONDS
wait_for 30 restarted || fail "it has not come back: $(property ActiveState)"
inside journalctl -u classcord --no-pager -o cat | grep 'Watchdog timeout' >/dev/null || fail "the journal knows of no watchdog"
ok "stopped in its tracks, it was ended by the watchdog and is back after $((SECONDS - began)) s"
inside rm -r /run/systemd/system/classcord.service.d
inside systemctl daemon-reload
inside systemctl restart classcord

title "systemd holds the port"
inside systemctl stop classcord
inside systemctl start classcord.socket || fail "$(inside journalctl -u classcord.socket --no-pager -n 20)"
[ "$(property ActiveState)" = inactive ] || fail "it is $(property ActiveState)"
client 127.0.0.10 login alice secret-42 || fail "who connects does not start it"
active || fail "it is $(property ActiveState)"
ok "the first connection starts it, and is served"
# Who is there when it stops is closed, as always; who comes then must not be refused.
for ((n = 1; n <= 40; n++)); do client 127.0.0.10 ask || true; done >"$work/asked" 2>&1 &
asking=$!
for _ in 1 2 3; do inside systemctl restart classcord || fail "restart"; done
wait "$asking"
grep 'cannot connect' "$work/asked" && fail "somebody was refused"
answered=$(grep -c 'is answered' "$work/asked")
[ "$answered" -ge 30 ] || fail "only $answered of 40 were answered: $(cat "$work/asked")"
ok "$answered of 40 who come during three restarts are answered at once, and none is refused the connection"
inside systemctl stop classcord.socket classcord
inside systemctl start classcord || fail "without the socket it does not start"

title "The school's directory, from within the sandbox"
inside systemctl -q disable --now slapd 2>/dev/null || true
school=$root/etc/school
mkdir -p "$school/db"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$school/key.pem" -out "$school/ca.pem" \
    -subj /CN=annuaire.lycee.local -addext subjectAltName=DNS:annuaire.lycee.local 2>/dev/null
chmod 644 "$school/ca.pem"
cat >"$school/slapd.conf" <<'EOF'
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile /etc/school/ca.pem
TLSCertificateKeyFile /etc/school/key.pem
database mdb
suffix "dc=lycee,dc=local"
directory /etc/school/db
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
EOF
cat >"$school/people.ldif" <<'EOF'
dn: dc=lycee,dc=local
objectClass: dcObject
objectClass: organization
o: lycee
dc: lycee

dn: uid=jdupont,dc=lycee,dc=local
objectClass: inetOrgPerson
uid: jdupont
cn: jdupont
sn: Dupont
userPassword: bon mot
EOF
inside slapadd -q -f /etc/school/slapd.conf -l /etc/school/people.ldif || fail "slapadd"
echo '127.0.0.1 annuaire.lycee.local' >>"$root/etc/hosts"
inside systemd-run -q --unit=school slapd -f /etc/school/slapd.conf -h ldaps://127.0.0.1:636 -d 0
install -D -m 755 "$repository/auth/classcord-auth-ldap" "$root/usr/lib/classcord/classcord-auth-ldap"
cat >"$root/etc/classcord/ldap.toml" <<'EOF'
server = "ldaps://annuaire.lycee.local"
ca_file = "/etc/school/ca.pem"
user_dn = "uid={name},dc=lycee,dc=local"
base = "dc=lycee,dc=local"
EOF
sed -i 's#^command = \[\]#command = ["/usr/lib/classcord/classcord-auth-ldap", "/etc/classcord/ldap.toml"]#' "$root/etc/classcord/classcord.toml"
grep -q '^command = .*auth-ldap' "$root/etc/classcord/classcord.toml" || fail "the configuration has no command to replace"
inside systemctl restart classcord || fail "$(inside journalctl -u classcord --no-pager -n 20)"
login() { nsenter -t "$leader" -n -- python3 "$here/ldap.py" login "$1" "$2"; }
lets_in() { [ "$(login jdupont 'bon mot')" = "ok jdupont" ]; }
wait_for 30 lets_in || fail "jdupont: $(login jdupont 'bon mot'); $(inside journalctl -u classcord --no-pager -n 20)"
[ "$(login jdupont faux)" = login_failed ] || fail "a wrong password: $(login jdupont faux)"
program=$(inside pgrep -f '^/usr/bin/python3 /usr/lib/classcord/classcord-auth-ldap' | head -1)
[ "$(inside awk '$1 == "Seccomp:" {print $2}' "/proc/$program/status")" = 2 ] || fail "the program is not in the sandbox"
ok "the program of [auth] finds the directory by its name, speaks TLS with it, and lets people in: all of it in the service's sandbox"
inside journalctl -u classcord --no-pager -p warning -o cat --since=-60s | grep 'auth' && fail "the journal has warnings"
sed -i 's#^command = .*auth-ldap.*#command = []#' "$root/etc/classcord/classcord.toml"
inside systemctl stop school
inside systemctl restart classcord

title "Stop"
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 20 >/dev/null 2>&1 &
chat=$!
# Both have to be there before it stops.
there() { [ "$(nsenter -t "$leader" -n ss -Htn state established '( sport = :12345 )' | wc -l)" -ge 2 ]; }
wait_for 10 there || fail "nobody is there"
began=$(date +%s%N)
inside systemctl stop classcord || fail "stop"
took_ms=$((($(date +%s%N) - began) / 1000000))
wait "$chat" 2>/dev/null || true
[ "$(property ActiveState) $(property Result) $(property ExecMainStatus)" = "inactive success 0" ] ||
    fail "it is $(property ActiveState), $(property Result), $(property ExecMainStatus)"
[ "$took_ms" -lt 10000 ] || fail "it took $took_ms ms"
grep -q '"server_stopped"' "$root/var/log/classcord/audit.log" || fail "the audit log does not say that it stopped"
inside test -e /run/classcord && fail "/run/classcord is left"
ok "with people in it, it stopped cleanly in $took_ms ms"

title "It starts with the machine, and stops with it"
inside systemctl start classcord
power_off
last_words() { tail -1 "$root/var/log/classcord/audit.log" | grep -q '"server_stopped"'; }
last_words || fail "it was not stopped cleanly"
boot
active || fail "it has not come with the machine: $(property ActiveState)"
client 127.0.0.10 login alice secret-42 || fail "alice is gone"
inside journalctl -b -u classcord --no-pager -o cat -p err | grep -v '^-- ' && fail "the journal has errors"
power_off
last_words || fail "it was not stopped cleanly"
ok "it came with the machine, and was stopped cleanly with it"

summary
