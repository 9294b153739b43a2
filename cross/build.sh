#!/usr/bin/env bash
# Builds the programs for a Raspberry Pi (or this machine) on Debian, Ubuntu or Raspberry Pi OS, without Docker: the server,
# and the load generator classcord-bench beside it.
#
#   cross/build.sh             for arm64: 64-bit Raspberry Pi OS
#   cross/build.sh armhf       32-bit Raspberry Pi OS on a Pi 2 or newer, where the distribution has a Rust for it
#   cross/build.sh amd64       a PC
#   cross/build.sh arm64 dev   the server alone and without optimizing, in a third of the time: for tests
#
# They are linked statically, so that they run on any Linux of their architecture and map no library, and optimized by what a
# class has the server execute (cross/profile.sh). CLASSCORD_PROFILE=FILE takes a profile that is there, such as a release's,
# and CLASSCORD_PROFILE=none does without, in half the time.
# It takes a Rust that can build for the target: the one in PATH, else the distribution's own packages, which it installs
# by name (as root; otherwise it says what to type). Nothing else is fetched but the crates of Cargo.lock. The last line
# of its output is the path of the server.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
set_target "${1:-arm64}"
profile=${2:-release}
case "$profile" in
release) output=release programs=(classcord-bench classcord) ;;
dev) output=debug programs=(classcord) ;;
*)
    echo "$0: no such profile: $profile; release or dev" >&2
    exit 2
    ;;
esac
find_compilers

say "Rust: $("$RUST_DIRECTORY/rustc" --version) in $RUST_DIRECTORY"
flags=()
if [ "$profile" = release ] && [ "${CLASSCORD_PROFILE:-}" != none ]; then
    counts=$(realpath "${CLASSCORD_PROFILE:-$("$repository/cross/profile.sh" "$DEB_ARCH" | tail -1)}")
    [ -s "$counts" ] || fail "there is no profile"
    say "profile: $counts"
    # What a start executes once is not rare: it is what a resting server has in memory. The linker puts what is rare apart.
    flags=("-Cprofile-use=$counts" -Cllvm-args=-profile-summary-cold-count=0)
fi
for program in "${programs[@]}"; do
    compile "$program" "$profile" "$CROSS_DIRECTORY" "${flags[@]}"
    binary=$CROSS_DIRECTORY/$TARGET/$output/$program
    say "$(file_line "$binary")"
    say "$(stat -c %s "$binary") bytes"
    if readelf -d "$binary" | grep -q NEEDED; then fail "$binary is not linked statically"; fi
done
echo "$binary"
