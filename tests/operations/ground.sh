# What the scripts of this directory stand on: packages by name, a directory that is removed, and words for the reader.
# Sourced, not run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

source "$repository/.ci/packages.sh"

must_be_root() {
    [ "$(id -u)" -eq 0 ] || { echo "$0: run it as root: it makes namespaces of its own" >&2; exit 2; }
}

# Runs the script again with these arguments in namespaces of its own (network, mounts, processes), with $WORK for its
# files, and ends as that does.
enter_namespaces() {
    INSIDE=1 WORK=$work unshare --net --mount --pid --fork --kill-child --mount-proc bash "$0" "$@"
    exit
}

# in_namespaces PACKAGE...: what follows happens in namespaces of its own, with these packages and the binary under test.
in_namespaces() {
    [ -z "${INSIDE:-}" ] || return 0
    must_be_root
    need "$@"
    find_classcord
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    enter_namespaces
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

# A browser in $CHROMIUM, whatever Debian calls it.
find_chromium() {
    CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
    if [ -z "$CHROMIUM" ]; then
        need chromium
        CHROMIUM=$(command -v chromium)
    fi
    export CHROMIUM
}

# What the runs of web/browser/ stand on: a browser, node with what web/package-lock.json pins, the binary, and a folder.
browser_ground() {
    find_chromium
    command -v npm >/dev/null || need nodejs npm
    find_classcord
    web=$repository/web
    [ -d "$web/node_modules" ] || (cd "$web" && npm ci --silent)
    WORK=$(mktemp -d)
    export WORK
    trap 'rm -rf "$WORK"' EXIT
}

# browser_run NAME: one of web/browser/. A picture of what was on the screen when something fails stays behind.
browser_run() {
    node "$web/browser/$1.mjs" || {
        local kept
        kept=$(mktemp -d)
        cp "$WORK"/failed-*.png "$kept" 2>/dev/null || true
        fail "see above; pictures are in $kept"
    }
}
