# What the scripts of this directory stand on: packages by name, a directory that is removed, and words for the reader.
# Sourced, not run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

# Installs what is missing.
need() {
    local package missing=()
    for package; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    # A package's services are not for this machine.
    local policy=/usr/sbin/policy-rc.d made=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        made=yes
    fi
    # A list that cannot be fetched may be of something else.
    apt-get update -q >/dev/null || true
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends "${missing[@]}" >/dev/null
    if [ -n "$made" ]; then rm -f "$policy"; fi
}

must_be_root() {
    [ "$(id -u)" -eq 0 ] || { echo "$0: run it as root: it makes namespaces of its own" >&2; exit 2; }
}

# The binary under test: $CLASSCORD, or one that is built now.
find_classcord() {
    if [ -z "${CLASSCORD:-}" ]; then
        (cd "$repository" && cargo build --locked --quiet)
        CLASSCORD=${CARGO_TARGET_DIR:-$repository/target}/debug/classcord
    fi
    [ -x "$CLASSCORD" ] || fail "$CLASSCORD cannot be run"
    CLASSCORD=$(realpath "$CLASSCORD")
    export CLASSCORD
}

# A check that holds, one that does not, and the end.
passed=0
ok() {
    passed=$((passed + 1))
    echo "  ok: $*"
}
fail() {
    echo "  FAILED: $*" >&2
    exit 1
}
title() { printf '\n== %s\n' "$*"; }
summary() { printf '\n%d passed, 0 failed\n' "$passed"; }

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.1
    done
}

client() { python3 "$here/client.py" "$@"; }
