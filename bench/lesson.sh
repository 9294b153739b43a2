#!/usr/bin/env bash
# What a class of 30 feels of its teacher's work: each waits for the `ack` of a message, at a class's pace, while nothing else
# happens, and while a list of 35 pupils comes in, a password is reset and a person with 10,000 messages is erased, over and
# over. Takes three minutes. Prints a Markdown table and puts it into BENCH.md.
#
#   bench/lesson.sh                      all of it
#   DIR=/some/disk bench/lesson.sh       the database there
#   PROGRAM=… TOOL=… bench/lesson.sh     with a server and a generator that are built already
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-60}
[ -z "${DIR:-}" ] || export TMPDIR=$DIR

source bench/servers.sh
take_programs

data=$work/data
at=(--config bench/classcord.toml --data-dir "$data" --log-file "$work/log")
# As anybody's: an export of messages, every other one of them of the person who is erased.
make_messages() {
    seq 1 20000 | while read -r n; do
        from=bob
        [ $((n % 2)) = 0 ] || from=alice
        printf '{"id":%d,"time":"2026-11-02T10:%02d:%02d.%06d+01:00","kind":"channel","channel":"#général","from":"%s","content":"message numéro %d de la séance"}\n' \
            "$n" $((n / 3600 % 60)) $((n / 60 % 60)) "$n" "$from" "$n"
    done
}

port=$(free_port)
make_messages >"$work/messages.jsonl"
"$program" "${at[@]}" import "$work/messages.jsonl" >"$work/imported"
printf 'the old password\n' | "$program" "${at[@]}" user add eve >"$work/made"
"${on_server_cpu[@]}" "$program" "${at[@]}" --listen "127.0.0.1:$port" 2>"$work/output" &
pid=$!
trap 'kill -9 $pid 2>/dev/null || true; stop_all' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 $pid || { cat "$work/output" >&2; exit 1; }
    sleep 0.1
done

# milliseconds COMMAND…: how long it takes.
milliseconds() {
    local begun
    begun=$(date +%s%N)
    "$@" >>"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
    echo $((($(date +%s%N) - begun) / 1000000))
}
list() {
    echo "nom;prénom;classe"
    for n in $(seq 35); do echo "Nom$n;Prénom$1x$n;SISR $1"; done
}
new_password() { printf 'the password no. %s\n' "$1" | "$program" "${at[@]}" user passwd eve; }
# The teacher's work, again and again until the file is gone.
work_on() {
    local round=0
    while [ -e "$work/lesson" ]; do
        round=$((round + 1))
        list $round >"$work/class$round.csv"
        import_ms=$(milliseconds "$program" "${at[@]}" import --group --members "$work/class$round.csv")
        passwd_ms=$(milliseconds new_password $round)
        erase_ms=$(milliseconds "$program" "${at[@]}" person erase bob --messages anonymise --yes)
        # The first has the messages to erase.
        [ $round -gt 1 ] || echo "$import_ms $passwd_ms $erase_ms" >"$work/times"
        echo $round >"$work/rounds"
        # A teacher, not a robot.
        sleep 3
    done
}
talk() { "${on_generator_cpu[@]}" "$tool" acknowledged --clients 30 --pause-ms 10000 --seconds $seconds --server "127.0.0.1:$port" --json; }
row() {
    jq -r --arg what "$1" '
        def places(n): . * pow(10; n) | round / pow(10; n);
        "| \($what) | \(.sent) | \(.answers_us.ack.p50 / 1000 | places(2)) | \(.answers_us.ack.p99 / 1000 | places(2)) "
        + "| \(.answers_us.ack.max / 1000 | places(2)) |"'
}

mkdir -p target/bench
table=target/bench/lesson.md
quiet=$(talk | row "nothing else")
touch "$work/lesson"
work_on &
teacher=$!
busy=$(talk)
rm "$work/lesson"
wait $teacher
busy=$(row "$(cat "$work/rounds") lists of 35 pupils, passwords, erasures" <<<"$busy")
kill -TERM $pid
wait $pid || true
"$program" "${at[@]}" check >"$work/check"
read -r import_ms passwd_ms erase_ms <"$work/times"
exec 4>&1 > >(tee "$table" >&4)
tee_pid=$!
circumstances
echo
echo "| 30 people, each a message in 10 s, while | acknowledged | ack p50, ms | p99, ms | longest, ms |"
echo "| :-- | --: | --: | --: | --: |"
echo "$quiet"
echo "$busy"
echo
echo "The first list took $import_ms ms with its 35 passwords and slips, the password $passwd_ms ms, the erasure of 10,000 messages $erase_ms ms." \
    "The database after it: $(tail -1 "$work/check")."
exec 1>&4
wait $tee_pid
put_table lesson "$table"
