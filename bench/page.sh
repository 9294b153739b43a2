#!/usr/bin/env bash
# What the page costs a browser: weight and first paint of a first visit, tasks that keep the browser busy with 5,000 messages in
# view, and a tab's memory after an hour of class. What is measured is in web/browser/measure.mjs.
#
#   bench/page.sh     puts a table into BENCH.md; 4 minutes once everything is built, on a machine that does nothing else
#   PROGRAM=target/debug/classcord bench/page.sh     the same of a program that is built already: the browser's work is what counts
#
# Needs no root if chromium and node are installed; npm fetches what web/package-lock.json pins, once.
set -euo pipefail
cd "$(dirname "$0")/.."

source bench/servers.sh
source tests/operations/ground.sh
[ -n "${PROGRAM:-}" ] || build_program
export CLASSCORD=$(realpath "${PROGRAM:-$program}")
browser_ground
trap 'rm -rf "$WORK"; stop_all' EXIT

table=target/bench/page.md
{
    circumstances
    echo
    node web/browser/measure.mjs
} | tee "$table"
put_table page "$table"
