#!/usr/bin/env bash
# build.sh's second path, with an image of the first as its base, booted: pi-image/test-second-path.sh IMAGE DEB
#
# The base is made like Raspberry Pi OS in one thing that Debian has not: its console asks for a user before anybody can log
# in. The image must be free of that.
set -euo pipefail
# With mounts of its own, as build.sh, which then needs no others.
if [ "$(id -u)" -eq 0 ] && [ -z "${CLASSCORD_OWN_MOUNTS:-}" ]; then
    CLASSCORD_OWN_MOUNTS=1 exec unshare --mount --propagation slave "$0" "$@"
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ ! -r "${1:-}" ] || [ ! -r "${2:-}" ]; then
    echo "usage: $0 IMAGE DEB" >&2
    exit 2
fi
work=$(mktemp -d /var/tmp/pi-second.XXXXXX)
clean() {
    if mountpoint -q "$work/root"; then umount "$work/root"; fi
    rm -rf --one-file-system "$work"
}
trap clean EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
mkdir "$work/root"

# open_root IMAGE [OPTIONS]: mounts its second partition.
open_root() {
    local start
    start=$(sfdisk -J "$1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["partitiontable"]["partitions"][1]["start"])')
    mount -o "loop,offset=$((start * 512)),${2:-rw}" "$1" "$work/root"
}

cp --sparse=always "$1" "$work/base.img"
open_root "$work/base.img"
units=$work/root/etc/systemd/system
printf '[Service]\nExecStart=/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n' >"$work/root/usr/lib/systemd/system/userconfig.service"
ln -s /usr/lib/systemd/system/userconfig.service "$units/multi-user.target.wants/userconfig.service"
rm "$units/getty.target.wants/getty@tty1.service"
mkdir -p "$work/root/etc/ssh/sshd_config.d"
echo 'Banner /usr/share/userconf-pi/sshd_banner' >"$work/root/etc/ssh/sshd_config.d/rename_user.conf"
umount "$work/root"

printf 'mot de passe\n' >"$work/wifi"
"$here/build.sh" --base-image "$work/base.img" --deb "$2" --output "$work/second.img" --hostname salle12 \
    --wifi-ssid "BTS SIO" --wifi-password-file "$work/wifi" --size 256
rm "$work/base.img"

open_root "$work/second.img" ro
[ ! -L "$units/multi-user.target.wants/userconfig.service" ] || fail "the console still asks for a user"
[ -L "$units/getty.target.wants/getty@tty1.service" ] || fail "nobody can log in at the console"
[ ! -e "$work/root/etc/ssh/sshd_config.d/rename_user.conf" ] || fail "SSH still warns that there is no user"
umount "$work/root"
echo "The console of the second image is free"
"$here/test-boot.sh" "$work/second.img"
