#!/usr/bin/env bash
# Lends a root for another architecture programs of this machine's, while its packages set themselves up.
#
#   native.sh prepare SUITE DIRECTORY   unpacks Debian's own build of these programs for this machine
#   native.sh lend ROOT DIRECTORY       puts them in the place of the root's, before its first package is set up
#   native.sh take-back ROOT            and takes every one of them away again
#
# What a package's script does is mostly to start a shell, Perl or a tool for a line of work; emulated, each start costs more
# than the work. The programs come from the release that the root is of, so they write what the root's own would. dpkg is told by
# diversions (dpkg-divert(1)) to put the root's own aside, under the same name with .lent. What knows its architecture
# (dpkg, uname, ldconfig, kmod) is not lent. build.sh calls this from mmdebstrap's hooks.
set -euo pipefail

packages=dash,bash,perl-base,sed,grep,mawk,findutils,diffutils,tar,gzip,xz-utils,zstd,cpio,coreutils,debianutils,util-linux,dpkg
packages+=,libc-bin,kmod,python3.13-minimal,libpython3.13-stdlib,openssl,udev,dracut-install
programs=(
    usr/bin/{dash,bash,perl,sed,grep,mawk,find,xargs,diff,cmp,tar,gzip,xz,zstd,cpio,dpkg-deb,run-parts,mountpoint,getopt,flock}
    usr/bin/{'[',basename,cat,chgrp,chmod,chown,cksum,comm,cp,cut,date,dd,df,dirname,du,echo,env,expr,false,head,id,install,join,ln}
    usr/bin/{ls,md5sum,mkdir,mkfifo,mknod,mktemp,mv,od,paste,printf,readlink,realpath,rm,rmdir,seq,sha256sum,sleep,sort,stat}
    usr/bin/{sync,tail,tee,test,touch,tr,true,uniq,wc,whoami}
    usr/bin/{localedef,openssl,python3.13,systemd-hwdb} usr/sbin/depmod usr/lib/dracut/dracut-install
)
fail() {
    echo "$0: $*" >&2
    exit 1
}

prepare() { # SUITE DIRECTORY
    mmdebstrap --quiet --variant=extract --include="$packages" "$1" "$2"
}

lend() { # ROOT DIRECTORY
    local root=$1 program triplet
    triplet=$(basename "$(dirname "$(echo "$2"/usr/lib/*-linux-gnu/libc.so.6)")")
    [ ! -e "$root/native" ] && [ ! -e "$root/lib64" ] && [ ! -e "$root/usr/lib64" ] && [ ! -e "$root/usr/lib/$triplet" ] || fail "$root has what is to be lent"
    cp -a "$2" "$root/native"
    # Where programs look for their loader and their libraries; Python looks for Debian's own modules beside itself.
    mkdir "$root/usr/lib64"
    ln -s /native/usr/lib64/ld-linux-x86-64.so.2 "$root/usr/lib64/"
    ln -s usr/lib64 "$root/lib64"
    ln -s "../../native/usr/lib/$triplet" "$root/usr/lib/$triplet"
    rm -rf "$root/native/usr/lib/python3"
    ln -s /usr/lib/python3 "$root/native/usr/lib/python3"
    for program in "${programs[@]}"; do
        [ -x "$root/native/$program" ] || fail "there is no $program to lend"
        if [ -e "$root/$program" ] || [ -L "$root/$program" ]; then mv "$root/$program" "$root/$program.lent"; fi
        mkdir -p "$root/$(dirname "$program")"
        ln -s "/native/$program" "$root/$program"
        printf '/%s\n/%s.lent\n:\n' "$program" "$program" >>"$root/var/lib/dpkg/diversions"
    done
}

take_back() { # ROOT
    local root=$1 libraries=/native/usr/lib/x86_64-linux-gnu program left
    # The initrd gets what is found as /usr/lib/*-linux-gnu/lib*.so: it is made again without the lent libraries there. (They
    # could not be found by LD_LIBRARY_PATH all the time, for some scripts begin with an empty environment.)
    rm "$root/usr/lib/x86_64-linux-gnu"
    mkdir "$root/usr/lib/x86_64-linux-gnu"
    ln -s "$libraries/perl-base" "$root/usr/lib/x86_64-linux-gnu/"
    LD_LIBRARY_PATH=$libraries:$libraries/systemd chroot "$root" update-initramfs -u -k all
    for program in "${programs[@]}"; do
        rm "$root/$program"
        if [ -e "$root/$program.lent" ] || [ -L "$root/$program.lent" ]; then mv "$root/$program.lent" "$root/$program"; fi
    done
    awk 'NR % 3 == 1 { path = $0 } NR % 3 == 2 { aside = $0 } NR % 3 == 0 && aside != path ".lent" { print path; print aside; print }' \
        "$root/var/lib/dpkg/diversions" >"$root/var/lib/dpkg/diversions.new"
    mv "$root/var/lib/dpkg/diversions.new" "$root/var/lib/dpkg/diversions"
    rm -r "$root/native" "$root/usr/lib64" "$root/usr/lib/x86_64-linux-gnu"
    rm "$root/lib64"
    left=$(programs_of_this_machine "$root") || fail "the root cannot be looked through"
    [ -z "$left" ] || fail "programs of this machine are left in the root: $left"
}

# Files of the root that are this machine's, in the initrd too.
programs_of_this_machine() { # ROOT
    python3 - "$1" <<'PY'
import os, stat, subprocess, sys
X86_64 = 62
ZSTD = b"\x28\xb5\x2f\xfd"


def is_of_this_machine(head):
    return head[:4] == b"\x7fELF" and int.from_bytes(head[18:20], "little") == X86_64


def archived(data):
    """Names and first bytes of what an initrd has: archives of cpio one behind the other (newc), the last of them packed."""
    at = 0
    while at < len(data):
        if data[at:at + 4] == ZSTD:
            yield from archived(subprocess.run(["zstd", "-dcq"], input=data[at:], stdout=subprocess.PIPE, check=True).stdout)
            return
        if data[at:at + 6] != b"070701":
            if data[at:at + 4] != b"\0\0\0\0":
                sys.exit(f"an initrd of an unknown form, at {at}")
            at += 4
            continue
        size, name_size = int(data[at + 54:at + 62], 16), int(data[at + 94:at + 102], 16)
        name = data[at + 110:at + 110 + name_size - 1].decode()
        start = (at + 110 + name_size + 3) & ~3
        yield name, data[start:start + min(size, 20)]
        at = (start + size + 3) & ~3


root = sys.argv[1]
disk = os.stat(root).st_dev
for folder, folders, names in os.walk(root):
    # What is mounted there, such as /proc, is no part of it.
    folders[:] = [name for name in folders if os.lstat(os.path.join(folder, name)).st_dev == disk]
    for name in names:
        path = os.path.join(folder, name)
        if stat.S_ISREG(os.lstat(path).st_mode):
            with open(path, "rb") as file:
                if is_of_this_machine(file.read(20)):
                    print(path)
initrds = [name for name in os.listdir(f"{root}/boot") if name.startswith("initrd.img-")]
for initrd in initrds:
    with open(f"{root}/boot/{initrd}", "rb") as file:
        files = list(archived(file.read()))
    if not any(head[:4] == b"\x7fELF" for _, head in files):
        sys.exit(f"{initrd} has no program at all")
    for name, head in files:
        if is_of_this_machine(head):
            print(f"{initrd}: {name}")
if not initrds:
    sys.exit("the root has no initrd")
PY
}

case ${1:-} in
prepare) prepare "$2" "$3" ;;
lend) lend "$2" "$3" ;;
take-back) take_back "$2" ;;
*) fail "prepare SUITE DIRECTORY, lend ROOT DIRECTORY or take-back ROOT" ;;
esac
