#!/usr/bin/env bash
# A real stunnel and a real nginx, with the shipped files, stand before the plain port: clients chat through them
# encrypted, old TLS is refused, and what docs/SECURITE.md says of the addresses that the server sees then is true.
#
# Everything happens in namespaces of its own. Takes half a minute. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces stunnel4 nginx-light libnginx-mod-stream openssl iproute2 python3

ip link set lo up
for directory in /var/log /run; do mount -t tmpfs none "$directory"; done
mkdir /var/log/nginx
for name in stunnel nginx; do
    mkdir "$WORK/$name"
    if [ -d "/etc/$name" ]; then cp -a "/etc/$name/." "$WORK/$name"; fi
    mkdir -p "/etc/$name"
    mount --bind "$WORK/$name" "/etc/$name"
done
chmod 755 "$WORK"
# As it is installed: what else the machine serves with them is not wanted here.
rm -f /etc/stunnel/*.conf /etc/nginx/sites-enabled/* /etc/nginx/conf.d/*
install -m 644 "$repository/docs/tls/stunnel.conf" /etc/stunnel/classcord.conf
install -m 644 "$repository/docs/tls/nginx.conf" /etc/nginx/modules-enabled/90-classcord.conf

title "The server, with its defaults, on 127.0.0.1 only"
printf 'listen = ["127.0.0.1:12345"]\nlang = "en"\n' >"$WORK/classcord.toml"
(cd "$WORK" && exec "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" 2>"$WORK/server.log") &
wait_for 20 grep -q 'ready' "$WORK/server.log" || fail "the server does not start: $(cat "$WORK/server.log")"
audit=$WORK/data/audit.log
ok "it listens"

# person NAME LINES: somebody who logs in through TLS and says so much; what comes back is printed.
person() {
    { printf '%s-s password\n' "$1"; cat; } | XDG_CONFIG_HOME=$WORK/home "$CLASSCORD" chat 127.0.0.1:12346 \
        --fingerprint "$fingerprint" --as "$1" --register --script --wait 2
}
tls() { openssl s_client -connect 127.0.0.1:12346 -quiet -no_ign_eof "$@" 2>&1; }
shows() { tls </dev/null >/dev/null; }

# proxy NAME: what is tried through either.
proxy() {
    local old other said
    title "$1"
    "$CLASSCORD" cert --lang en --data-dir "/etc/$1/classcord" --name pi.local --name 127.0.0.1 >"$WORK/cert"
    fingerprint=$(sed -n 's/^Fingerprint: *//p' "$WORK/cert")
    [ -n "$fingerprint" ] || fail "no certificate: $(cat "$WORK/cert")"
    "start_$1"
    wait_for 20 shows || fail "$1 does not answer: $(cat "$WORK/$1.log")"
    openssl s_client -connect 127.0.0.1:12346 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 |
        grep -qF "$fingerprint" || fail "it shows another certificate"
    ok "it shows the certificate whose fingerprint classcord cert has shown: ${fingerprint:0:11}…"

    # Alice listens while the teacher speaks.
    mkfifo "$WORK/alice"
    person "alice_$1" <"$WORK/alice" >"$WORK/alice.out" 2>&1 &
    other=$!
    exec 3>"$WORK/alice"
    echo '{"type":"users"}' >&3
    wait_for 20 grep -q '"type":"users"' "$WORK/alice.out" || fail "alice does not come in: $(cat "$WORK/alice.out")"
    echo '{"type":"message","content":"bonjour"}' | person "prof_$1" >"$WORK/prof.out" 2>&1 || fail "$(cat "$WORK/prof.out")"
    wait_for 20 grep -q '"content":"bonjour"' "$WORK/alice.out" || fail "alice reads nothing: $(cat "$WORK/alice.out")"
    exec 3>&-
    wait "$other" || fail "alice was disturbed: $(cat "$WORK/alice.out")"
    rm "$WORK/alice"
    ok "classcord chat --fingerprint: alice reads what the teacher writes"
    person "carol_$1" </dev/null >/dev/null || fail "carol does not come in"
    XDG_CONFIG_HOME=$WORK/home "$CLASSCORD" chat 127.0.0.1:12346 --fingerprint "${fingerprint//[0-9]/0}" --script \
        </dev/null >"$WORK/impostor" 2>&1 && fail "another fingerprint is accepted"
    ok "with another fingerprint it refuses"

    said=$({ echo '{"type":"users"}'; sleep 2; } | tls -tls1_2 | grep '"type":"users"') || fail "openssl s_client -tls1_2 reads: $said"
    ok "openssl s_client, TLS 1.2, reads: ${said:0:60}…"
    for old in -tls1 -tls1_1; do
        # Security level 0: else openssl itself refuses them.
        tls "$old" -cipher 'DEFAULT:@SECLEVEL=0' </dev/null >"$WORK/old" && fail "$old is accepted"
        grep -qi 'alert protocol version' "$WORK/old" || fail "$old fails otherwise: $(cat "$WORK/old")"
    done
    ok "TLS 1.0 and 1.1 are refused"

    # What docs/SECURITE.md says of addresses.
    openssl s_client -bind 127.0.0.9:0 -connect 127.0.0.1:12346 -quiet -no_ign_eof >"$WORK/guess" 2>/dev/null < <(
        for n in {1..25}; do echo '{"type":"login","username":"alice_'"$1"'","password":"guess '"$n"'"}'; done
        sleep 3
    ) &
    guesses=$!
    wait_for 20 grep -q '"login_failed"' "$audit" || fail "no failed login in the audit log"
    wait "$guesses" || true
    grep '"login_failed"' "$audit" | grep -qv '"address":"127.0.0.1"' && fail "the server sees another address than the proxy's"
    ok "guesses from 127.0.0.9 are those of 127.0.0.1 for the server: $(grep -c '"login_failed"' "$audit") in audit.log"
    grep -q '"event":"ban"' "$audit" && fail "an address was banned: $(tail -3 "$audit")"
    person "dan_$1" </dev/null >/dev/null || fail "a neighbour does not come in any more"
    ok "nobody is banned for it, and a neighbour comes in"
}

start_stunnel() {
    stunnel4 /etc/stunnel/classcord.conf >"$WORK/stunnel.log" 2>&1 &
    stunnel=$!
}
start_nginx() {
    nginx -t >"$WORK/nginx.log" 2>&1 || fail "nginx refuses its configuration: $(cat "$WORK/nginx.log")"
    nginx -g 'daemon off;' >>"$WORK/nginx.log" 2>&1 &
}

proxy stunnel
grep -q '127.0.0.9:' "$WORK/stunnel.log" || fail "stunnel does not say who was there: $(tail -5 "$WORK/stunnel.log")"
ok "stunnel knows: $(grep -m1 -o 'Service .*127.0.0.9:.*' "$WORK/stunnel.log")"
kill "$stunnel"
wait "$stunnel" || true

proxy nginx
wait_for 10 grep -q ' 127.0.0.9 ' /var/log/nginx/classcord.log || fail "nginx does not say who was there"
ok "nginx knows: $(grep -m1 ' 127.0.0.9 ' /var/log/nginx/classcord.log)"

title "nginx keeps each address to 20 connections"
python3 - <<'PYTHON' || fail "it does not"
import socket, ssl

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE

def enters(source):
    """A connection on which the server has answered, or none."""
    plain = socket.create_connection(("127.0.0.1", 12346), timeout=10, source_address=(source, 0))
    try:
        tls = context.wrap_socket(plain)
        tls.sendall(b'{"type":"users"}\n')
        return tls if b"users" in tls.recv(65536) else None
    except OSError:
        return None

inside = [enters("127.0.0.13") for _ in range(25)]
assert [bool(c) for c in inside] == [True] * 20 + [False] * 5, inside
assert enters("127.0.0.14"), "the neighbour is kept out"
PYTHON
ok "the 21st to 25th of one address are refused, its neighbour comes in"

summary
