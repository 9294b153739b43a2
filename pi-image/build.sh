#!/usr/bin/env bash
# Makes an image for a Raspberry Pi's SD card, with ClassCord on it.
#
#   pi-image/build.sh --output pi.img [OPTION...]                         from Debian's packages alone
#   pi-image/build.sh --base-image raspios-lite.img --output pi.img …     on top of an image of Raspberry Pi OS Lite
#   pi-image/build.sh --output pi.img --write /dev/sdX                    and writes it to a card
#
# As root: the image's files belong to root and to users of services, and its packages set themselves up in a chroot,
# which runs arm64 programs through qemu-user. Nothing outside the work directory, the cache and the output is written.
set -euo pipefail

# With mounts of its own: each container that starts meanwhile would take the image's root along, and keep it mounted while
# it is copied. What others mount is still seen.
if [ "$(id -u)" -eq 0 ] && [ -z "${CLASSCORD_OWN_MOUNTS:-}" ]; then
    CLASSCORD_OWN_MOUNTS=1 exec unshare --mount --propagation slave "$0" "$@"
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'TEXT'
pi-image/build.sh --output FILE [OPTION...]
  --base debian             from Debian's packages (the default)
  --base-image FILE         from an image with a FAT and an ext4 partition, such as Raspberry Pi OS Lite (64 bits)
  --suite NAME              Debian's release: trixie (default) or bookworm
  --deb FILE                ClassCord's package for arm64
  --cache DIR               keeps Debian's root between runs
  --hostname NAME           default classcord, found as classcord.local
  --user NAME               who administers the machine; default classe
  --ssh-key FILE            a public key for that user
  --wifi-ssid NAME          a wireless network, with
  --wifi-password-file FILE   its password in the first line, never on the command line, which everybody can read
  --wifi-country CC         default FR
  --address A.B.C.D/N       a static address (--gateway, --dns) instead of DHCP, on Wi-Fi if there is one, else by cable
  --class-code CODE         what one must know to make an account
  --campus DIR              this server's folder of those that "classcord campus init" has made: docs/CAMPUS.md
  --locale NAME             default fr_FR.UTF-8
  --timezone NAME           default Europe/Paris
  --size MIB                room beside what is on it; default 512. The first boot grows it to the card's size
  --write DEVICE            writes the image to a card that is not mounted, after asking
  --yes                     without asking
TEXT
}
die() { echo "$0: $*" >&2; exit 1; }
step() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }
# Where DEVICE or a part of it is mounted, or that it is swapped to; nothing if nowhere. What cannot be seen is not taken for free.
mounts_of() {
    local found
    found=$(lsblk -nro NAME,MOUNTPOINTS "$1") || die "--write $1: lsblk does not tell whether it is mounted; it does from util-linux 2.37 on"
    printf '%s' "$found" | sed -n 's/^\([^ ]*\) \(..*\)$/\1 on \2/p' | tr '\n' ' '
}

base_image='' suite=trixie deb='' cache='' hostname=classcord user=classe ssh_key='' ssid='' wifi_file='' country=FR
address='' gateway='' dns='' code='' campus='' locale=fr_FR.UTF-8 timezone=Europe/Paris spare=512 device='' yes='' output=''
while [ $# -gt 0 ]; do
    case $1 in
    --help | -h) usage; exit ;;
    --yes) yes=1; shift; continue ;;
    esac
    [ $# -ge 2 ] || die "$1 needs a value"
    case $1 in
    --output) output=$2 ;;
    --base) [ "$2" = debian ] || die "--base $2: there is only debian; for an image: --base-image FILE" ;;
    --base-image) base_image=$2 ;;
    --suite) suite=$2 ;;
    --deb) deb=$2 ;;
    --cache) cache=$2 ;;
    --hostname) hostname=$2 ;;
    --user) user=$2 ;;
    --ssh-key) ssh_key=$2 ;;
    --wifi-ssid) ssid=$2 ;;
    --wifi-password-file) wifi_file=$2 ;;
    --wifi-country) country=$2 ;;
    --address) address=$2 ;;
    --gateway) gateway=$2 ;;
    --dns) dns=$2 ;;
    --class-code) code=$2 ;;
    --campus) campus=$2 ;;
    --locale) locale=$2 ;;
    --timezone) timezone=$2 ;;
    --size) spare=$2 ;;
    --write) device=$2 ;;
    *) die "unknown option $1; --help lists all" ;;
    esac
    shift 2
done

[ -n "$output" ] || die "--output FILE is missing; --help lists all options"
[[ $hostname =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] || die "--hostname $hostname: letters, digits and -"
[[ $user =~ ^[a-z][a-z0-9-]{0,30}$ ]] || die "--user $user: small letters, digits and -"
[[ $spare =~ ^[0-9]+$ ]] || die "--size $spare: a number of MiB"
[[ $country =~ ^[A-Z][A-Z]$ ]] || die "--wifi-country $country: two capitals"
[[ $locale =~ ^[a-zA-Z_@.0-9-]+$ ]] || die "--locale $locale"
ipv4='[0-9]{1,3}(\.[0-9]{1,3}){3}'
[ -z "$address" ] || [[ $address =~ ^$ipv4/[0-9]{1,2}$ ]] || die "--address $address: like 192.168.1.20/24"
[ -z "$gateway" ] || [[ $gateway =~ ^$ipv4$ ]] || die "--gateway $gateway: like 192.168.1.1"
[ -z "$dns" ] || [[ $dns =~ ^$ipv4$ ]] || die "--dns $dns: like 192.168.1.1"
[ -n "$address" ] || [ -z "$gateway$dns" ] || die "--gateway and --dns go with --address"
[[ $code != *[\"\\]* && ${#code} -le 256 && $code != *[[:cntrl:]]* ]] || die "--class-code: up to 256 characters, none of them \" or \\"
for part in campus.toml campus-ca.pem campus-cert.pem campus-key.pem; do
    [ -z "$campus" ] || [ -r "$campus/$part" ] || die "--campus $campus has no $part: take this server's own folder, as classcord campus init has made it"
done
[ -z "$ssid" ] || [ -r "$wifi_file" ] || die "--wifi-ssid needs --wifi-password-file FILE"
[ -z "$base_image" ] || [ -r "$base_image" ] || die "--base-image $base_image cannot be read"
if [ -n "$ssh_key" ]; then
    [ -r "$ssh_key" ] || die "--ssh-key $ssh_key cannot be read"
    if grep -q 'PRIVATE KEY' "$ssh_key"; then die "--ssh-key $ssh_key is a private key, which stays where it is: take the public one beside it, $ssh_key.pub"; fi
    public_key='^(ssh|ecdsa|sk)-[a-z0-9@.-]+ AAAA[A-Za-z0-9+/]+=*( .*)?$'
    [[ $(head -n 1 "$ssh_key" | tr -d '\r') =~ $public_key ]] || die "--ssh-key $ssh_key is no public key: its first line does not begin like ssh-ed25519 AAAA…"
fi
if [ -n "$device" ]; then
    [ -b "$device" ] || die "--write $device is no block device"
    mounts=$(mounts_of "$device") || exit 1
    [ -z "$mounts" ] || die "--write $device is mounted, or swapped to: $mounts"
    [ "$(blockdev --getro "$device")" = 0 ] || die "--write $device cannot be written"
fi
[ "$(id -u)" -eq 0 ] || die "run it as root: the image's files belong to root, and its packages set themselves up in a chroot"

source "$here/../.ci/packages.sh"
step "Packages that the builder needs"
need mmdebstrap debian-archive-keyring arch-test qemu-user-static binfmt-support mtools dosfstools fdisk e2fsprogs openssh-client python3 zstd
[ -z "$ssh_key" ] || ssh-keygen -l -f "$ssh_key" >/dev/null || die "--ssh-key $ssh_key is no public key"
if [ "$(dpkg --print-architecture)" != arm64 ] && ! arch-test -n arm64 >/dev/null 2>&1; then
    mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    update-binfmts --enable qemu-aarch64
    arch-test arm64 >/dev/null || die "this machine cannot run arm64 programs: update-binfmts --enable qemu-aarch64"
fi

if [ -z "$deb" ]; then
    [ -x "$here/../cross/package.sh" ] || die "no --deb FILE, and no cross/package.sh that makes one"
    step "ClassCord's package"
    deb=$("$here/../cross/package.sh" arm64 | tail -n 1)
fi
[ "$(dpkg-deb -f "$deb" Architecture)" = arm64 ] || die "--deb $deb is not for arm64"

work=$(mktemp -d "${TMPDIR:-/var/tmp}/pi-image.XXXXXX")
root=$work/root
clean() {
    local point
    for point in dev/pts dev proc sys boot/firmware ''; do
        if mountpoint -q "$root/$point"; then umount "$root/$point"; fi
    done
    rm -rf --one-file-system "$work"
}
trap clean EXIT
mkdir "$root"

packages=systemd-sysv,udev,dbus,iproute2,procps,logrotate,linux-image-arm64,initramfs-tools,zstd,raspi-firmware
packages+=,firmware-brcm80211,wireless-regdb,openssh-server,sudo,locales,tzdata,network-manager,wpasupplicant,rfkill
packages+=,avahi-daemon,libnss-mdns,nftables,fail2ban,python3-systemd,unattended-upgrades,systemd-timesyncd
packages+=,cloud-guest-utils,console-setup,kbd,less,nano,iputils-ping,netcat-openbsd,ca-certificates,e2fsprogs,dosfstools
# A list, because making an initramfs with everything takes ten minutes under emulation: QEMU's disks, and how a Pi
# reaches its card or a USB disk.
modules='virtio_pci virtio_mmio virtio_blk virtio_net ext4 sdhci-iproc bcm2835 mmc_block pcie-brcmstb reset-raspberrypi
clk-raspberrypi gpio-regulator gpio-raspberrypi-exp bcm2835-dma i2c-brcmstb xhci-pci usb-storage uas sd_mod dwc2 broadcom'
# The initrd checks the root before it mounts it; it cannot see in the chroot that the root will be ext4.
initrd='MODULES=list FSTYPE=ext4'

make_debian_root() {
    local key tar lent=''
    key=$(printf '%s' "$suite $packages $modules $initrd $locale" | sha256sum | cut -c1-16)
    tar=${cache:-$work}/$suite-$key.tar
    if [ -s "$tar" ]; then
        step "Debian $suite, from $tar"
    else
        mkdir -p "$(dirname "$tar")"
        if [ "$suite" = trixie ] && [ "$(dpkg --print-architecture)" = amd64 ]; then
            step "Programs of this machine's, for the packages' scripts"
            lent=$work/native
            "$here/native.sh" prepare "$suite" "$lent"
        fi
        step "Debian $suite from its packages"
        # What dpkg writes need not be safe from a power cut before the image is whole; on the card it does.
        # shellcheck disable=SC2016  # $1 is for the hook's shell
        native=$here/native.sh lent=$lent card_modules=$modules card_initrd=$initrd locale=$locale mmdebstrap \
            --arch=arm64 --format=tar --variant=minbase --components=main,non-free-firmware \
            --aptopt='Acquire::Retries "3"' --dpkgopt='path-exclude=/usr/share/man/*' \
            --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-include=/usr/share/locale/fr*' \
            --dpkgopt='path-include=/usr/share/locale/locale.alias' \
            --extract-hook='[ -z "$lent" ] || "$native" lend "$1" "$lent"' \
            --extract-hook='mkdir -p "$1/etc/dpkg/dpkg.cfg.d"; echo force-unsafe-io >"$1/etc/dpkg/dpkg.cfg.d/unsafe-io"' \
            --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
            --essential-hook='printf "%s\n" $card_initrd >"$1/etc/initramfs-tools/conf.d/classcord.conf"' \
            --essential-hook='printf "%s\n" $card_modules >"$1/etc/initramfs-tools/modules"' \
            --customize-hook='echo "$locale ${locale##*.}" >"$1/etc/locale.gen"; chroot "$1" locale-gen' \
            --customize-hook='rm "$1/etc/dpkg/dpkg.cfg.d/unsafe-io"' \
            --customize-hook='[ -z "$lent" ] || "$native" take-back "$1"' \
            --include="$packages" "$suite" "$tar.new"
        mv "$tar.new" "$tar"
    fi
    step "Unpacking it"
    tar -C "$root" -xpf "$tar" --xattrs --xattrs-include='*' --numeric-owner
    disk_id=$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')
    mkdir -p "$root/boot/firmware"
    boot=$root/boot/firmware
    cat >"$root/etc/fstab" <<TEXT
PARTUUID=$disk_id-02  /               ext4   noatime,errors=remount-ro  0 1
PARTUUID=$disk_id-01  /boot/firmware  vfat   noatime,umask=0077,nofail  0 2
tmpfs                 /tmp            tmpfs  nosuid,nodev,size=25%      0 0
TEXT
}

# Takes an image apart: the FAT partition's files become a directory, the ext4 one a file that is mounted.
open_base_image() {
    local table start1 size1 start2 size2
    step "Taking $base_image apart"
    table=$(sfdisk -J "$base_image")
    read -r disk_id start1 size1 start2 size2 < <(python3 -c '
import json, sys
table = json.loads(sys.argv[1])["partitiontable"]
parts = table["partitions"]
if table["label"] != "dos" or len(parts) != 2:
    sys.exit("not an image with two partitions in a DOS table")
print(int(table["id"], 16) and "%08x" % int(table["id"], 16), *(part[key] for part in parts for key in ("start", "size")))' "$table") ||
        die "--base-image $base_image: not an image with two partitions in a DOS table"
    dd if="$base_image" of="$work/boot.vfat" bs=512 skip="$start1" count="$size1" conv=sparse status=none
    dd if="$base_image" of="$work/root.ext4" bs=512 skip="$start2" count="$size2" conv=sparse status=none
    truncate -s "+${spare}M" "$work/root.ext4"
    e2fsck -fp "$work/root.ext4" >/dev/null || [ $? -le 1 ] || die "--base-image $base_image: its second partition is damaged"
    resize2fs "$work/root.ext4" >/dev/null 2>&1
    mount -o loop "$work/root.ext4" "$root"
    boot=$root/boot/firmware
    [ -d "$boot" ] || die "--base-image $base_image has no /boot/firmware: bookworm or newer is needed"
    mkdir "$work/boot"
    mcopy -snmp -i "$work/boot.vfat" '::*' "$work/boot/"
    mount --bind "$work/boot" "$boot"
    sed -i -E '\,[[:space:]]/[[:space:]]+ext4, { /noatime/! s/(ext4[[:space:]]+)/\1noatime,/ }' "$root/etc/fstab"
}

in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }

write_connection() { # NAME TYPE LINE...
    local file=$root/etc/NetworkManager/system-connections/$1.nmconnection
    (
        umask 077
        {
            printf '[connection]\nid=%s\ntype=%s\nautoconnect-priority=10\n\n' "$1" "$2"
            shift 2
            printf '%s\n' "$@"
            printf '\n[ipv4]\n'
            if [ "$static_on" = "$kind" ]; then
                printf 'method=manual\naddress1=%s%s\n' "$address" "${gateway:+,$gateway}"
                [ -z "$dns" ] || printf 'dns=%s;\n' "$dns"
            else
                printf 'method=auto\n'
            fi
            printf '\n[ipv6]\nmethod=auto\n'
        } >"$file"
    )
}

# The key that WPA2 derives of a password, so that the password itself, which may open more, is not on the card.
wpa_key() {
    python3 -c '
import hashlib, sys
password = open(sys.argv[2], encoding="utf-8").readline().rstrip("\r\n")
if not 8 <= len(password.encode()) <= 63:
    sys.exit("a Wi-Fi password has 8 to 63 characters")
print(hashlib.pbkdf2_hmac("sha1", password.encode(), sys.argv[1].encode(), 4096, 32).hex())' "$1" "$2"
}

set_up_network() {
    local static_on='' kind key
    if [ -z "$ssid$address" ]; then return; fi
    [ -d "$root/etc/NetworkManager" ] || die "the base has no NetworkManager: --wifi-ssid and --address are for one that has"
    if [ -n "$address" ]; then static_on=ethernet; fi
    if [ -n "$address" ] && [ -n "$ssid" ]; then static_on=wifi; fi
    mkdir -p "$root/etc/NetworkManager/system-connections"
    if [ "$static_on" = ethernet ]; then kind=ethernet write_connection classcord-cable ethernet; fi
    if [ -n "$ssid" ]; then
        key=$(wpa_key "$ssid" "$wifi_file") || die "--wifi-password-file $wifi_file"
        kind=wifi write_connection classcord-wifi wifi '[wifi]' 'mode=infrastructure' "ssid=$ssid" '' \
            '[wifi-security]' 'key-mgmt=wpa-psk' "psk=$key"
        echo "options cfg80211 ieee80211_regdom=$country" >"$root/etc/modprobe.d/classcord-wifi.conf"
        # Raspberry Pi OS keeps the radio off until a country is chosen; it is now.
        rm -f "$root"/var/lib/systemd/rfkill/*wlan*
        if [ -e "$root/var/lib/NetworkManager/NetworkManager.state" ]; then
            sed -i 's/^WirelessEnabled=false/WirelessEnabled=true/' "$root/var/lib/NetworkManager/NetworkManager.state"
        fi
    fi
}

customize() {
    local package missing=() held
    mount --bind /dev "$root/dev"
    mount --bind /dev/pts "$root/dev/pts"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    # Nothing of the image starts here.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"

    for package in openssh-server sudo locales tzdata avahi-daemon libnss-mdns nftables fail2ban python3-systemd unattended-upgrades cloud-guest-utils logrotate; do
        # One that may be there for several architectures has its own in the file's name.
        [ -e "$root/var/lib/dpkg/info/$package.list" ] || [ -e "$root/var/lib/dpkg/info/$package:arm64.list" ] || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        step "Packages that the base lacks: ${missing[*]}"
        held=$(readlink "$root/etc/resolv.conf" || true)
        [ -z "$held" ] || rm "$root/etc/resolv.conf"
        cp /etc/resolv.conf "$root/etc/resolv.conf"
        in_root apt-get update -q >/dev/null
        in_root apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
        [ -z "$held" ] || ln -sf "$held" "$root/etc/resolv.conf"
    fi

    step "ClassCord's package: $(dpkg-deb -f "$deb" Package Version | tr '\n' ' ')"
    cp "$deb" "$root/tmp/classcord.deb"
    in_root dpkg -i --force-confold /tmp/classcord.deb >/dev/null
    rm "$root/tmp/classcord.deb"

    step "Settings"
    cp -r "$here/rootfs/." "$root/"
    chmod 755 "$root/usr/lib/classcord-image/"*
    mkdir -p "$root/var/lib/classcord-image"
    rm -f "$root/var/lib/classcord-image/"*
    echo "$user" >"$root/var/lib/classcord-image/user"
    rm -f "$boot/classcord-admin.txt"
    echo "$hostname" >"$root/etc/hostname"
    printf '127.0.0.1\tlocalhost\n127.0.1.1\t%s\n::1\tlocalhost\n' "$hostname" >"$root/etc/hosts"
    [ -e "$root/usr/share/zoneinfo/$timezone" ] || die "--timezone $timezone is unknown"
    ln -sf "/usr/share/zoneinfo/$timezone" "$root/etc/localtime"
    echo "$timezone" >"$root/etc/timezone"
    grep -q "^$locale " "$root/usr/share/i18n/SUPPORTED" || die "--locale $locale is unknown"
    # Debian's root was made with it.
    if [ -n "$base_image" ]; then
        echo "$locale ${locale##*.}" >"$root/etc/locale.gen"
        in_root locale-gen >/dev/null
    fi
    echo "LANG=$locale" >"$root/etc/default/locale"
    if [[ $locale == fr_FR* ]]; then
        printf 'XKBMODEL="pc105"\nXKBLAYOUT="fr"\nXKBVARIANT=""\nXKBOPTIONS=""\nBACKSPACE="guess"\n' >"$root/etc/default/keyboard"
    fi
    if ! in_root id "$user" >/dev/null 2>&1; then in_root useradd -m -s /bin/bash "$user"; fi
    in_root usermod -aG sudo,classcord "$user"
    if [ -n "$ssh_key" ]; then
        install -d -m 0700 "$root/home/$user/.ssh"
        install -m 0600 "$ssh_key" "$root/home/$user/.ssh/authorized_keys"
        in_root chown -R "$user:" "/home/$user/.ssh"
    fi
    # Whoever made the base did not make this card's keys, nor its identity.
    rm -f "$root"/etc/ssh/ssh_host_*
    : >"$root/etc/machine-id"
    rm -f "$root/var/lib/dbus/machine-id"
    # Nor who vouches for it: the service makes an authority and a certificate at its first start.
    rm -f "$root"/var/lib/classcord/{ca,ca-key,cert,key}.pem
    if [ -n "$campus" ]; then
        # The service would make it at its first start.
        in_root install -d -o classcord -g classcord -m 0750 /var/lib/classcord
        install -m 0600 "$campus"/campus-{ca,cert,key}.pem "$root/var/lib/classcord/"
        in_root chown classcord:classcord /var/lib/classcord/campus-{ca,cert,key}.pem
    fi
    "$here/settings.py" "$root/etc/classcord/classcord.toml" ${code:+--class-code="$code"} ${campus:+--campus="$campus/campus.toml"}
    set_up_network
    # A swap file wears the card out.
    if [ -e "$root/usr/lib/systemd/system/dphys-swapfile.service" ]; then in_root systemctl disable -q dphys-swapfile; fi
    # Raspberry Pi OS asks at its console for a user before anybody can log in there, and warns of it over SSH; there is one now.
    if [ -e "$root/usr/lib/systemd/system/userconfig.service" ]; then
        in_root systemctl disable -q userconfig
        in_root systemctl enable -q getty@tty1
    fi
    rm -f "$root/etc/ssh/sshd_config.d/rename_user.conf"
    in_root systemctl enable -q classcord-firstboot classcord-address nftables ssh avahi-daemon classcord classcord-http.socket
    if [ -e "$boot/cmdline.txt" ] && ! grep -q cgroup_enable=memory "$boot/cmdline.txt"; then
        sed -i '1 s/$/ cgroup_enable=memory/' "$boot/cmdline.txt"
    fi
    in_root apt-get clean
    rm -rf "$root"/var/lib/apt/lists/* "$root/usr/sbin/policy-rc.d"
}

close_root() {
    local point
    for point in dev/pts dev proc sys; do umount "$root/$point"; done
}

assemble() {
    local vfat=$work/boot.vfat ext4=$work/root.ext4 start=8192 boot_sectors root_sectors
    step "File systems"
    if [ -z "$base_image" ]; then
        truncate -s 256M "$vfat"
        mkfs.vfat -F 32 -n BOOTFS "$vfat" >/dev/null
        mcopy -smp -i "$vfat" "$boot"/* ::
        find "$boot" -mindepth 1 -delete
        truncate -s $(($(du -sm "$root" | cut -f1) * 110 / 100 + spare))M "$ext4"
        mke2fs -q -t ext4 -L rootfs -d "$root" "$ext4"
    else
        umount "$boot"
        umount "$root"
        [ -z "$(losetup -j "$ext4")" ] || die "the image's root is still in use: $(losetup -j "$ext4")"
        e2fsck -fp "$ext4" >/dev/null || [ $? -le 1 ]
        mkfs.vfat -F 32 -n BOOTFS "$vfat" >/dev/null
        mcopy -smp -i "$vfat" "$work/boot"/* ::
    fi
    step "Image"
    boot_sectors=$(($(stat -c %s "$vfat") / 512))
    root_sectors=$(($(stat -c %s "$ext4") / 512))
    rm -f "$output.new"
    truncate -s $(((start + boot_sectors + root_sectors) * 512)) "$output.new"
    sfdisk -q "$output.new" <<TEXT
label: dos
label-id: 0x$disk_id
start=$start, size=$boot_sectors, type=c, bootable
start=$((start + boot_sectors)), size=$root_sectors, type=83
TEXT
    dd if="$vfat" of="$output.new" bs=1M seek=$((start / 2048)) conv=notrunc,sparse status=none
    dd if="$ext4" of="$output.new" bs=1M seek=$(((start + boot_sectors) / 2048)) conv=notrunc,sparse status=none
    mv "$output.new" "$output"
}

if [ -n "$base_image" ]; then open_base_image; else make_debian_root; fi
customize
if [ -z "$base_image" ]; then
    step "Kernel and firmware for the Pi"
    # CMA=0, because with the size that older Pis are given a Pi 4 does not start, and the card is to fit both.
    printf '\nROOTPART=PARTUUID=%s-02\nCONSOLES=tty0\nCMA=0\n' "$disk_id" >>"$root/etc/default/raspi-firmware"
    in_root env DEB_MAINT_PARAMS=configure /etc/kernel/postinst.d/z50-raspi-firmware >/dev/null 2>&1
    [ -s "$boot/cmdline.txt" ] || die "raspi-firmware made no cmdline.txt"
fi
close_root
assemble
step "$output: $(stat -c %s "$output") bytes, $(du -m "$output" | cut -f1) MiB of them used"

if [ -n "$device" ]; then
    # Looked at again: the build took its time.
    mounts=$(mounts_of "$device") || exit 1
    [ -z "$mounts" ] || die "--write $device is mounted by now: $mounts"
    # The kernel refuses this for what is mounted in any namespace, swapped to, or part of a RAID or LVM.
    python3 -c 'import os, sys; os.close(os.open(sys.argv[1], os.O_RDWR | os.O_EXCL))' "$device" || die "--write $device is in use"
    [ "$(blockdev --getsize64 "$device")" -ge "$(stat -c %s "$output")" ] || die "--write $device is too small"
    lsblk -o NAME,SIZE,MODEL,LABEL "$device"
    if [ -z "$yes" ]; then
        read -rp "Everything on $device will be lost. Type its name to go on: " answer
        [ "$answer" = "$device" ] || die "nothing was written"
    fi
    step "Writing to $device"
    dd if="$output" of="$device" bs=4M conv=fsync oflag=direct status=progress
    cmp -n "$(stat -c %s "$output")" "$output" "$device" || die "$device does not hold what was written: is the card broken?"
    step "Written, read back and compared"
fi
