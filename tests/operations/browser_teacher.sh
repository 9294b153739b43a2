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

browser_ground
[ -z "${1:-}" ] || export PICTURES=$(realpath "$1")

title "the teacher's page"
browser_run teacher
ok "the teacher's page"
summary
