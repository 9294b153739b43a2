#!/usr/bin/env bash
# Builds the programs for a Raspberry Pi (or this machine) on Debian, Ubuntu or Raspberry Pi OS, without Docker: the server,
# and the load generator classcord-bench beside it.
#
#   cross/build.sh             for arm64: 64-bit Raspberry Pi OS
#   cross/build.sh armhf       32-bit Raspberry Pi OS on a Pi 2 or newer, where the distribution has a Rust for it
#   cross/build.sh amd64       a PC
#   cross/build.sh arm64 dev   the server alone and without optimizing, in a third of the time: for tests
#
# They are linked statically, so that they run on any Linux of their architecture and map no library.
# It takes a Rust that can build for the target: the one in PATH, else the distribution's own packages, which it installs
# by name (as root; otherwise it says what to type). Nothing else is fetched but the crates of Cargo.lock. The last line
# of its output is the path of the server.
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
release) output=release programs=(classcord-bench classcord) ;;
dev) output=debug programs=(classcord) ;;
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
flags=(-C target-feature=+crt-static)
# It asks the C library of this machine.
if [ "$DEB_ARCH" = "$HOST_ARCH" ]; then read -ra flags < <(cross/static-flags.sh); fi
for program in "${programs[@]}"; do
    PATH=$RUST_DIRECTORY:/usr/sbin:/usr/bin:/sbin:/bin \
        cargo rustc --locked --profile "$profile" --package "${program/%classcord/classcord-server}" --bin "$program" \
        --target "$TARGET" --target-dir "$CROSS_DIRECTORY" -- "${flags[@]}" >&2
    binary=$CROSS_DIRECTORY/$TARGET/$output/$program
    say "$(file_line "$binary")"
    say "$(stat -c %s "$binary") bytes"
    if readelf -d "$binary" | grep -q NEEDED; then fail "$binary is not linked statically"; fi
done
echo "$binary"
