# A small Debian, booted with systemd-nspawn in a network of its own, for the scripts that need a real systemd. Sourced
# after ground.sh, not run. Makes `work`, a directory that is removed at the end, when the container ends too.
must_be_root
work=$(mktemp -d)
leader=
machine=
root=${ROOT:-$work/root}
clean_up() {
    if [ -n "$machine" ]; then kill "$machine" 2>/dev/null && wait "$machine" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap clean_up EXIT

# make_root PACKAGE...: the small Debian, of this machine's release, with these packages too; or the one that was kept.
make_root() {
    [ ! -e "$root/sbin/init" ] || return 0
    title "A small Debian"
    . /etc/os-release
    local IFS=,
    mmdebstrap --quiet --variant=minbase --include="systemd-sysv,dbus,procps,$*" "$VERSION_CODENAME" "$root" || fail "mmdebstrap"
    ok "$VERSION_CODENAME in $(du -sh "$root" | cut -f1)"
}

inside() { nsenter -t "$leader" -m -u -i -n -p -- "$@"; }
# In the container's network, with this machine's Python.
client() { nsenter -t "$leader" -n -- python3 "$here/client.py" "$@"; }
# The container's first process is the child of systemd-nspawn.
find_leader() { leader=$(awk '{print $NF}' "/proc/$machine/task/$machine/children") && [ -n "$leader" ]; }
booted() { inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
boot() {
    systemd-nspawn -q -D "$root" -b --register=no --keep-unit --private-network --console=passive \
        >"$work/console" 2>&1 </dev/null &
    machine=$!
    wait_for 20 find_leader || fail "systemd-nspawn: $(cat "$work/console")"
    wait_for 60 booted || fail "the container does not boot: $(tail -20 "$work/console")"
}
ended() { ! kill -0 "$machine"; }
power_off() {
    inside systemctl poweroff >/dev/null 2>&1 || true
    wait_for 60 ended || fail "the container does not end: $(tail -20 "$work/console")"
    machine=
}
# What the server shows over TLS at an address of the container's, if the authority in FILE has signed it for that address.
shown_over_tls() { # FILE ADDRESS
    nsenter -t "$leader" -n -- openssl s_client -connect "$2:12345" -CAfile "$1" -verify_ip "$2" -verify_return_error </dev/null 2>/dev/null |
        openssl x509 -noout -fingerprint -sha256
}
# The certificate's files, and when they were written.
certificate_files() { inside sh -c 'cd /var/lib/classcord && sha256sum ca-key.pem ca.pem cert.pem key.pem && stat -c "%Y %n" ca-key.pem ca.pem cert.pem key.pem'; }
property() { inside systemctl show classcord -P "$1"; }
active() { [ "$(property ActiveState) $(property SubState)" = "active running" ]; }
