#!/usr/bin/env bash
# What the documents tell an operator to type where the Debian package is installed, typed as it is written, in a small Debian that
# is booted: apt, systemctl, journalctl, `sudo classcord …`, ssh, fail2ban, nftables, ufw, logrotate, rsyslog.
#
#   documents_service.sh [FILE.deb]      without a file it is built with cross/package.sh
#
# commands.toml says which command is run where. The container has a network of its own, and so its own firewall; it reaches no
# server of Debian, which is why apt finds what it would fetch in its cache. Run as root; installs what it needs by name.
# ROOT=DIRECTORY keeps the small Debian there for the next time, as it was before this; the container runs in a copy.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$here/container.sh"

architecture=$(dpkg --print-architecture)
package=${1:-$("$repository/cross/package.sh" "$architecture" | tail -1)}
[ -s "$package" ] || fail "there is no package $package"
need mmdebstrap systemd-container python3
make_root init-system-helpers sudo openssh-server openssh-client curl netcat-openbsd systemd-timesyncd
chroot "$root" apt-get update -q >/dev/null || echo "some lists of packages could not be brought up to date" >&2
# Each line is one `apt install` of the documents; the first is what the package of ClassCord recommends.
for packages in logrotate 'fail2ban nftables python3-systemd' ufw rsyslog; do
    # shellcheck disable=SC2086
    chroot "$root" apt-get install --download-only -y -q $packages >"$work/fetched" 2>&1 || fail "apt-get: $(tail -5 "$work/fetched")"
done
if [ "$root" != "$work/root" ]; then
    cp -a "$root" "$work/root"
    root=$work/root
fi

mkdir "$root/root/classcord"
cp -r "$repository/fail2ban" "$root/root/classcord/"
cp "$package" "$root/root/classcord/classcord_0.1.0-1_$architecture.deb"
# The next version, which has another configuration.
dpkg-deb -R "$package" "$work/next"
sed -i 's/^Version: .*/Version: 0.2.0-1/' "$work/next/DEBIAN/control"
echo '# A key of the next version.' >>"$work/next/etc/classcord/classcord.toml"
dpkg-deb -Zgzip -z1 --root-owner-group -b "$work/next" "$root/root/classcord/classcord_0.2.0-1_$architecture.deb" >/dev/null
# What an installer writes: sudo looks its machine up. The name of the image is this machine's too.
printf '127.0.0.1 localhost classcord.local\n127.0.1.1 %s\n' "$(hostname)" >"$root/etc/hosts"
# The user of the image, whom sudo asks for a password.
chroot "$root" useradd -m -s /bin/bash -G sudo classe
echo classe:mot-de-passe | chroot "$root" chpasswd
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
# Text of a document that is a file: its boxes of this language.
boxed() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{//!p}" "$repository/docs/SECURITE.md"; }
# asked COMMAND [WORDS]: in a terminal; sudo asks for the password of the user, and gets it.
asked() {
    echo "  \$ $1"
    python3 "$here/typist.py" "nsenter -t $leader -m -u -i -n -p -- env LC_ALL=C.UTF-8 bash -c 'cd /root/classcord && $1'" \
        'Connection to classcord.local closed' '[sudo] password for classe:' mot-de-passe >"$work/said" || fail "$1: $(tail -20 "$work/said")"
    grep -aF -- "${2:-closed}" "$work/said" | head -3 | cut -c1-150 | sed 's/^/    /'
    grep -qaF -- "${2:-closed}" "$work/said" || fail "$1 does not say $2: $(tail -20 "$work/said")"
    passed=$((passed + 1))
}

title "EXPLOITATION: install"
run "sudo apt install ./classcord_0.1.0-1_$architecture.deb" <<<y
run 'systemctl status classcord' 'active (running)'
client 127.0.0.10 register alice secret-42 || fail "no chat"
client 127.0.0.10 register prof secret-42 || fail "no chat"
run 'sudo classcord admin role alice admin' 'alice'
run 'sudo apt install fail2ban nftables python3-systemd' 'Setting up fail2ban' <<<y
inside test -e /var/log/auth.log && fail "something writes auth.log: this is not Debian as it comes"
run "printf '[sshd]\nbackend = systemd\n' | sudo tee /etc/fail2ban/jail.d/sshd.local" 'backend = systemd'
run 'sudo systemctl restart fail2ban'
wait_for 20 inside fail2ban-client status classcord-login || fail "fail2ban does not run: $(inside journalctl -u fail2ban -n 20 -o cat)"
run 'sudo fail2ban-client status classcord-login' 'Banned IP list'
inside fail2ban-client status sshd | grep -q 'Journal matches' || fail "the jail of SSH does not read the journal"
ok "fail2ban runs without rsyslog, with the jails of the package and that of SSH"

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
run 'sudo classcord user role prof admin' 'prof: admin'
run 'sudo classcord check' 'no problem found'
run 'sudo systemctl start classcord'
wait_for 10 answers || fail "it does not answer"
echo nouveau-secret-42 | run 'sudo classcord user passwd prof' 'password changed'
client 127.0.0.10 login prof nouveau-secret-42 || fail "the new password is not taken"
client 127.0.0.10 login alice secret-42 || fail "what was restored is not there"
# But for the key of the authority, which the server has no need of.
[ -z "$(inside find /var/lib/classcord -not -user classcord -not -name ca-key.pem)" ] ||
    fail "root owns what the server has to write: $(inside ls -lR /var/lib/classcord)"
ok "the server owns what root has restored"
run 'sudo classcord admin bans'
inside classcord admin ban 192.168.1.23 5m >/dev/null
run 'sudo classcord admin unban 192.168.1.23' '192.168.1.23'
run 'sudo journalctl --vacuum-size=50M'

title "EXPLOITATION: a backup that leaves the card"
wait_for 10 inside nc -z classcord.local 22 || fail "there is no sshd: $(inside journalctl -u ssh -n 20 -o cat)"
# The key that the image is given, and the answer to the question of the first time.
inside bash -c 'mkdir -pm 700 ~/.ssh && ssh-keygen -q -t ed25519 -N "" -f ~/.ssh/id_ed25519 && ssh-keyscan classcord.local >~/.ssh/known_hosts 2>/dev/null &&
    install -d -m 700 -o classe -g classe ~classe/.ssh && install -m 600 -o classe -g classe ~/.ssh/id_ed25519.pub ~classe/.ssh/authorized_keys'
COPIE=$(basename "$copy")
asked 'ssh -t classe@classcord.local sudo ls /var/lib/classcord/backups' "$COPIE"
asked "ssh -t classe@classcord.local sudo install -o classe -m 600 /var/lib/classcord/backups/$COPIE ."
run "scp classe@classcord.local:$COPIE ."
run "ssh classe@classcord.local rm $COPIE"
run "classcord check $COPIE" 'no problem found'
inside cmp "/root/classcord/$COPIE" "$copy" || fail "it is another copy"
inside test -e "/home/classe/$COPIE" && fail "the copy is left"
ok "it is the copy, and nothing is left of it in the home"

title "EXPLOITATION: upgrade"
inside sed -i '1i # What the school has changed.' /etc/classcord/classcord.toml
run "sudo apt install ./classcord_0.2.0-1_$architecture.deb" 'Configuration file' <<<N
inside grep -q 'What the school has changed' /etc/classcord/classcord.toml || fail "the configuration is another"
inside grep -q 'A key of the next version' /etc/classcord/classcord.toml.dpkg-dist || fail "the new configuration is not beside it"
wait_for 10 answers || fail "it does not answer"
client 127.0.0.10 login alice secret-42 || fail "the accounts are gone"
ok "with N the configuration is as it was, and the new one is classcord.toml.dpkg-dist"

title "SECURITE: the encrypted port"
run 'sudo classcord cert --show' 'Empreinte'
run 'sudo classcord cert --if-needed'
run 'sudo classcord cert --force' 'Empreinte'
inside rm /var/lib/classcord/cert.pem /var/lib/classcord/key.pem
run 'sudo classcord cert' 'Empreinte'
inside sed -i '/^\[tls\]/,/^listen/s/^listen = .*/listen = ["[::]:12346"]/' /etc/classcord/classcord.toml
inside systemctl restart classcord
wait_for 10 inside nc -z 127.0.0.1 12346 || fail "the encrypted port is closed: $(inside journalctl -u classcord -n 20 -o cat)"
ok "the server reads the certificate that root made, and listens on 12346"

title "SECURITE: fail2ban without the package's files"
inside rm /etc/fail2ban/filter.d/classcord.conf /etc/fail2ban/jail.d/classcord.conf
run 'sudo cp fail2ban/filter.d/classcord.conf /etc/fail2ban/filter.d/'
run 'sudo cp fail2ban/jail.d/classcord.conf /etc/fail2ban/jail.d/'
run 'sudo fail2ban-client reload' 'OK'
inside fail2ban-client set classcord-login banip 192.168.1.23 >/dev/null
run 'sudo fail2ban-client set classcord-login unbanip 192.168.1.23' '1'
ignore=$(grep -o '`ignoreip = [^`]*`' "$repository/docs/SECURITE.md" | tr -d '`')
inside bash -c "printf '[DEFAULT]\n%s\n' '$ignore' >/etc/fail2ban/jail.d/classcord.local"
run 'sudo fail2ban-client reload' 'OK'
inside fail2ban-client get classcord-login ignoreip | grep -F 192.168.1.23 || fail "the jail does not read $ignore"
ok "the jail reads: $ignore"
client 127.0.0.10 mistype alice 3 || fail "a wrong password is taken"
run "fail2ban-regex /var/log/classcord/audit.log 'classcord[mode=login]'" '3 matched'

title "SECURITE: the firewall"
boxed nft | inside tee /etc/nftables.conf >/dev/null
inside fail2ban-client set classcord-login banip 192.168.1.24 >/dev/null
run 'sudo nft -c -f /etc/nftables.conf'
run 'sudo systemctl enable --now nftables'
inside nft list ruleset >"$work/rules"
run 'sudo systemctl reload nftables'
run 'sudo nft list ruleset' 'tcp dport { 80, 12345, 12346 }'
grep -q 192.168.1.24 "$work/said" || fail "the ban of fail2ban is gone: $(cat "$work/said")"
diff <(grep -v expires "$work/rules") <(grep -v expires "$work/said") || fail "loaded again, the rules are others"
ok "loaded again, the rules are the same, and the ban of fail2ban stays"
client 127.0.0.10 login alice secret-42 || fail "the firewall keeps the machine itself out"
# The next rules are another way.
inside systemctl disable --now -q nftables
run 'sudo apt install ufw' 'Setting up ufw' <<<y
run 'sudo ufw allow from 192.168.1.0/24 to any port 22 proto tcp'
run 'sudo ufw allow from 192.168.1.0/24 to any port 80,12345,12346 proto tcp'
run 'sudo ufw reject proto tcp to any port 443'
run 'sudo ufw enable' 'active' <<<y
run 'sudo ufw status verbose' '80,12345,12346/tcp'

title "SECURITE: service and logs"
run 'sudo systemctl stop classcord && sudo systemctl enable --now classcord.socket && sudo systemctl start classcord'
wait_for 10 answers || fail "it does not answer"
inside sed -i '/^\[web\]/,/^listen/s/^listen = .*/listen = ["[::]:80"]/' /etc/classcord/classcord.toml
run 'sudo systemctl stop classcord && sudo systemctl enable --now classcord-http.socket && sudo systemctl start classcord'
wait_for 10 inside nc -z 127.0.0.1 80 || fail "port 80 is closed: $(inside journalctl -u classcord -n 20 -o cat)"
run 'systemd-analyze security classcord' 'Overall exposure level'
run 'sudo mkdir -p /etc/systemd/system/logrotate.timer.d'
run "printf '[Timer]\nOnCalendar=\nOnCalendar=hourly\nAccuracySec=1m\n' | sudo tee /etc/systemd/system/logrotate.timer.d/hourly.conf" 'hourly'
run 'sudo systemctl daemon-reload && sudo systemctl restart logrotate.timer'
run 'systemctl list-timers logrotate' 'logrotate.timer'
inside systemctl show logrotate.timer -P TimersCalendar >"$work/timers"
[ "$(grep -c OnCalendar "$work/timers")" -eq 1 ] && grep -qF 'OnCalendar=*-*-* *:00:00' "$work/timers" || fail "logrotate runs at $(cat "$work/timers")"
[ "$(inside systemctl show logrotate.timer -P AccuracyUSec)" = 1min ] || fail "logrotate may be late by $(inside systemctl show logrotate.timer -P AccuracyUSec)"
ok "logrotate runs every hour"
run 'sudo logrotate -d /etc/logrotate.d/classcord' 'audit.log'
run 'sudo apt install rsyslog' 'Setting up rsyslog' <<<y
boxed rsyslog | inside tee /etc/rsyslog.d/classcord.conf >/dev/null
run 'sudo rsyslogd -N1' 'Bye'
run 'sudo apt clean'

title "EXPLOITATION: remove"
run 'apt remove classcord' 'Removing classcord' <<<y
inside test -s /var/lib/classcord/classcord.redb || fail "the data are gone"
run 'apt purge classcord' 'Purging' <<<y
inside test -e /var/lib/classcord && fail "the data are left"
power_off
rm -f "$root/root/classcord/"*.deb

summary
