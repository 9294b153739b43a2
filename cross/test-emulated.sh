#!/usr/bin/env bash
# The wire tests against a Pi's binary, on an emulated processor (qemu-user): what a Pi would run answers as it does here.
#
#   cross/test-emulated.sh                  the release binary for 64 bits
#   cross/test-emulated.sh dev              one that is not optimized, which is built in a third of the time; CI does this
#   cross/test-emulated.sh release armhf    the one for 32 bits
#
# Builds the binary with cross/build.sh. Run as root on a fresh machine, or with its packages installed.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
case "${2:-arm64}" in
arm64) emulator=qemu-aarch64-static ;;
armhf) emulator=qemu-arm-static ;;
*) fail "no such architecture: $2; arm64 or armhf" ;;
esac
need qemu-user-static
binary=$("$repository/cross/build.sh" "${2:-arm64}" "${1:-release}" | tail -1)
cd "$repository"
export CLASSCORD_TEST_SERVER="$emulator $binary"
say "$($CLASSCORD_TEST_SERVER --version) under $($emulator --version | head -1)"
# Parts of the names of tests: the files of tests/wire that need nothing but sockets.
tests=(accounts:: channels:: guests:: history:: messages:: moderation:: presence::)
if cargo nextest --version >/dev/null 2>&1; then
    # The emulator is slow, and slower still on a busy machine: a deadline may pass once.
    cargo nextest run --locked --no-fail-fast --retries 2 --test wire -- "${tests[@]}"
else
    cargo test --locked --no-fail-fast --test wire -- "${tests[@]}"
fi
