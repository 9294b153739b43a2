#!/usr/bin/env bash
# Counts what a class has the server execute, for the compiler: cross/profile.sh [arm64|armhf|amd64]
#
# Builds the server with counters (-C profile-generate), lets a class of classcord-bench use it, by lines, by WebSocket, over
# TLS, with a page and the console, starts it once more, and merges the counts with LLVM's llvm-profdata. cross/build.sh
# compiles what ships with them (-C profile-use): what runs often becomes fast, what never runs becomes small and lies apart
# from what does, which leaves fewer of the program's pages in memory. A program of another architecture runs under qemu-user.
# A profile is kept until the program is another. The last line of its output is its path.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
set_target "${1:-arm64}"
find_compilers
need openssl
[ ${#EMULATOR[@]} -eq 0 ] || need qemu-user-static
directory=$CROSS_DIRECTORY/profile/$TARGET
mkdir -p "$directory"

rust=$("$RUST_DIRECTORY/rustc" --version --verbose)
libraries=$("$RUST_DIRECTORY/rustc" --print sysroot)/lib/rustlib
compgen -G "$libraries/$TARGET/lib/libprofiler_builtins-*.rlib" >/dev/null ||
    fail "this Rust cannot count for $TARGET: it has no profiler_builtins; CLASSCORD_PROFILE=none cross/build.sh does without"

# The counts' form is LLVM's, that of the compiler's version: rustup's component, or the distribution's.
find_profdata() {
    local major
    major=$(sed -n 's/^LLVM version: \([0-9]*\).*/\1/p' <<<"$rust")
    PROFDATA=$libraries/$(sed -n 's/^host: //p' <<<"$rust")/bin/llvm-profdata
    if [ -x "$PROFDATA" ]; then return; fi
    [ -x "/usr/bin/llvm-profdata-$major" ] || [ -z "$(candidate "llvm-$major")" ] || need "llvm-$major"
    PROFDATA=/usr/bin/llvm-profdata-$major
    [ -x "$PROFDATA" ] || fail "there is no llvm-profdata of LLVM $major, as this Rust has: rustup component add llvm-tools, \
or install the distribution's llvm-$major; CLASSCORD_PROFILE=none cross/build.sh does without"
}
find_profdata

compile classcord release "$CROSS_DIRECTORY/counting" -Cprofile-generate
server=$CROSS_DIRECTORY/counting/$TARGET/release/classcord
kept=$(find "$directory" -name '*.profdata' -newer "$server" -newer "${BASH_SOURCE[0]}")
if [ -n "$kept" ]; then
    echo "$kept"
    exit
fi

# A program of this machine, which nobody measures.
(cd "$repository" && PATH=$RUST_DIRECTORY:/usr/sbin:/usr/bin:/sbin:/bin \
    cargo build --locked --quiet --package classcord-bench --target-dir "$CROSS_DIRECTORY" >&2)
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
port=$((20000 + RANDOM % 12000))

# Starts the server, with its limits lifted, and waits until it answers.
start() {
    LLVM_PROFILE_FILE=$work/%p.profraw "${EMULATOR[@]}" "$server" serve --make-cert --config "$repository/bench/classcord.toml" \
        --listen "127.0.0.1:$port" --data-dir "$work/data" --log-file "$work/log" >"$work/output" 2>&1 &
    pid=$!
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    fail "the server does not start: $(tail -5 "$work/output" "$work/log")"
}
# Stops it as its service does; the counts are written at the end.
stop() {
    kill -TERM "$pid"
    wait "$pid" || fail "the server ended with $?: $(tail -5 "$work/output" "$work/log")"
    [ -s "$work/$pid.profraw" ] || fail "the server has left no counts"
    pid=
}
load() {
    timeout 300 "$CROSS_DIRECTORY/debug/classcord-bench" "$@" --server "127.0.0.1:$port" --patience 60 --json >/dev/null ||
        fail "classcord-bench $* ended with $?"
}
console() { LLVM_PROFILE_FILE=/dev/null "${EMULATOR[@]}" "$server" admin --socket "$work/data/control.sock" "$@" >/dev/null; }
# What a browser asks for first, by a connection that the command in front makes.
page() {
    local file
    for file in / /classcord.css /app/main.js; do
        printf 'GET %s HTTP/1.1\r\nHost: localhost:%s\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n' "$file" "$port" |
            "$@" | grep -ac '^HTTP/1.1 200' >"$work/answers" || fail "the server gives no $file"
    done
}
plainly() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    cat >&3
    timeout 60 cat <&3
    exec 3>&-
}
encrypted=(timeout 60 openssl s_client -quiet -connect "127.0.0.1:$port")
# Somebody who says something a hundred times over TLS, and waits for an answer to know that it was heard.
talk_encrypted() {
    local n
    coproc "${encrypted[@]}" 2>"$work/handshake"
    {
        echo '{"type":"message","from":"carol","content":""}'
        for ((n = 1; n <= 100; n++)); do echo "{\"type\":\"message\",\"from\":\"carol\",\"content\":\"une phrase, $n\"}"; done
        echo '{"type":"list_users"}'
    } >&"${COPROC[1]}"
    timeout 60 grep -am1 '"type":"users"' <&"${COPROC[0]}" >"$work/answers" || fail "the server does not answer over TLS"
    kill "$COPROC_PID"
    wait "$COPROC_PID" || true
}

say "a class, counted"
start
for protocol in classcord websocket; do
    load storm --clients 50 --protocol "$protocol"
    load fanout --receivers 30 --senders 2 --in-flight 4 --messages 500 --protocol "$protocol"
    load unicast --clients 10 --in-flight 4 --messages 2000 --protocol "$protocol"
    load history --clients 5 --messages 200 --pages 2 --protocol "$protocol"
    load classroom --clients 30 --seconds 5 --protocol "$protocol"
done
load unicast --clients 2 --in-flight 1 --messages 100 --accounts
page plainly
page "${encrypted[@]}" 2>"$work/handshake"
talk_encrypted
for asked in stats clients channels users; do console "$asked"; done
stop
# A second start finds its database and its certificate.
start
load idle --clients 5 --seconds 2
stop

"$PROFDATA" merge -o "$work/merged" "$work"/*.profraw || fail "$PROFDATA cannot merge the counts"
rm -f "$directory"/*.profdata
# Cargo knows a changed profile by its name.
profile=$directory/$(sha256sum "$work/merged" | cut -c1-16).profdata
mv "$work/merged" "$profile"
say "$(stat -c %s "$profile") bytes"
echo "$profile"
