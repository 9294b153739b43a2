#!/usr/bin/env bash
# What the documents tell an operator to type where the Debian package is installed, typed as it is written, in a small Debian that
# is booted: apt, systemctl, journalctl, `sudo classcord …`, fail2ban, nftables, ufw, logrotate, rsyslog.
#
#   documents_service.sh [FILE.deb]      without a file it is built with cross/package.sh
#
# commands.toml says which command is run where. The container has a network of its own, and so its own firewall; it reaches no
# server of Debian, which is why what apt would fetch is there already. Run as root; installs what it needs by name.
# ROOT=DIRECTORY keeps the small Debian there for the next time.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$here/container.sh"

architecture=$(dpkg --print-architecture)
package=${1:-$("$repository/cross/package.sh" "$architecture" | tail -1)}
[ -s "$package" ] || fail "there is no package $package"
need mmdebstrap systemd-container python3
make_root init-system-helpers sudo fail2ban nftables iptables ufw logrotate rsyslog curl netcat-openbsd python3-systemd systemd-timesyncd

# What an earlier run has left in a kept one.
chroot "$root" dpkg --purge classcord >/dev/null 2>&1 || true
sed -i 's/^ENABLED=.*/ENABLED=no/' "$root/etc/ufw/ufw.conf"
rm -rf "$root/root/classcord"
mkdir -p "$root/root/classcord"
cp -r "$repository/fail2ban" "$root/root/classcord/"
cp "$package" "$root/root/classcord/classcord_0.1.0-1_$architecture.deb"
sed -n '/^```nft$/,/^```$/{//!p}' "$repository/docs/SECURITE.md" >"$root/etc/nftables.conf"
sed -n '/^```rsyslog$/,/^```$/{//!p}' "$repository/docs/SECURITE.md" >"$root/etc/rsyslog.d/classcord.conf"
# What an installer writes: sudo looks its machine up.
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$(hostname)" >"$root/etc/hosts"
# What is not under test would only take time.
ln -sf /dev/null "$root/etc/systemd/system/systemd-networkd.service"
boot
ok "systemd has booted in the container"

# run COMMAND [WORDS]: it succeeds, and says these words. Its input is this function's.
run() {
    local status=0
    echo "  \$ $1"
    inside env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        bash -c "cd /root/classcord && $1" >"$work/said" 2>&1 || status=$?
    [ "$status" -eq 0 ] || fail "$1 ends with $status: $(tail -20 "$work/said")"
    : >"$work/found"
    [ -z "${2:-}" ] || grep -aF -- "$2" "$work/said" >"$work/found" || fail "$1 does not say $2: $(tail -20 "$work/said")"
    head -3 "$work/found" | cut -c1-150 | sed 's/^/    /'
    passed=$((passed + 1))
}
answers() { inside nc -z 127.0.0.1 12345; }

title "EXPLOITATION: install"
run "sudo apt install ./classcord_0.1.0-1_$architecture.deb"
run 'systemctl status classcord' 'active (running)'
client 127.0.0.10 register alice secret || fail "no chat"
client 127.0.0.10 register prof secret || fail "no chat"
run 'sudo classcord admin role alice admin' 'alice'

title "EXPLOITATION: configure and watch"
run 'sudo systemctl reload classcord'
run 'sudo systemctl restart classcord'
wait_for 10 answers || fail "it does not answer"
run 'systemctl reload classcord'
run 'sudo classcord admin stats' 'classcord_logins_total'
run 'journalctl -u classcord' 'listening'
run 'journalctl -u classcord -n 20' 'listening'
run 'journalctl -u classcord -p warning'
run 'sudo tail -f /var/log/classcord/audit.log & sleep 1; kill %1' 'server_started'
run 'sudo systemctl kill -s USR1 classcord'
wait_for 10 inside bash -c 'journalctl -u classcord -o cat | grep -q "bytes queued"' || fail "no line about the state"
run 'df -h /var/lib/classcord' 'Filesystem'
run 'systemctl list-timers classcord-backup' 'classcord-backup.timer'
run 'systemctl show classcord -P NRestarts' '0'
run 'timeout 2 vmstat 1 || true' 'procs'

title "EXPLOITATION: back up, restore, change a password"
run 'sudo systemctl enable --now classcord-backup.timer'
run 'sudo systemctl start classcord-backup'
run 'sudo ls -l /var/lib/classcord/backups' '.redb'
run 'systemctl status classcord-backup.timer' 'active (waiting)'
sleep 1
run 'sudo classcord backup /var/lib/classcord/backups --keep 48' 'accounts'
run 'sudo systemctl stop classcord'
copy=/var/lib/classcord/backups/$(inside ls /var/lib/classcord/backups | tail -1)
run "sudo classcord check $copy" 'no problem found'
run "sudo classcord restore $copy" "is now $copy"
echo nouveau-secret | run 'sudo classcord user passwd prof' 'password changed'
run 'sudo classcord user role prof admin' 'prof: admin'
run 'sudo classcord check' 'no problem found'
run 'sudo systemctl start classcord'
wait_for 10 answers || fail "it does not answer"
client 127.0.0.10 login prof nouveau-secret || fail "the new password is not taken"
client 127.0.0.10 login alice secret || fail "what was restored is not there"
[ -z "$(inside find /var/lib/classcord -not -user classcord)" ] || fail "root owns what the server has to write: $(inside ls -lR /var/lib/classcord)"
ok "the server owns what root has restored"
run 'sudo classcord admin bans'
inside classcord admin ban 192.168.1.23 5m >/dev/null
run 'sudo classcord admin unban 192.168.1.23' '192.168.1.23'
run 'sudo journalctl --vacuum-size=50M'
run 'sudo apt clean'

title "SECURITE: the encrypted port"
run 'sudo classcord cert' 'Empreinte'
run 'sudo classcord cert --show' 'Empreinte'
inside sed -i '/^\[tls\]/,/^listen/s/^listen = .*/listen = ["[::]:12346"]/' /etc/classcord/classcord.toml
inside systemctl restart classcord
wait_for 10 inside nc -z 127.0.0.1 12346 || fail "the encrypted port is closed: $(inside journalctl -u classcord -n 20 -o cat)"
ok "the server reads the certificate that root made, and listens on 12346"

title "SECURITE: fail2ban"
run 'sudo cp fail2ban/filter.d/classcord.conf /etc/fail2ban/filter.d/'
run 'sudo cp fail2ban/jail.d/classcord.conf /etc/fail2ban/jail.d/'
wait_for 20 inside fail2ban-client ping || fail "fail2ban does not run: $(inside journalctl -u fail2ban -n 20 -o cat)"
run 'sudo fail2ban-client reload' 'OK'
run 'sudo fail2ban-client status classcord-login' 'Banned IP list'
inside fail2ban-client set classcord-login banip 192.168.1.23 >/dev/null
run 'sudo fail2ban-client set classcord-login unbanip 192.168.1.23' '1'
client 127.0.0.10 mistype alice 3 || fail "a wrong password is taken"
run "fail2ban-regex /var/log/classcord/audit.log 'classcord[mode=login]'" '3 matched'

title "SECURITE: the firewall"
run 'sudo nft -c -f /etc/nftables.conf'
run 'sudo nft list ruleset'
run 'sudo ufw allow from 192.168.1.0/24 to any port 22 proto tcp'
run 'sudo ufw allow from 192.168.1.0/24 to any port 12345,12346 proto tcp'
run 'sudo ufw enable' 'active' <<<y
run 'sudo ufw status verbose' '12345,12346/tcp'

title "SECURITE: service and logs"
run 'sudo systemctl stop classcord && sudo systemctl enable --now classcord.socket && sudo systemctl start classcord'
wait_for 10 answers || fail "it does not answer"
run 'systemd-analyze security classcord' 'Overall exposure level'
run 'sudo logrotate -d /etc/logrotate.d/classcord' 'audit.log'
run 'sudo rsyslogd -N1' 'Bye'

title "EXPLOITATION: remove"
run 'apt remove classcord' 'Removing classcord' <<<y
inside test -s /var/lib/classcord/classcord.redb || fail "the data are gone"
run 'apt purge classcord' 'Purging' <<<y
inside test -e /var/lib/classcord && fail "the data are left"
power_off
rm -f "$root/root/classcord/"*.deb

summary
