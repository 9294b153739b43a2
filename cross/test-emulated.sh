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
tests=(wire_accounts wire_channels wire_guests wire_history wire_messages wire_moderation wire_presence)
if cargo nextest --version >/dev/null 2>&1; then
    # The emulator is slow, and slower still on a busy machine: a deadline may pass once.
    cargo nextest run --locked --no-fail-fast --retries 2 "${tests[@]/#/--test=}"
else
    cargo test --locked --no-fail-fast "${tests[@]/#/--test=}"
fi
