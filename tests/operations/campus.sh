#!/usr/bin/env bash
# Three servers of one school and a real mosquitto, set up as docs/CAMPUS.md says: who sees whom, a server that is killed, a broker that
# is killed or stops answering, certificates that are strange, missing or revoked, a server that speaks under another's name, takes
# another's place or floods, a card that was copied, a backup that is restored, what is said in a shared channel,
# what people in charge do across, who is erased, an older copy of a database.
#
# Everything happens in namespaces of its own. Takes five minutes. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary, MOSQUITTO=FILE that broker, BROKER=trixie or rabbitmq another (campus_ground.sh).
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$(dirname "${BASH_SOURCE[0]}")/campus_ground.sh"

[ -n "${INSIDE:-}" ] || { must_be_root; take_broker; }
in_namespaces mosquitto-clients openssl iproute2 python3

ip link set lo up
mkdir -p /etc/mosquitto
mount -t tmpfs none /etc/mosquitto
chmod 755 "$WORK"
cd "$WORK"

title "Files"
"$CLASSCORD" campus init ecole --school lycee --broker localhost --broker 127.0.0.1 \
    --server salle101 --server salle204 --server cdi >made
[ "$(grep -c 'fait :' made)" = 4 ] || fail "campus init: $(cat made)"
"$CLASSCORD" campus init ecole --school lycee --broker localhost --server salle101 --server gymnase >made
[ "$(grep -c 'fait :' made)" = 1 ] || fail "once more: $(cat made)"
if "$CLASSCORD" campus init ecole --school autre --broker localhost --server x >said 2>&1; then fail "another school in the same folder"; fi
grep -q "d'un autre établissement" said || fail "another school: $(cat said)"
if "$CLASSCORD" campus init ecole --school lycee --broker ailleurs --server x >said 2>&1; then fail "a broker that the certificate does not name"; fi
grep -q 'vaut pour localhost, 127.0.0.1' said || fail "another broker: $(cat said)"
grep -q '^pattern write cc/1/lycee/o/%u/#$' ecole/broker/acl || fail "the access list was written over"
ok "what is another school's is left alone"
[ "$(stat -c %a ecole/ca-key.pem ecole/salle101/campus-key.pem ecole/broker/broker-key.pem | sort -u)" = 600 ] || fail "others may read keys"
openssl verify -CAfile ecole/ca.pem -attime 1000 ecole/salle101/campus-cert.pem ecole/broker/broker.pem >/dev/null 2>verify ||
    fail "a Pi in 1970 refuses them: $(cat verify)"
ok "certificates for four servers and a broker, which a clock of 1970 takes"
make_school salle101 salle204 cdi <<'END'
shared = ["#projet"]
guests = true
trusted_staff_from = ["salle204"]

[passwords]
memory_kib = 64
passes = 1
END
set_up_broker
start_broker
ok "$broker_version takes the configuration"

title "The broker alone"
for server in salle101 salle204 cdi; do
    run "$server" campus check >check 2>&1 || fail "$server: $(cat check)"
    grep -q 'under another name: refused' check || fail "$server: $(cat check)"
done
ok "campus check: $(tail -1 check)"
sed 's/salle101/salle204/' salle101.toml >wrong.toml
if "$CLASSCORD" --lang en --config wrong.toml --data-dir salle101 campus check >check 2>&1; then fail "another's name: $(cat check)"; fi
grep -q 'it is the certificate of salle101' check || fail "another's name: $(cat check)"
ok "a certificate of another name is told"

title "Three servers"
for server in salle101 salle204 cdi; do start "$server"; done
for pair in 'salle101 salle204' 'salle101 cdi' 'salle204 salle101' 'salle204 cdi' 'cdi salle101' 'cdi salle204'; do
    wait_for 20 sees $pair present || fail "$pair: $(run "${pair% *}" campus status)"
done
ok "each sees the two others"
run cdi campus status
run cdi campus check >check || fail "campus check of a running server: $(cat check)"
stands cdi connected || fail "the check has ended the connection"
ok "campus check leaves a running server alone"

title "A shared channel"
says_in salle101 'bonjour à tous'
for server in salle204 cdi; do wait_for 10 heard "$server" 'bonjour à tous' || fail "$server has not heard it"; done
ok "what is said in it is in the history of the others, once"
end cdi 9
says_in salle101 'sans le cdi'
start cdi
wait_for 30 heard cdi 'sans le cdi' || fail "the cdi has not asked: $(tail -3 cdi.log)"
# Nobody has missed it within 20 s, so nobody greets it: it hears the others when they speak again, within a minute.
for other in salle101 salle204; do wait_for 70 sees cdi "$other" present || fail "$(run cdi campus status)"; done
heard cdi 'bonjour à tous' || fail "heard twice, or no more"
ok "a server that was killed gets what was said meanwhile"

title "People and private messages"
# client SERVER NAME FILE: somebody with an account who stays in the shared channel; what they are sent goes to the file.
cat >client.py <<'END'
import json, socket, sys
port, name, commands = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
link = socket.create_connection(("127.0.0.1", port))
lines = link.makefile("r")
def send(what):
    link.sendall((json.dumps(what) + "\n").encode())
def until(is_so):
    for line in lines:
        print(line, end="", flush=True)
        if is_so(json.loads(line)):
            return json.loads(line)
    sys.exit("the connection has ended")
send({"type": "register", "username": name, "password": "secret-42"})
until(lambda line: line["type"] in ("register", "error"))
send({"type": "login", "username": name, "password": "secret-42"})
until(lambda line: line["type"] == "login")
send({"type": "users"})
send({"type": "join", "channel": "#projet"})
until(lambda line: line["type"] == "join")
if commands == ["list"]:
    send({"type": "users"})
    until(lambda line: line["type"] == "users")
    send({"type": "users"})
    print("LISTED", " ".join(until(lambda line: line["type"] == "users")["users"]))
elif commands:
    to, text, code = commands
    send({"type": "message", "subtype": "private", "to": to, "content": text})
    if code:
        until(lambda line: line.get("code") == code)
else:
    until(lambda line: False)
END
client() { python3 client.py "$(port "$1")" "$2" >"$3" 2>&1 & }
writes() { timeout 20 python3 client.py "$(port "$1")" "$2" "${@:3}" >"$2.out" 2>&1; }
# lists SERVER NAME: it is on the list of who is there.
lists() { timeout 10 python3 client.py "$(port "$1")" lister list 2>/dev/null | grep '^LISTED' | grep -q -- "$2"; }
client salle204 bob bob.lines
bob=$!
client salle101 max max.lines
max=$!
wait_for 20 lists salle101 bob@salle204 || fail "bob is not listed elsewhere"
wait_for 20 lists cdi max@salle101 || fail "max is not listed elsewhere"
ok "who is in a shared channel is listed on the other servers"
writes salle101 zoe bob@salle204 'entre nous' '' || fail "zoe cannot write: $(tail -2 zoe.out)"
wait_for 10 grep -q '"from":"zoe@salle101","content":"entre nous"' bob.lines || fail "bob has not got it: $(tail -2 bob.lines)"
writes salle204 eve max@salle101 'bonjour' ''
wait_for 10 grep -q '"from":"eve@salle204"' max.lines || fail "max has not got it: $(tail -2 max.lines)"
writes salle101 zoe eve@salle204 'pour demain' recipient_away || fail "nobody says that eve is away: $(tail -2 zoe.out)"
client salle204 eve eve.lines
eve=$!
wait_for 15 grep -q '"content":"pour demain"' eve.lines || fail "eve does not find it in her mailbox: $(tail -3 eve.lines)"
writes salle101 zoe personne@salle204 '?' unknown_recipient || fail "a message to nobody is not refused: $(tail -2 zoe.out)"
ok "private messages to who is there, to who is away, to nobody"
kill "$eve"
end salle204 9
wait_for 60 grep -q 'salle204 does not answer any more: ' max.lines || fail "nobody is told: $(tail -3 max.lines)"
writes salle101 zoe bob@salle204 'quand tu pourras' recipient_unreachable || fail "nobody says that it waits: $(tail -2 zoe.out)"
end salle101 9
kill "$bob" "$max" 2>/dev/null || true
start salle101
start salle204
client salle204 bob bob.lines
bob=$!
wait_for 40 grep -q '"content":"quand tu pourras"' bob.lines || fail "it has not left: $(run salle101 campus status)"
sleep 5
[ "$(grep -c '"content":"quand tu pourras"' bob.lines)" = 1 ] || fail "it has come twice"
kill "$bob"
for pair in 'salle101 cdi' 'salle204 cdi' 'cdi salle101' 'cdi salle204'; do
    wait_for 70 sees $pair present || fail "$pair: $(run "${pair% *}" campus status)"
done
ok "one for a server that is off waits through a kill -9 of both, and arrives once"

title "People in charge, across"
gone() { ! id_of "$@" >/dev/null; }
says_in salle101 'à supprimer' 'à garder'
for server in salle204 cdi; do wait_for 10 heard "$server" 'à garder' || fail "$server has not heard it"; done
run salle204 admin delete "$(id_of salle204 'à supprimer')" >/dev/null
for server in salle101 salle204 cdi; do wait_for 10 gone "$server" 'à supprimer' || fail "$server still has it"; done
grep -q 'console@salle204' salle101/audit.log || fail "salle101 does not say who: $(tail -2 salle101/audit.log)"
ok "salle204, which is trusted, strikes out what is of salle101, everywhere"
run cdi admin delete "$(id_of cdi 'à garder')" >/dev/null
wait_for 10 grep -q 'acts of other servers were not followed, the last one of cdi' salle101.log || fail "nobody says it: $(tail -3 salle101.log)"
id_of salle101 'à garder' >/dev/null || fail "the cdi is not trusted, and was followed"
ok "the cdi, which is not, does so at home alone"
run salle204 admin mute alice@salle101 10 bruit >/dev/null
for server in salle101 cdi; do wait_for 10 bash -c "'$CLASSCORD' --config $server.toml --data-dir $server admin bans | grep -q alice@salle101" || fail "$server does not know of the mute"; done
if says_in salle101 'muette' >said 2>&1; then fail "she is heard: $(cat said)"; fi
grep -q '"muted"' said || fail "$(cat said)"
run salle204 admin unmute alice@salle101 >/dev/null
wait_for 10 says_in salle101 'de nouveau' || fail "she may not speak again"
ok "who is muted across does not speak in shared channels until it ends"
end cdi 9
says_in salle101 'avant' 'effacé entre deux' 'après'
run salle101 admin delete "$(id_of salle101 'effacé entre deux')" >/dev/null
start cdi
wait_for 30 heard cdi 'après' || fail "the cdi waits for what was erased: $(tail -3 cdi.log)"
gone cdi 'effacé entre deux' || fail "it has come all the same"
ok "a message that was erased within what is asked for keeps nobody waiting"
run salle101 person erase alice --messages remove --yes >/dev/null
for server in salle101 salle204 cdi; do wait_for 30 gone "$server" 'après' || fail "$server still has what she said"; done
wait_for 70 bash -c "'$CLASSCORD' --config salle101.toml --data-dir salle101 campus status --json | grep -q '\"erasures\":\[\]'" ||
    fail "not confirmed: $(run salle101 campus status)"
ok "a person is erased everywhere, and every server confirms it"

title "A server that is killed, one that stops"
end salle204 9
began=$SECONDS
wait_for 40 sees cdi salle204 gone || fail "nobody misses it: $(run cdi campus status)"
ok "kill -9: gone after $((SECONDS - began)) s"
start salle204
wait_for 20 sees cdi salle204 present || fail "it does not come back"
end salle204 TERM
wait_for 5 sees cdi salle204 gone || fail "it does not say goodbye"
start salle204
wait_for 20 sees cdi salle204 present || fail "it does not come back"
ok "a stop is said at once, and a start"

title "A broker that is killed"
stop_broker 9
wait_for 10 grep -q 'the class goes on alone' cdi.log || fail "nobody notices: $(tail -3 cdi.log)"
start_broker
began=$SECONDS
for server in salle101 salle204 cdi; do wait_for 90 stands "$server" connected || fail "$server does not come back: $(tail -3 "$server.log")"; done
wait_for 20 sees cdi salle101 present || fail "$(run cdi campus status)"
ok "all are back $((SECONDS - began)) s after it"
kill -STOP -- "-$broker"
began=$SECONDS
wait_for 60 grep -q 'the broker does not answer' cdi.log || fail "a broker that is stopped is not noticed"
ok "a broker that does not answer is noticed after $((SECONDS - began)) s"
kill -CONT -- "-$broker"
for server in salle101 salle204 cdi; do wait_for 120 stands "$server" connected || fail "$server does not come back"; done
ok "and found again"

title "Who is not let in"
# says CERTIFICATE TOPIC [CLIENT]: publishes something, with that certificate.
says() {
    mosquitto_pub -V 5 -h localhost -p 8883 --cafile ecole/ca.pem --cert "$1.pem" --key "$1-key.pem" -t "$2" -q 1 \
        -m '{"v":1,"epoch":"00000000000000ff","people":666}' -i "${3:-$1}" 2>&1
}
for server in salle204 gymnase; do
    cp "ecole/$server/campus-cert.pem" "$server.pem"
    cp "ecole/$server/campus-key.pem" "$server-key.pem"
done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout stranger-key.pem -out stranger.pem \
    -subj /CN=salle101 2>/dev/null
if says stranger cc/1/lycee/o/salle101/state >said; then fail "a stranger's certificate: $(cat said)"; fi
if mosquitto_pub -V 5 -h localhost -p 8883 --cafile ecole/ca.pem -t x -m x >said 2>&1; then fail "no certificate: $(cat said)"; fi
ok "strange certificates, and none"

title "Who listens"
timeout 80 mosquitto_sub -V 5 -v -C 1 -h localhost -p 8883 --cafile ecole/ca.pem --cert gymnase.pem --key gymnase-key.pem -t 'cc/1/lycee/o/#' >said 2>&1 ||
    fail "nothing is heard: $(cat said)"
grep -q '^cc/1/lycee/o/.*/state {' said || fail "$(cat said)"
ok "a certificate of its own hears what is shared"

title "A server that wants to be another"
# It is let in, as what its certificate says.
# mosquitto answers with a reason, RabbitMQ closes.
refuses() { { says "$@" || true; } | grep -qiE 'not authorized|connection was lost|closed|broken pipe'; }
refuses gymnase cc/1/lycee/o/salle101/state || fail "it may speak as another: $(says gymnase cc/1/lycee/o/salle101/state)"
refuses gymnase cc/1/lycee/to/cdi/salle101 || fail "it may speak to one as another"
# What it may say it says: that the teacher of another server strikes out a message.
says_in salle101 'à personne'
wait_for 10 heard cdi 'à personne' || fail "the cdi has not heard it"
own=$(epoch salle101 | cut -d'"' -f4)
for seq in $(seq 40); do
    echo '{"v":1,"seq":'"$seq"',"kind":"delete","by":"console","role":"admin","of":{"server":"salle101","epoch":"'"$own"'","seq":'"$seq"'}}'
done | mosquitto_pub -V 5 -h localhost -p 8883 --cafile ecole/ca.pem --cert gymnase.pem --key gymnase-key.pem -i gymnase \
    -t cc/1/lycee/o/gymnase/00000000000000ff/log -q 1 -l
sleep 2
heard cdi 'à personne' || fail "a forged actor was followed"
sleep 1
run cdi campus status --json | grep -q 666 && fail "what was forged was heard: $(run cdi campus status)"
stands salle101 connected || fail "salle101 was disturbed: $(run salle101 campus status)"
ok "a forged origin and a forged sender are refused"
before=$(grep -c 'campus: connected' salle101.log)
if [ "$BROKER" = rabbitmq ]; then
    says gymnase cc/1/lycee/o/gymnase/state salle101 >said && fail "it is let in as another: $(cat said)"
    says gymnase cc/1/lycee/o/gymnase/state >/dev/null || fail "it may not speak as itself"
else
    says gymnase cc/1/lycee/o/gymnase/state salle101 >/dev/null || fail "it may not speak as itself"
fi
sleep 1
[ "$(grep -c 'campus: connected' salle101.log)" = "$before" ] || fail "it has taken salle101's place"
wait_for 5 sees cdi gymnase present || fail "what is its own is not heard: $(run cdi campus status)"
ok "a stolen client identifier is of no use"
for _ in $(seq 500); do echo '{"v":1,"epoch":"00000000000000ff","people":7}'; done |
    mosquitto_pub -V 5 -h localhost -p 8883 --cafile ecole/ca.pem --cert gymnase.pem --key gymnase-key.pem \
        -i gymnase -t cc/1/lycee/o/gymnase/state -l
sleep 1
stands cdi connected || fail "a flood ends it"
sees cdi salle101 present || fail "a flood hides others"
ok "a server that floods is passed over"

title "A stolen card"
"$CLASSCORD" --lang en campus revoke ecole gymnase
if [ "$BROKER" = rabbitmq ]; then
    rabbitmqctl delete_user gymnase >ctl 2>&1 || fail "delete_user: $(cat ctl)"
else
    cp ecole/broker/crl.pem /etc/mosquitto/classcord/crl.pem
    chown mosquitto: /etc/mosquitto/classcord/crl.pem
    stop_broker TERM
    start_broker
fi
if says gymnase cc/1/lycee/o/gymnase/state >said; then fail "it still comes in: $(cat said)"; fi
for server in salle101 salle204 cdi; do wait_for 90 stands "$server" connected || fail "$server does not come back"; done
ok "it is kept out, the others are not: $(grep -v '^$' said | tail -1)"

title "A copied card, a restored backup"
end salle204 TERM
cp -r salle204 copy
sed 's/^/&/' salle204.toml >copy.toml
start salle204
wait_for 20 stands salle204 connected || fail "salle204 does not come back"
start copy
wait_for 60 bash -c 'grep -q "another server connects under the same name" salle204.log copy.log' || fail "two with one name go on: $(tail -n 4 salle204.log copy.log)"
ok "$(grep -h 'under the same name' salle204.log copy.log | head -1 | cut -c1-180)"
end copy TERM
end salle204 TERM
start salle204
wait_for 30 stands salle204 connected || fail "it does not come back"
before=$(epoch salle204)
run salle204 backup backups >/dev/null
end salle204 TERM
run salle204 restore backups/*.redb >/dev/null
start salle204
wait_for 30 stands salle204 connected || fail "it does not come back: $(tail -3 salle204.log)"
[ "$(epoch salle204)" != "$before" ] || fail "the epoch is the same"
sleep 2
stands salle204 connected || fail "it is frightened by its own last word: $(run salle204 campus status)"
ok "a restored backup has an epoch of its own, and is taken for no other server"

title "An older copy of a database"
end salle204 TERM
cp salle204/classcord.redb older.redb
start salle204
wait_for 30 stands salle204 connected || fail "it does not come back"
says_in salle204 'plus tard'
wait_for 10 heard salle101 'plus tard' || fail "salle101 has not heard it"
end salle204 TERM
cp older.redb salle204/classcord.redb
start salle204
wait_for 30 grep -q 'an older copy of it was put in its place.*classcord campus renew' salle204.log ||
    fail "it goes on with numbers that others have had: $(run salle204 campus status)"
if stands salle204 connected; then fail "it shares all the same"; fi
end salle204 TERM
run salle204 campus renew >/dev/null
start salle204
wait_for 30 stands salle204 connected || fail "it does not come back: $(tail -3 salle204.log)"
says_in salle204 'encore plus tard'
wait_for 30 heard salle101 'encore plus tard' || fail "salle101 has not heard it"
ok "it stops sharing and says so, and goes on once it is renewed"

title "The card of the broker"
if [ "$BROKER" != rabbitmq ]; then
    [ ! -e mosquitto.db ] || fail "mosquitto writes a database"
    ok "mosquitto keeps nothing"
fi
for server in salle101 salle204 cdi; do end "$server" TERM; done
stop_broker TERM
summary
