#!/usr/bin/env bash
# What a resting server holds in memory under the kernel that a package meets: Debian's own, booted in QEMU, with the program as
# packages ship it on an ext4 disk and the configuration as it is shipped. How many clean pages of a program are resident is
# for the kernel and the file system to decide, so the figure of this machine's (memory.sh) says little about another's.
#
#   bench/memory-booted.sh                       amd64 and arm64, with the kernels of bookworm and trixie: a table in BENCH.md
#   bench/memory-booted.sh amd64 trixie          one of them, printed
#   PROGRAM=FILE bench/memory-booted.sh amd64 trixie   with a program that is there, linked statically
#   DETAIL=1 …                                   also what each mapping has (proc_pid_smaps(5)), as target/bench/booted/*.smaps
#
# A minute for each once the program is built, some more where the processor is emulated. Kernels and busybox come from Debian
# by name and are kept in target/bench/booted.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
source bench/servers.sh
need cpio e2fsprogs kmod xz-utils
booted=$root/target/bench/booted
# As long as a start goes on, and what it leaves for later: the first commit, the first look at the certificate.
rest_s=20

fail() {
    echo "$0: $*" >&2
    exit 1
}

# packages ARCH SUITE: the kernel and busybox of a release, unpacked; prints the directory.
packages() {
    local arch=$1 suite=$2 apt=$booted/apt.$1.$2 tree=$booted/tree.$1.$2 kernel
    if [ ! -e "$tree/whole" ]; then
        rm -rf "$apt" "$tree"
        mkdir -p "$apt"/{etc/apt.conf.d,etc/preferences.d,lists/partial,archives/partial} "$tree"
        : >"$apt/status"
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" >"$apt/etc/sources.list"
        cat >"$apt/conf" <<END
Dir::Etc "$apt/etc";
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
END
        APT_CONFIG=$apt/conf apt-get update -q >&2
        kernel=$(APT_CONFIG=$apt/conf apt-cache depends "linux-image-$arch" | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | head -1)
        (cd "$apt" && APT_CONFIG=$apt/conf apt-get download -q "$kernel" busybox-static >&2)
        for package in "$apt"/*.deb; do dpkg-deb -x "$package" "$tree"; done
        rm -rf "$apt"
        # bookworm's packages have them in one place, trixie's in the other.
        mkdir -p "$tree/usr/lib"
        [ -d "$tree/usr/lib/modules" ] || ln -s ../../lib/modules "$tree/usr/lib/modules"
        [ -d "$tree/lib" ] || ln -s usr/lib "$tree/lib"
        depmod -b "$tree" "$(ls "$tree/usr/lib/modules")"
        touch "$tree/whole"
    fi
    echo "$tree"
}

# first_files TREE DIRECTORY: what the kernel needs to reach the disk, as an initramfs.
first_files() {
    local tree=$1 initial=$2 version module file
    version=$(ls "$tree/usr/lib/modules")
    mkdir -p "$initial"/{bin,dev,disk,modules,proc}
    cp "$(find "$tree" -path '*bin/busybox' -type f)" "$initial/bin/busybox"
    : >"$initial/modules/order"
    for module in virtio_pci virtio_blk crc32c_generic ext4; do
        # Prints "insmod FILE" for each that is none of the kernel's own, those that it needs first.
        modprobe -d "$tree" -S "$version" --ignore-install --show-depends "$module" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p'
    done | while read -r file; do
        module=$(basename "${file%.xz}")
        [ ! -e "$initial/modules/$module" ] || continue
        case $file in
        *.xz) xz -dc "$file" >"$initial/modules/$module" ;;
        *) cp "$file" "$initial/modules/$module" ;;
        esac
        echo "$module" >>"$initial/modules/order"
    done
    cat >"$initial/init" <<'END'
#!/bin/busybox sh
export PATH=/bin
busybox mount -t devtmpfs dev /dev
while read -r module; do busybox insmod "/modules/$module"; done </modules/order
until [ -b /dev/vda ]; do busybox sleep 0.1; done
busybox mount -t ext4 -o noatime /dev/vda /disk
exec busybox switch_root /disk /init
END
    chmod 755 "$initial/init"
    (cd "$initial" && find . | cpio -o -H newc --quiet --owner=0:0) >"$initial.cpio"
}

# whole_disk TREE PROGRAM DIRECTORY: what is on the disk: the program where its package puts it, started as its service does.
whole_disk() {
    local tree=$1 program=$2 disk=$3
    mkdir -p "$disk"/{bin,dev,proc,sys,run,tmp,etc/classcord,usr/bin,var/lib/classcord,var/log/classcord}
    cp "$(find "$tree" -path '*bin/busybox' -type f)" "$disk/bin/busybox"
    cp "$program" "$disk/usr/bin/classcord"
    cp classcord.toml "$disk/etc/classcord/"
    echo 'root:x:0:0:root:/:/bin/sh' >"$disk/etc/passwd"
    printf '127.0.0.1 localhost\n127.0.1.1 classcord\n' >"$disk/etc/hosts"
    cat >"$disk/init" <<END
#!/bin/busybox sh
export PATH=/bin:/usr/bin
busybox mount -t devtmpfs dev /dev
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
busybox mount -t tmpfs run /run
busybox mkdir /run/classcord
busybox hostname classcord
busybox ip link set lo up
busybox date -s 2026-11-30 >/dev/null
export CONFIGURATION_DIRECTORY=/etc/classcord STATE_DIRECTORY=/var/lib/classcord
export RUNTIME_DIRECTORY=/run/classcord LOGS_DIRECTORY=/var/log/classcord
rest() {
    classcord cert --if-needed
    classcord serve >/run/output 2>&1 &
    server=\$!
    busybox sleep $rest_s
    echo "BEGIN \$1"
    busybox cat /proc/\$server/smaps_rollup || busybox cat /run/output
    echo "END \$1"
    echo "BEGIN \$1-mappings"
    busybox cat /proc/\$server/smaps
    echo "END \$1-mappings"
    kill \$server
    wait \$server
}
rest first
busybox sync
echo 3 >/proc/sys/vm/drop_caches
rest again
busybox poweroff -f
END
    chmod 755 "$disk/init"
    truncate -s 96M "$disk.ext4"
    mke2fs -q -t ext4 -d "$disk" "$disk.ext4"
}

# at_rest ARCH SUITE PROGRAM: two lines, of the first start and of another: which, dirty, clean and all resident memory in KiB.
at_rest() {
    local arch=$1 suite=$2 program=$3 tree here said which machine console
    tree=$(packages "$arch" "$suite")
    here=$work/$arch.$suite
    mkdir "$here"
    first_files "$tree" "$here/initial"
    whole_disk "$tree" "$program" "$here/disk"
    said=$booted/$arch.$suite.console
    case $arch in
    # Emulated there too: a machine that is itself virtual often cannot lend its processor, and memory is the same.
    amd64) machine=(qemu-system-x86_64 -cpu max) console=ttyS0 ;;
    arm64) machine=(qemu-system-aarch64 -M virt -cpu cortex-a72) console=ttyAMA0 ;;
    *) fail "no such architecture: $arch; amd64 or arm64" ;;
    esac
    timeout 600 "${machine[@]}" -smp 2 -m 1024 -nodefaults -no-reboot -display none -serial "file:$said" \
        -kernel "$(echo "$tree"/boot/vmlinuz-*)" -initrd "$here/initial.cpio" -append "console=$console quiet panic=-1" \
        -drive "if=none,id=disk,format=raw,file=$here/disk.ext4" -device virtio-blk-pci,drive=disk ||
        fail "QEMU ended with $?; its console: $said"
    rm -r "$here"
    for which in first again; do
        if [ -n "${DETAIL:-}" ]; then
            tr -d '\r' <"$said" | sed -n "/^BEGIN $which-mappings/,/^END $which-mappings/p" >"$booted/$arch.$suite.$which.smaps"
        fi
        tr -d '\r' <"$said" | sed -n "/^BEGIN $which\$/,/^END $which\$/p" | awk -v which="$which" '
            $1 == "Private_Dirty:" { dirty = $2 }
            $1 == "Rss:" { resident = $2 }
            END { if (!resident) exit 1; print which, dirty, resident - dirty, resident }' || fail "no figures; the console: $said"
    done
}

kernel_of() { ls "$booted/tree.$1.$2/usr/lib/modules"; }

declare -A programs=()
program_for() {
    [ -n "${programs[$1]:-}" ] || programs[$1]=${PROGRAM:-$(cross/build.sh "$1" | tail -1)}
}

mkdir -p "$booted"
if [ $# -gt 0 ]; then
    [ $# -eq 2 ] || fail "ARCH SUITE, or nothing"
    case $1 in amd64) need qemu-system-x86 ;; *) need qemu-system-arm ;; esac
    program_for "$1"
    figures=$(at_rest "$1" "$2" "${programs[$1]}")
    echo "$1, $(kernel_of "$1" "$2"), a program of $(stat -c %s "${programs[$1]}") bytes; dirty, clean, resident in KiB:"
    echo "$figures"
    exit
fi

need qemu-system-x86 qemu-system-arm
table=target/bench/memory-booted.md
{
    circumstances
    echo
    echo "| Debian's kernel, in QEMU | program, in bytes | start | dirty | clean | resident |"
    echo "| --- | --: | --- | --: | --: | --: |"
    for arch in amd64 arm64; do
        program_for "$arch"
        for suite in bookworm trixie; do
            figures=$(at_rest "$arch" "$suite" "${programs[$arch]}")
            while read -r which dirty clean resident; do
                echo "| $suite's $(kernel_of "$arch" "$suite") | $(stat -c %s "${programs[$arch]}") | $which | $dirty | $clean | $resident |"
            done <<<"$figures"
        done
    done
} | tee "$table"
put_table memory-booted "$table"
