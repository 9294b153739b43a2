#!/usr/bin/env bash
# A real Chromium refuses the page over https until it is told to trust the authority of `classcord cert --ca`, which it gets
# from /ca.crt; then it takes it by address and by name, also after `cert --renew`, and not under a name that the authority
# must not sign for.
#
# Loopback only. Needs no root if chromium and certutil are installed. CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

find_chromium
command -v certutil >/dev/null || need libnss3-tools
command -v openssl >/dev/null || need openssl
command -v curl >/dev/null || need curl
find_classcord
WORK=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait || true
    rm -rf "$WORK"
}
trap end EXIT

title "an authority and a certificate"
printf '%s\n' 'listen = ["127.0.0.1:0"]' '[tls]' 'listen = ["127.0.0.1:0"]' >"$WORK/classcord.toml"
cd "$WORK"
classcord() { "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" "$@"; }
classcord cert --ca >/dev/null || fail "no certificate"
[ "$(stat -c %a data/ca-key.pem)" = 600 ] || fail "others may read the authority's key"
(exec "$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" 2>log) &
server=$!
wait_for 10 grep -q ready log || fail "the server does not start: $(cat log)"
port=$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' log)
tls=$(sed -n 's/.*listening with TLS on 127.0.0.1:\([0-9]*\).*/\1/p' log)
curl -sf -o ca.crt "http://127.0.0.1:$port/ca.crt" || fail "/ca.crt is not served"
cmp ca.crt <(openssl x509 -in data/ca.pem -outform DER) || fail "/ca.crt is another certificate"
ok "/ca.crt is the authority's certificate"
openssl x509 -in ca.crt -inform DER -noout -ext nameConstraints | grep -q 'DNS:local' || fail "the authority may sign for everybody"
ok "the authority may sign for local names only"

# What Chromium shows of an address; its home is its own, and so its database of certificates.
export HOME=$WORK/home
mkdir -p "$HOME/.pki/nssdb"
certutil -d "sql:$HOME/.pki/nssdb" -N --empty-password
shown() {
    rm -rf "$WORK/profile"
    timeout 60 "$CHROMIUM" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
        --user-data-dir="$WORK/profile" --host-resolver-rules="MAP classe.local 127.0.0.1,MAP classe.example 127.0.0.1" \
        --dump-dom "$1" 2>&1 || true
}
is_page() { grep -q '<title>ClassCord'; }
is_warning() { grep -q 'net::ERR_CERT_'"$1"; }

title "Chromium"
shown "http://127.0.0.1:$port/" | is_page || fail "the page does not come over http: this test shows nothing"
shown "https://127.0.0.1:$tls/" | is_warning AUTHORITY_INVALID || fail "a certificate of nobody's is taken"
ok "without the authority the page is refused"
certutil -d "sql:$HOME/.pki/nssdb" -A -t C,, -n ClassCord -i ca.crt
shown "https://127.0.0.1:$tls/" | is_page || fail "the page is refused although the authority is trusted"
ok "with the authority the page comes"

title "renewed"
before=$(classcord cert --show)
classcord cert --renew >/dev/null || fail "--renew"
[ "$before" != "$(classcord cert --show)" ] || fail "--renew has changed nothing"
kill -HUP "$server"
wait_for 10 grep -q '"certificate_loaded"' data/audit.log || fail "the certificate is not loaded: $(cat log)"
shown "https://127.0.0.1:$tls/" | is_page || fail "the renewed certificate is refused"
ok "the renewed certificate is taken without new trust"

title "a stolen authority"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout forged.key -subj /CN=classe.example -out forged.csr 2>/dev/null
for name in classe.local classe.example; do
    openssl x509 -req -in forged.csr -CA data/ca.pem -CAkey data/ca-key.pem -days 100 -out "$name.pem" \
        -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth' "$name") 2>/dev/null
    (exec openssl s_server -accept 127.0.0.1:0 -cert "$name.pem" -key forged.key -www >"$name.log" 2>&1) &
    forger=$!
    wait_for 10 grep -q '^ACCEPT' "$name.log" || fail "openssl does not listen: $(cat "$name.log")"
    forged=$(sed -n 's/^ACCEPT 127.0.0.1:\([0-9]*\).*/\1/p' "$name.log" | head -1)
    shown "https://$name:$forged/" >"$name.html"
    kill "$forger"
done
grep -q 's_server' classe.local.html || fail "a local name is refused: this test shows nothing"
grep -q 's_server' classe.example.html && fail "a name of the Internet is taken from a stolen authority"
is_warning '[A-Z_]*INVALID' <classe.example.html || fail "no warning: $(head -c 300 classe.example.html)"
ok "it signs for no name of the Internet"
summary
