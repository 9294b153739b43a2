#!/usr/bin/env bash
# The teacher's part of the page in a real Chromium: silence, hands, polls, questions, people, the attendance, accounts, the
# board. Needs node and Debian's chromium; takes what npm has from web/package-lock.json.
# Usage: tests/operations/browser_teacher.sh CLASSCORD [FOLDER FOR PICTURES]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
export CLASSCORD=${1:?usage: browser_teacher.sh CLASSCORD [PICTURES]}
CLASSCORD=$(realpath "$CLASSCORD")
[ $# -lt 2 ] || export PICTURES=$(realpath "$2")
cd "$root/web"
[ -d node_modules ] || npm ci --no-audit --no-fund --silent
WORK=$(mktemp -d)
export WORK
trap 'rm -rf "$WORK"' EXIT
timeout 280 node browser/teacher.mjs
