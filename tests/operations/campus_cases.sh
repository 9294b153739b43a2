#!/usr/bin/env bash
# Faults of a school that chance seldom makes, each by name, with a real broker on a machine of its own: a server that was off for 2,000
# messages, a partition that lasts, a broker that drops, the last word of a burst, an erased message inside what is asked for, a server
# that has said a million things, one that floods, clocks that jump.
#
# Everything happens in namespaces of its own. Takes eight minutes. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary, BROKER=trixie another mosquitto (campus_ground.sh).
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$(dirname "${BASH_SOURCE[0]}")/campus_ground.sh"

[ -n "${INSIDE:-}" ] || { must_be_root; take_broker; }
in_namespaces mosquitto-clients openssl iproute2 nftables libfaketime python3

mkdir -p /etc/mosquitto
mount -t tmpfs none /etc/mosquitto
chmod 755 "$WORK"
cd "$WORK"
servers=(salle101 salle204 cdi)
make_network broker "${servers[@]}" gymnase
BROKER_NAMES=(10.77.0.10)
make_school "${servers[@]}" gymnase <<END
shared = ["#projet"]
guests = true

$TALKATIVE
END
set_up_broker
# A clock that can be set: the offset in the file clock, for who is started with it.
echo '+0' >clock
chmod 644 clock
faked=$(find /usr/lib -name libfaketimeMT.so.1 | head -1)
with_clock=(env "LD_PRELOAD=$faked" FAKETIME_TIMESTAMP_FILE="$WORK/clock" FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1)
start_broker
for server in "${servers[@]}"; do start "$server"; done
for server in "${servers[@]}"; do wait_for 20 stands "$server" connected || fail "$server: $(tail -3 "$server.log")"; done
ok "$broker_version and three servers"

# same SECONDS ORIGIN: every server has what was said on one, each once and in its order.
all_of() { talk all "$1" | awk -v from="$2" '$1 ~ ("@" from "$") || (from == here && $1 !~ /@/)' here="$1" | cut -d' ' -f2-; }
agrees() { cmp -s <(all_of "$1" "$2") "said-$2"; }
same() {
    local server
    all_of "$2" "$2" >"said-$2"
    [ "$(sort "said-$2" | uniq -d)" = "" ] || fail "$2 has something twice"
    for server in "${servers[@]}"; do
        wait_for "$1" agrees "$server" "$2" ||
            fail "$server lacks something of $2, or has it otherwise: $(diff <(all_of "$server" "$2") "said-$2" | head -5)"
    done
}

title "Off for 2,000 messages"
end cdi TERM
talk many salle101 2000 absent
began=$(date +%s%N)
start cdi
heard_last() { heard cdi 'absent 1999'; }
wait_for 60 heard_last || fail "the cdi has not caught up: $(run cdi campus status)"
took=$((($(date +%s%N) - began) / 1000000))
same 20 salle101
ok "all of them, once and in order, $took ms after its start"

title "A broker that drops"
cp /etc/mosquitto/conf.d/classcord.conf classcord.conf
if [ "$BROKER" != rabbitmq ]; then
    printf 'max_queued_messages 5\nmax_inflight_messages 1\n' >>/etc/mosquitto/conf.d/classcord.conf
    stop_broker TERM
    start_broker
    for server in "${servers[@]}"; do wait_for 90 stands "$server" connected || fail "$server does not come back"; done
    kill -STOP "${pids[cdi]}"
    talk many salle204 500 tombe
    kill -CONT "${pids[cdi]}"
    same 90 salle204
    ok "what a queue of 5 has dropped of 500 messages was asked for"
    cp classcord.conf /etc/mosquitto/conf.d/classcord.conf
    stop_broker TERM
    start_broker
fi
for server in "${servers[@]}"; do wait_for 90 stands "$server" connected || fail "$server does not come back"; done

title "A partition that lasts"
ip link set to-salle204 down
talk many salle204 50 isolé
talk many salle101 50 ailleurs
wait_for 60 grep -q 'no connection to' salle204.log || fail "salle204 does not notice: $(tail -3 salle204.log)"
wait_for 60 sees cdi salle204 gone || fail "nobody misses it: $(run cdi campus status)"
read -r p50 p99 most <<<"$(talk acks salle204 5)"
ip link set to-salle204 up
same 90 salle204
same 90 salle101
ok "missed, and whole again on both sides; its class had its messages kept within $p50 ms (p50), $p99 ms (p99)"

title "The last word of a burst"
kill -STOP -- "-$broker"
says_in salle101 'le dernier mot'
stop_broker 9
start_broker
same 90 salle101
ok "said into a broker that died with it, and heard"

title "An erased message inside what is asked for"
end cdi TERM
# The broker has nothing of it that it could hand on.
stop_broker 9
says_in salle101 'avant' 'à effacer' 'après'
id=$(run salle101 admin --json search 'effacer' | grep -o '"id":[0-9]*' | tail -1 | cut -d: -f2)
run salle101 admin delete "$id" >said || fail "delete: $(cat said)"
start_broker
start cdi
wait_for 90 heard cdi 'après' || fail "the cdi waits for it: $(tail -3 cdi.log)"
heard cdi 'à effacer' && fail "the cdi has it"
ok "what is behind it arrives, and it does not"

title "A server that has said a million things"
pub() {
    at gymnase mosquitto_pub -V 5 -h 10.77.0.10 -p 8883 --cafile ecole/ca.pem --cert ecole/gymnase/campus-cert.pem --key ecole/gymnase/campus-key.pem \
        -i gymnase -q 1 "$@"
}
pub -t cc/1/lycee/o/gymnase/state -m '{"v":1,"epoch":"00000000000000ee","head":1000000,"low":990001,"people":3}'
event() { printf '{"v":1,"seq":%d,"kind":"message","from":"zoé","channel":"#projet","at_us":1780000000000000,"content":"%s"}\n' "$1" "$2"; }
for n in $(seq 999951 999960); do event "$n" "du million $n"; done | pub -t cc/1/lycee/o/gymnase/00000000000000ee/log -l
wait_for 20 heard cdi 'du million 999951' || fail "the first 50 are not taken: $(tail -3 cdi.log)"
ok "it is met at its last fifty messages, and nobody asks for the million"

title "A server that floods"
: >acks
(talk acks cdi 20 >acks) &
measuring=$!
began=$(date +%s%N)
for n in $(seq 999961 1009960); do event "$n" "inondation $n"; done | pub -t cc/1/lycee/o/gymnase/00000000000000ee/log -l
sent=$((($(date +%s%N) - began) / 1000000))
# What the broker drops of it could be asked for, but nobody answers there: that harms who floods.
says_in salle101 'malgré le flot'
wait_for 60 heard cdi 'malgré le flot' || fail "others are not heard any more: $(run cdi campus status)"
took=$((($(date +%s%N) - began) / 1000000))
wait "$measuring"
read -r p50 p99 most <acks
for server in "${servers[@]}"; do stands "$server" connected || fail "$server lets itself be put out"; done
kept=$(talk all cdi | grep -c '@gymnase inondation') || true
ok "of 10,000 messages sent in $sent ms $kept were read; another server was heard after $took ms; the class had its own kept within $p50 ms (p50), $p99 ms (p99)"

title "Clocks that jump"
for server in salle204 cdi; do end "$server" TERM; done
stop_broker TERM
BROKER_ENVIRONMENT=("${with_clock[@]}")
start_broker
for server in salle204 cdi; do start "$server" "${with_clock[@]}"; done
for server in "${servers[@]}"; do wait_for 90 stands "$server" connected || fail "$server does not come back"; done
cut_by_time() { grep -c 'exceeded timeout' broker.log || true; }
for jump in +400d -3h -400d; do
    before=$(cut_by_time)
    echo "$jump" >clock
    sleep 2
    cut=$(($(cut_by_time) - before))
    says_in salle204 "horloge $jump"
    says_in salle101 "ailleurs $jump"
    same 120 salle204
    same 120 salle101
    for other in salle101 cdi; do wait_for 120 sees salle204 "$other" present || fail "$jump: $(run salle204 campus status)"; done
    ok "the broker's and two servers' by $jump: nobody is lost, nothing is twice; the broker has cut $cut connections"
done
# The broker's will of a server waits until its clock has caught up: the others go by their own.
end cdi 9
began=$SECONDS
missed() { sees salle204 cdi silent || sees salle204 cdi gone; }
wait_for 240 missed || fail "nobody misses the cdi: $(run salle204 campus status)"
ok "who dies while the broker's clock is set back is missed after $((SECONDS - began)) s"
start cdi
wait_for 90 sees salle204 cdi present || fail "the cdi does not come back: $(run salle204 campus status)"

for server in "${servers[@]}"; do end "$server" TERM; done
stop_broker TERM
title "The databases"
for server in "${servers[@]}"; do run "$server" check >check || fail "$server: $(cat check)"; done
ok "all three are whole: $(tail -1 check)"
summary
