#!/usr/bin/env bash
# Boots an image of build.sh in QEMU and uses it as a class does, cuts its power in mid-load, boots it again, and looks
# for every message that was acknowledged.
#
#   pi-image/test-boot.sh IMAGE
#   pi-image/test-boot.sh IMAGE SCHOOL SERVER     a card that build.sh was given --campus for: SCHOOL is the folder that
#                                                 `classcord campus init --broker 10.0.2.100` has made, SERVER another of its servers
#
# The school's broker, a real mosquitto, and SERVER run outside of QEMU, in namespaces of this script's own, and the card reaches the
# broker alone. The image itself is not changed: a copy is, enlarged as a bigger card would be. As root, to install what is missing.
# CLASSCORD=FILE is the binary of SERVER.
boot=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/boot.py
source "$(dirname "$boot")/../tests/operations/ground.sh"
source "$here/campus_ground.sh"
if [ ! -r "${1:-}" ] || { [ $# -ne 1 ] && [ $# -ne 3 ]; }; then
    echo "usage: $0 IMAGE [SCHOOL SERVER]" >&2
    exit 2
fi

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need qemu-system-arm mtools fdisk e2fsprogs python3
    if [ $# -eq 3 ]; then
        [ -r "$2/broker/classcord.conf" ] && [ -r "$2/$3/campus.toml" ] || fail "$2 is no school of classcord campus init with a server $3"
        take_broker
        need netcat-openbsd
        find_classcord
    fi
    image=$(realpath "$1")
    school=${2:+$(realpath "$2")}
    # Where a card finds room.
    work=$(mktemp -d /var/tmp/pi-boot.XXXXXX)
    trap 'rm -rf "$work"' EXIT
    enter_namespaces "$image" ${school:+"$school" "$3"}
fi

ip link set lo up
cd "$WORK"
[ $# -eq 3 ] || exec python3 "$boot" "$1"
server=$3
chmod 755 "$WORK"
mkdir -p /etc/mosquitto "$server"
mount -t tmpfs none /etc/mosquitto
ln -s "$2" ecole
cp "ecole/$server"/campus-*.pem "$server"
{ cat "ecole/$server/campus.toml"; echo 'guests = true'; } >"$server.toml"
# The broker has this name for the card and for SERVER alike.
ip address add 10.0.2.100/32 dev lo
set_up_broker
start_broker
start "$server"
CLASSCORD_OUTSIDE="$server $(port "$server")" python3 "$boot" "$1"
