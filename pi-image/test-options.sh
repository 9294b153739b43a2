#!/usr/bin/env bash
# What build.sh refuses, and that it says why. Makes no image; takes seconds. As root, a mounted device is tried too, and a
# damaged key, for which build.sh installs its packages where they are missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'if mountpoint -q "$work/mounted"; then umount "$work/mounted"; fi; if [ -n "${loop:-}" ]; then losetup -d "$loop"; fi; rm -rf "$work"' EXIT
passed=0

# refuses WORDS OPTION...: it ends with an error that has these words.
refuses() {
    local words=$1 said
    shift
    if said=$("$here/build.sh" "$@" 2>&1); then
        echo "FAILED: build.sh $* was not refused" >&2
        exit 1
    fi
    case $said in
    *"$words"*) passed=$((passed + 1)) ;;
    *) echo "FAILED: build.sh $* said: $said" >&2; exit 1 ;;
    esac
}

refuses "--output FILE is missing"
refuses "unknown option --colour" --colour red
refuses "--output needs a value" --output
refuses "--base raspios: there is only debian" --output "$work/i" --base raspios
refuses "--hostname salle_1" --output "$work/i" --hostname salle_1
refuses "--user Root" --output "$work/i" --user Root
refuses "--size many" --output "$work/i" --size many
refuses "--address 192.168.1.20:" --output "$work/i" --address 192.168.1.20
refuses "go with --address" --output "$work/i" --gateway 192.168.1.1
refuses "--class-code" --output "$work/i" --class-code 'a"b'
refuses "has no campus.toml" --output "$work/i" --campus "$work"
refuses "needs --wifi-password-file" --output "$work/i" --wifi-ssid salle
refuses "--wifi-country France" --output "$work/i" --wifi-country France
refuses "cannot be read" --output "$work/i" --base-image "$work/none"
echo no key >"$work/key.pub"
refuses "is no public key" --output "$work/i" --ssh-key "$work/key.pub"
refuses "cannot be read" --output "$work/i" --ssh-key "$work/none.pub"
for kind in OPENSSH RSA; do
    printf -- '-----BEGIN %s PRIVATE KEY-----\nAAAA\n-----END %s PRIVATE KEY-----\n' "$kind" "$kind" >"$work/key"
    refuses "is a private key" --output "$work/i" --ssh-key "$work/key"
done
refuses "is no block device" --output "$work/i" --write "$work/key.pub"
if [ "$(id -u)" -eq 0 ]; then
    echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 cut off' >"$work/key.pub"
    refuses "is no public key" --output "$work/i" --ssh-key "$work/key.pub"
    ssh-keygen -q -t ed25519 -N '' -f "$work/good"
    refuses "is a private key" --output "$work/i" --ssh-key "$work/good"
    printf '#!/bin/sh\nexit 1\n' >"$work/dpkg-deb"
    chmod 755 "$work/dpkg-deb"
    # A good key is taken: what is refused comes after it.
    PATH=$work:$PATH refuses "is not for arm64" --output "$work/i" --ssh-key "$work/good.pub" --deb "$work/none.deb"
    truncate -s 8M "$work/card"
    mke2fs -q "$work/card"
    loop=$(losetup --find --show "$work/card")
    mkdir "$work/mounted"
    mount "$loop" "$work/mounted"
    refuses "is mounted, or swapped to: ${loop#/dev/} on $work/mounted" --output "$work/i" --write "$loop"
    # An lsblk that fails does not make the device free.
    umount "$work/mounted"
    printf '#!/bin/sh\necho "lsblk: unknown column: MOUNTPOINTS" >&2\nexit 1\n' >"$work/lsblk"
    chmod 755 "$work/lsblk"
    PATH=$work:$PATH refuses "does not tell whether it is mounted" --output "$work/i" --write "$loop"
fi
echo "$passed passed, 0 failed"
