#!/usr/bin/env bash
# What a resting server holds in memory, beside others: dirty pages, which are the process's own as long as it lives, and
# clean ones of its files, which the kernel takes back when it needs them and reads again.
#
#   bench/memory.sh            puts a table into BENCH.md; a minute once everything is built
#   bench/memory.sh --check    only ClassCord as packages ship it; exit code 1 when more is dirty or resident than the goals say
#   PROGRAM=FILE bench/memory.sh --check             a program that is there, such as a package's
#   CLASSCORD_PROFILE=none bench/memory.sh --check   one without the profile that packages are built by (CI: it is built in a
#                              third of the time), which has a limit of its own for what is resident
set -euo pipefail
cd "$(dirname "$0")/.."
goal_dirty_kib=600
goal_resident_kib=7000
limit_resident_kib=$goal_resident_kib

source bench/servers.sh
if [ -n "${PROGRAM:-}" ]; then
    mkdir -p target/bench
    cp "$PROGRAM" "$program"
    put_on_disk "$program"
else
    [ "${CLASSCORD_PROFILE:-}" != none ] || limit_resident_kib=8192
    build_program
fi

# at_rest NAME: dirty, clean and all resident memory, in KiB; the median of five starts.
at_rest() {
    local try dirty resident
    for try in 1 2 3 4 5; do
        start "$1"
        sleep 3
        dirty=$(memory "$1" Private_Dirty)
        resident=$(memory "$1" Rss)
        stop "$1"
        echo "$dirty $((resident - dirty)) $resident"
    done | sort -n | sed -n 3p
}

if [ "${1:-}" = --check ]; then
    read -r dirty clean resident <<<"$(at_rest classcord)"
    echo "at rest: $dirty KiB dirty (goal $goal_dirty_kib), $clean KiB clean, $resident KiB resident (goal $goal_resident_kib, limit $limit_resident_kib)"
    [ "$dirty" -le "$goal_dirty_kib" ] && [ "$resident" -le "$limit_resident_kib" ]
    exit
fi

need mosquitto ngircd inspircd
cargo build --quiet --locked --release --bin classcord
plain=$root/target/release/classcord
put_on_disk "$plain"
row() { printf '| %s | %s | %s | %s |\n' "$1" "${@:2}"; }
table=target/bench/memory.md
{
    circumstances
    echo
    echo "| at rest, in KiB | dirty | clean | resident |"
    echo "| --- | --: | --: | --: |"
    # shellcheck disable=SC2046 # three figures
    {
        row "goal" "$goal_dirty_kib" "-" "$goal_resident_kib"
        row "classcord as packages ship it" $(at_rest classcord)
        row "classcord, plain build" $(CLASSCORD=$plain at_rest classcord)
        for server in ngircd inspircd mosquitto; do row "$server" $(at_rest "$server"); done
    }
} | tee "$table"
put_table memory "$table"
