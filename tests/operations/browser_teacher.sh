#!/usr/bin/env bash
# The teacher's part of the page in a real Chromium against the real server, beside a pupil in the browser, clients of lines and a
# phone: silence, hands, polls, questions, people, the attendance, accounts, slips, the board; axe finds nothing in any state, and
# the console stays empty (web/browser/teacher.mjs).
#
#   browser_teacher.sh              tries all that
#   browser_teacher.sh DIRECTORY    and writes a picture of each state there
#
# Loopback only. Needs no root if chromium and node are installed; npm fetches what web/package-lock.json pins, once.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$CHROMIUM" ]; then
    need chromium
    CHROMIUM=$(command -v chromium)
fi
command -v npm >/dev/null || need nodejs npm
export CHROMIUM
find_classcord
web=$repository/web
[ -d "$web/node_modules" ] || (cd "$web" && npm ci --silent)
WORK=$(mktemp -d)
export WORK
trap 'rm -rf "$WORK"' EXIT
[ -z "${1:-}" ] || export PICTURES=$(realpath "$1")

title "the teacher's page"
# A picture of what was on the screen when something fails stays behind.
node "$web/browser/teacher.mjs" || {
    kept=$(mktemp -d)
    cp "$WORK"/failed-*.png "$kept" 2>/dev/null || true
    fail "see above; pictures are in $kept"
}
ok "the teacher's page"
summary
