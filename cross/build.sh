#!/usr/bin/env bash
# Builds the binary for a Raspberry Pi (or this machine) on Debian, Ubuntu or Raspberry Pi OS, without Docker.
#
#   cross/build.sh             for arm64: 64-bit Raspberry Pi OS
#   cross/build.sh armhf       32-bit Raspberry Pi OS on a Pi 2 or newer, where the distribution has a Rust for it
#   cross/build.sh amd64       a PC
#   cross/build.sh arm64 dev   the same without optimizing, in a third of the time: for tests
#
# It takes a Rust that can build for the target: the one in PATH, else the distribution's own packages, which it installs
# by name (as root; otherwise it says what to type). Nothing else is fetched but the crates of Cargo.lock. The last line
# of its output is the path of the binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

case "${1:-arm64}" in
arm64 | aarch64) set_target arm64 ;;
armhf | armv7) set_target armhf ;;
amd64 | x86_64) set_target amd64 ;;
*)
    echo "$0: no such architecture: $1; arm64, armhf or amd64" >&2
    exit 2
    ;;
esac

profile=${2:-release}
case "$profile" in
release) output=release ;;
dev) output=debug ;;
*)
    echo "$0: no such profile: $profile; release or dev" >&2
    exit 2
    ;;
esac

need binutils gcc libc6-dev
if [ "$DEB_ARCH" != "$HOST_ARCH" ]; then
    need "gcc-$GNU" "libc6-dev-$DEB_ARCH-cross"
fi
find_rust

say "Rust: $("$RUST_DIRECTORY/rustc" --version) in $RUST_DIRECTORY"
cd "$repository"
PATH=$RUST_DIRECTORY:/usr/sbin:/usr/bin:/sbin:/bin \
    cargo build --locked --profile "$profile" --bin classcord --target "$TARGET" --target-dir "$CROSS_DIRECTORY" >&2

binary=$CROSS_DIRECTORY/$TARGET/$output/classcord
say "$(file_line "$binary")"
say "$(stat -c %s "$binary") bytes"
needed=$(needed_glibc "$binary")
if [ -z "$needed" ]; then
    say "needs no glibc: it is linked statically; Raspberry Pi OS has 2.36 (bookworm), 2.41 (trixie)"
else
    say "needs glibc $needed; Raspberry Pi OS has 2.36 (bookworm), 2.41 (trixie)"
    [ "$(printf '%s\n' "$needed" 2.36 | sort -V | tail -1)" = 2.36 ] ||
        say "WARNING: it does not run on Raspberry Pi OS bookworm"
fi
echo "$binary"
