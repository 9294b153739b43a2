#!/usr/bin/env bash
# The Debian package in a real Debian: installed, the service runs, people chat and a fail2ban that runs has its jails; installed
# again over itself, it keeps what the administrator changed and what people wrote; removed, it leaves the data and nobody on the
# port, also where systemd held it; purged, it leaves nothing of its own.
#
#   package.sh [FILE.deb]      without a file it is built with cross/package.sh
#
# The container has a network of its own. Run as root; installs what it needs by name. ROOT=DIRECTORY keeps the small Debian
# there for the next time: not the directory that systemd.sh is given, where the files are copied by hand.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$here/container.sh"

package=${1:-$("$repository/cross/package.sh" "$(dpkg --print-architecture)" | tail -1)}
[ -s "$package" ] || fail "there is no package $package"
need lintian mmdebstrap systemd-container python3 openssl

title "lintian $(basename "$package")"
lintian --allow-root --tag-display-limit 0 --fail-on error "$package" || fail "lintian has errors"
ok "no error"

title "Memory at rest"
# The processor's own: an emulator has memory beside the program's.
if [ "$(dpkg-deb --field "$package" Architecture)" = "$(dpkg --print-architecture)" ]; then
    dpkg-deb --extract "$package" "$work/unpacked"
    figures=$(PROGRAM=$work/unpacked/usr/bin/classcord "$repository/bench/memory.sh" --check) || fail "it holds too much: $figures"
    ok "$figures"
fi

title "Documents"
mkdir -p "$work/unpacked"
dpkg-deb --extract "$package" "$work/unpacked"
documents=$work/unpacked/usr/share/doc/classcord
# How it is built and packaged is in the source only; README.md is the source's.
lost=$("$here/links.py" "$documents" | grep -vE '^README\.md -> |-> (\.\./)+(cross|pi-image)/' || true)
[ -z "$lost" ] || fail "links that lead nowhere: $lost"
diff -r "$repository/monitoring" "$documents/examples/monitoring" || fail "the files for Prometheus and Grafana are others"
grep -q '/usr/share/doc/classcord/examples/monitoring/' "$documents/docs/EXPLOITATION.md" || fail "docs/EXPLOITATION.md names another directory than examples/monitoring"
ok "what the documents link to is beside them; monitoring/ is among the examples"

make_root init-system-helpers fail2ban nftables
chroot "$root" dpkg --purge classcord >/dev/null 2>&1 || true
# Debian's own jail wants a log of sshd's, without which fail2ban does not start.
printf '[sshd]\nenabled = false\n' >"$root/etc/fail2ban/jail.local"
# What is not under test would only take time.
ln -sf /dev/null "$root/etc/systemd/system/systemd-networkd.service"
cp "$package" "$root/root/classcord.deb"
boot
ok "systemd has booted in the container"
# Nobody is there to answer: a question about a configuration file is a failure.
packaged() { inside env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin dpkg "$@" </dev/null >"$work/dpkg" 2>&1 || fail "dpkg $*: $(cat "$work/dpkg")"; }
is_enabled() { inside systemctl is-enabled "$1" 2>/dev/null || true; }
journal() { inside journalctl -u classcord --no-pager -o cat -n 30; }
permissions() {
    local found
    found=$(inside stat -c '%a %U:%G %n' /etc/classcord/classcord.toml /var/log/classcord/audit.log /var/lib/classcord \
        /var/lib/classcord/ca-key.pem /var/lib/classcord/cert.pem /var/lib/classcord/key.pem)
    diff <(printf '%s\n' '640 root:classcord /etc/classcord/classcord.toml' '640 classcord:classcord /var/log/classcord/audit.log' \
        '750 classcord:classcord /var/lib/classcord' '600 root:root /var/lib/classcord/ca-key.pem' \
        '600 classcord:classcord /var/lib/classcord/cert.pem' '600 classcord:classcord /var/lib/classcord/key.pem') <(echo "$found") || fail "owners or modes are not as they should be"
}

fail2ban_runs() { inside fail2ban-client ping; }
jails() { inside fail2ban-client status | sed -n 's/.*Jail list:[[:space:]]*//p'; }
wait_for 30 fail2ban_runs || fail "fail2ban does not run: $(inside journalctl -u fail2ban -o cat -n 20)"
[ -z "$(jails)" ] || fail "jails before the installation: $(jails)"
# What waits for connections on the chat's port.
listening() { inside grep -cE '^ *[0-9]+: [0-9A-F]+:3039 [0-9A-F]+:0000 0A ' /proc/net/tcp /proc/net/tcp6 | awk -F: '{ n += $2 } END { exit !n }'; }

title "Installation"
packaged -i /root/classcord.deb
active || fail "the service is $(property ActiveState): $(journal)"
ok "$(inside dpkg-query -W -f '${Package} ${Version} ${Architecture}, ${Installed-Size} KiB' classcord): the service is active, $(inside /usr/bin/classcord --version)"
inside /usr/bin/classcord-bench --version >"$work/version" || fail "the load generator does not start"
ok "$(cat "$work/version") is beside it"
for unit in classcord.service classcord-backup.timer; do
    [ "$(is_enabled $unit)" = enabled ] || fail "$unit is $(is_enabled $unit)"
    inside systemctl is-active -q $unit || fail "$unit is not active"
done
[ "$(is_enabled classcord-backup.service)" = static ] || fail "the backup is not started by its timer only"
ok "service and backup timer start with the machine"
inside dpkg-query -W -f '${Conffiles}\n' classcord | grep -q '^ /etc/classcord/classcord.toml ' || fail "the configuration is no conffile"
permissions
ok "the configuration is a conffile, 0640 root:classcord"
client 127.0.0.10 register alice secret-42 || fail "no chat"
client 127.0.0.11 register bob secret-42 || fail "no chat"
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 1 || fail "no chat"
ok "people register and chat on port 12345"
[ "$(jails)" = 'classcord-flood, classcord-input, classcord-login' ] || fail "fail2ban's jails: $(jails)"
ok "the fail2ban that runs has the jails: $(jails)"

shown_over_tls "$root/var/lib/classcord/ca.pem" 127.0.0.1 >/dev/null || fail "no https: $(journal)"
certificate=$(certificate_files)
inside test -x /usr/lib/NetworkManager/dispatcher.d/50-classcord || fail "NetworkManager is not told"
ok "teachers come in by https: a certificate was made, by an authority whose key is root's"

title "Upgrade"
pid=$(property MainPID)
sed -i 's/^lang = "fr"/lang = "en"/' "$root/etc/classcord/classcord.toml"
grep -q '^lang = "en"' "$root/etc/classcord/classcord.toml" || fail "the configuration has no line to change"
packaged -i /root/classcord.deb
active || fail "the service is $(property ActiveState): $(journal)"
[ "$(property MainPID)" != "$pid" ] || fail "it was not restarted"
grep -q '^lang = "en"' "$root/etc/classcord/classcord.toml" || fail "the administrator's change is lost"
permissions
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 1 || fail "no chat"
diff <(echo "$certificate") <(certificate_files) || fail "the certificate was written anew"
ok "the service was restarted, the certificate is the same, the configuration is the administrator's, alice and bob still chat"
inside systemctl disable -q classcord.service
packaged -i /root/classcord.deb
[ "$(is_enabled classcord.service)" = disabled ] || fail "a service that was disabled is $(is_enabled classcord.service)"
inside systemctl enable -q classcord.service
ok "who has disabled the service is not overruled"

title "Removal"
inside systemctl stop -q classcord.service
inside systemctl enable -q --now classcord.socket
inside systemctl start classcord.service
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 1 || fail "no chat through systemd's socket"
listening || fail "nobody listens on port 12345"
packaged --remove classcord
active && fail "the service still runs"
listening && fail "somebody still listens on port 12345: $(inside systemctl status classcord.socket --no-pager)"
inside test -e /usr/lib/NetworkManager/dispatcher.d/50-classcord && fail "NetworkManager is still told"
for program in classcord classcord-bench; do
    inside test -e "/usr/bin/$program" && fail "$program is left"
done
for kept in /etc/classcord/classcord.toml /var/log/classcord/audit.log /var/lib/classcord/ca-key.pem /var/lib/classcord/cert.pem; do
    inside test -s "$kept" || fail "$kept is gone"
done
[ -n "$(inside find /var/lib/classcord -type f -size +0)" ] || fail "the data are gone"
ok "the service has stopped; configuration, data and logs are there"
packaged -i /root/classcord.deb
active || fail "the service is $(property ActiveState): $(journal)"
[ "$(is_enabled classcord.service)" = enabled ] || fail "the service is $(is_enabled classcord.service)"
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 1 || fail "no chat"
diff <(echo "$certificate") <(certificate_files) || fail "the certificate was written anew"
ok "installed again, alice and bob have their accounts, and devices the certificate that they know"
inside systemctl is-active -q classcord.socket || fail "the socket that was enabled is $(inside systemctl is-active classcord.socket)"
ok "systemd holds the port again, as before the removal"

title "Purge"
packaged --purge classcord
active && fail "the service still runs"
listening && fail "somebody still listens on port 12345"
left=$(inside find /etc /usr /var /run /tmp /root -name '*classcord*' ! -path /root/classcord.deb ! -path '/run/systemd/propagate/*' \
    ! -path '/sys/*' 2>/dev/null || true)
[ -z "$left" ] || fail "left: $left"
[ -z "$(jails)" ] || fail "fail2ban still has the jails $(jails)"
inside dpkg-query -W classcord >/dev/null 2>&1 && fail "dpkg still knows it"
ok "no file of it is left"
# Its number is not to be given to somebody else's files.
inside getent passwd classcord >/dev/null || fail "the user is gone"
ok "the user stays"
power_off
rm "$root/root/classcord.deb"

summary
