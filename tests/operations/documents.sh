#!/usr/bin/env bash
# What the documents tell a reader to type, typed as it is written: in a fresh clone of this repository, on a network where the
# machine is 192.168.1.20 and has the names that stand for an address. What has been committed is tried, nothing else.
#
# commands.toml says which command is run here, which by another script or test, and which cannot be run at all; the test
# tests/documents/references.rs compares it with the documents. In a network namespace of its own. Run as root; installs
# what it needs by name; takes as long as a release build and a minute. CLASSCORD=FILE saves the build: that binary, and the
# classcord-bench beside it, stand where cargo would put its own, and cargo is not called.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need git netcat-openbsd iputils-ping iproute2 openssl python3 curl pandoc weasyprint fonts-dejavu-core
    command -v javac >/dev/null || need default-jdk-headless
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    git clone -q "$repository" "$work/classcord"
    if [ -n "${CLASSCORD:-}" ]; then
        install -D -t "$work/classcord/target/release" "$CLASSCORD" "$(dirname "$CLASSCORD")/classcord-bench"
        mkdir "$work/bin"
        printf '#!/bin/sh\n# Called as `cargo run --release -- ARGUMENTS` or `cargo build --release`.\n[ "$1" = build ] && exit\nshift 2\n[ "$1" = -- ] && shift\nexec classcord "$@"\n' >"$work/bin/cargo"
        chmod 755 "$work/bin/cargo"
    else
        # Inside there is no way to the registry.
        (cd "$work/classcord" && cargo fetch --locked --quiet)
    fi
    enter_namespaces
fi

# Inside. When this shell ends, everything that it started ends with its process namespace.
ip link set lo up
# Not on the loopback interface, whose addresses `hostname -I` passes over.
ip link add class0 type veth peer name class1
ip address add 192.168.1.20/24 dev class0
ip link set class0 up
ip link set class1 up
printf '127.0.0.1 localhost\n::1 localhost\n192.168.1.20 ADDRESS ADRESSE ADRESSE_DU_PI %s\n' "$(hostname)" >"$WORK/hosts"
mount --bind "$WORK/hosts" /etc/hosts
unset CARGO_TARGET_DIR
# The fingerprints that `chat --tls` remembers are not this machine's.
export LC_ALL=C.UTF-8 XDG_CONFIG_HOME=$WORK XDG_STATE_HOME=$WORK XDG_DATA_HOME=$WORK
cd "$WORK/classcord"
PATH=$WORK/bin:$PWD/target/release:$PATH

# run COMMAND [WORDS]: it succeeds, and says these words. Its input is this function's.
run() {
    echo "  \$ $1"
    bash -c "$1" >"$WORK/said" 2>&1 || fail "$1: $(tail -20 "$WORK/said")"
    : >"$WORK/found"
    [ -z "${2:-}" ] || grep -aF -- "$2" "$WORK/said" >"$WORK/found" || fail "$1 does not say $2: $(tail -20 "$WORK/said")"
    head -3 "$WORK/found" | cut -c1-150 | sed 's/^/    /'
    passed=$((passed + 1))
}
# In a terminal, which is left with Ctrl-D once it has shown the words. Its password, if it asks, is on standard input.
in_terminal() {
    echo "  \$ $1"
    python3 "$here/typist.py" "$1" "$2" >"$WORK/said" || fail "$1: $(tail -20 "$WORK/said")"
    passed=$((passed + 1))
}
# begin COMMAND: it goes on until `end`.
begin() {
    echo "  \$ $1"
    bash -c "exec $1" >"$WORK/served" 2>&1 </dev/null &
    server=$!
    wait_for 600 nc -z 192.168.1.20 12345 || fail "$1: $(tail -20 "$WORK/served")"
    passed=$((passed + 1))
}
end() {
    kill -INT "$server"
    wait "$server" || fail "the server ended with $?: $(tail -20 "$WORK/served")"
}

title "README: run it"
run 'cargo build --release'
begin 'cargo run --release'

title "README: a first chat"
mkfifo "$WORK/alice" "$WORK/bob"
nc localhost 12345 <"$WORK/alice" >"$WORK/alice reads" &
exec 5>"$WORK/alice"
reads() { wait_for 10 grep -F -- "$1" "$WORK/alice reads" || fail "alice does not read $1: $(cat "$WORK/alice reads")"; }
is_there() { classcord admin users | grep -q "$1"; }
echo '{"type":"message","from":"alice","content":""}' >&5
wait_for 10 is_there alice || fail "alice is not there"
{ echo '{"type":"message","from":"bob","content":"salut à tous"}'; sleep 1; } | run 'timeout 2 nc localhost 12345 || true'
reads 'bob a rejoint la discussion.'
reads 'salut \u00e0 tous'
cat "$WORK/alice reads"
ok "alice reads that bob has come, and what he says"
# `python` is Python's name on Windows.
one_liner=$(sed -n 's/^`python -c "\(.*\)"`):$/\1/p' README.md)
[ -n "$one_liner" ] || fail "README.md has no line for Windows"
echo '{"type":"message","from":"carl","content":"sans nc"}' | python3 -c "$one_liner" || fail "what is to be typed on Windows fails"
reads 'sans nc'
ok "alice reads what comes from Windows"
in_terminal 'cargo run --release -- chat localhost --guest alice' 'Bienvenue'
run 'hostname -I' '192.168.1.20'

title "README: keep it"
run 'classcord help' 'Usage: classcord'
run 'classcord --version' 'classcord 0'
run 'classcord admin clients' 'alice'
run 'classcord admin stats' 'Connexions'
run 'classcord admin reload'
run 'classcord export messages --format csv -o messages.csv' 'messages in messages.csv'
run 'classcord backup DIR' 'accounts'
cp DIR/*.redb FILE
nc localhost 12345 <"$WORK/bob" >/dev/null &
exec 6>"$WORK/bob"
echo '{"type":"message","from":"bob","content":""}' >&6
wait_for 10 is_there bob || fail "bob is not there"
run 'classcord admin kick bob' 'bob'
in_terminal 'classcord admin' 'Clients connectés'
end
echo secret-42 | run 'classcord user add alice' 'account made'
run 'classcord user role alice admin' 'admin'
# An admin's has 12 characters at least.
echo nouveau-secret-42 | run 'classcord user passwd alice' 'password changed'
python3 -c "import pickle; pickle.dump({'karim': 'azerty'}, open('users.pkl', 'wb'), 0)"
run 'classcord import users.pkl' '1 made'
printf 'Nom;Prénom;Groupe\nDurand;Zoé;SISR 1\n' >sio1.csv
run 'classcord import sio1.csv --group' 'made: #sisr1'
run 'classcord import sio1.csv' '1 there already'
run 'classcord user del alice'
run 'classcord export messages --format jsonl -o messages.jsonl' 'messages in messages.jsonl'
run 'classcord restore FILE' 'is now FILE'
run 'classcord import messages.jsonl'
run 'classcord check' 'no problem found'

title "SECURITE: the encrypted port"
run 'classcord cert' 'Empreinte'
run 'classcord cert --show' 'Empreinte'
printf '[tls]\nlisten = ["[::]:12346"]\n[metrics]\nlisten = "127.0.0.1:9112"\n' >tls.toml
begin 'classcord serve --config tls.toml'
in_terminal 'classcord chat ADDRESS --tls' 'Bienvenue'
fingerprint=$(classcord cert --show | sed -n 's/^Empreinte : *//p')
in_terminal "classcord chat 192.168.1.20 --as alice --fingerprint $fingerprint" 'Mot de passe'
sed -n '/^```python$/,/^```$/{//!p}' docs/doc_connexion.md >tls.py
grep -q wrap_socket tls.py || fail "docs/doc_connexion.md has no TLS in Python"
sed -i "s/AB:CD:…/$fingerprint/" tls.py
run 'python3 tls.py'
sed -i 's/EMPREINTE = "../EMPREINTE = "00/' tls.py
python3 tls.py >"$WORK/said" 2>&1 && fail "another fingerprint is taken"
ok "$(cat "$WORK/said" | cut -c1-60)"
run 'openssl s_client -connect ADRESSE:12346 </dev/null | openssl x509 -noout -fingerprint -sha256' 'Fingerprint='
run 'curl -s http://127.0.0.1:9112/healthz'
end

title "doc_connexion: from the class's machines"
printf '[chat]\nregistration = "open"\n' >essai.toml
begin './start_server.sh'
grep -F '192.168.1.20   port 12345' "$WORK/served" || fail "start_server.sh says another address"
run 'nc -zv 192.168.1.20 12345' 'succeeded'
run 'nc -zv ADRESSE_DU_PI 12345' 'succeeded'
run 'ping -c 1 192.168.1.20' '1 received'
# Somebody who stays until he is welcome.
typed() {
    : >"$WORK/said"
    printf '%s\n' "$@"
    wait_for 20 grep -q Bienvenue "$WORK/said" || true
}
typed bonjour | run 'python3 docs/clients/client.py 192.168.1.20 12345 alice' 'Bienvenue'
typed secret-42 bonjour | run 'python3 docs/clients/client.py 192.168.1.20 12345 alice register' 'Bienvenue'
run 'javac -encoding UTF-8 -d classes docs/clients/java/*.java'
typed bonjour | run 'java -cp classes ClientConsole 192.168.1.20 12345 alice' 'Bienvenue'
in_terminal 'classcord chat 192.168.1.20 --guest alice' 'Bienvenue'
in_terminal 'classcord chat ADRESSE --guest bob' 'Bienvenue'
run 'classcord admin log' 'listening'
run 'classcord admin shutdown --yes'
wait "$server" || fail "the server ended with $?"

title "EXPLOITATION: another configuration beside the service"
run 'timeout --signal=INT 3 classcord serve --config essai.toml --listen 127.0.0.1:12400 --data-dir /tmp/essai || true' 'listening on 127.0.0.1:12400'
rm -rf /tmp/essai

title "DEMONSTRATION: before it begins"
run 'mkdir demo'
run 'cd demo && PATH=$PWD/../target/release:$PATH && command -v classcord' 'classcord'
ok "tests/documents/demonstration.rs plays the rest"

title "What the tools say of themselves"
run 'pi-image/build.sh --help' '--base-image'
run 'cargo build --release -p classcord-bench'
run 'classcord-bench --help' 'Usage'

title "fiche-RP: for the printer"
run 'docs/fiche-RP.sh' 'fiche-RP.pdf'
[ "$(head -c 5 fiche-RP.pdf)" = %PDF- ] || fail "that is no PDF"

summary
