#!/usr/bin/env bash
# Three servers of a school and a real broker on machines of their own (network namespaces), whose classes talk while they are killed,
# stopped, cut off, slowed and robbed of packets at random: a server, the broker, both, the wire of either. After each round every server
# must have every message of the shared channel once, in the order of where it was said, and each that was acknowledged among them; and
# no class may have waited.
#
#   campus_faults.sh [ROUNDS]      10 rounds of about 6 s; SEED=NUMBER repeats a run
#   BROKER=trixie or rabbitmq      on another broker (campus_ground.sh)
#
# Run as root; installs what it needs by name. CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$(dirname "${BASH_SOURCE[0]}")/campus_ground.sh"

[ -n "${INSIDE:-}" ] || { must_be_root; take_broker; }
export ROUNDS=${ROUNDS:-${1:-10}}
in_namespaces iproute2 nftables openssl python3

rounds=$ROUNDS
mkdir -p /etc/mosquitto
mount -t tmpfs none /etc/mosquitto
chmod 755 "$WORK"
cd "$WORK"

title "A school of three rooms"
servers=(salle101 salle204 cdi)
make_network broker "${servers[@]}"
BROKER_NAMES=(10.77.0.10)
make_school "${servers[@]}" <<END
shared = ["#projet"]
guests = true
trusted_staff_from = ["salle101", "salle204", "cdi"]

[chat]
default_channel = "#accueil"

$TALKATIVE
logins_per_minute_per_name = 100000
END
# A debug build takes other values than the fixed ones (src/config/fixed.rs).
export CLASSCORD_TEST_FIXED='errors_per_minute=1000 logins_per_minute=100000 logins_per_minute_per_address=100000
registrations_per_minute=100000 registrations_per_minute_per_address=100000'
set_up_broker
ok "$broker_version, and three servers with a wire each"

title "$rounds rounds"
BROKER_COMMAND=$(printf '%s\n' "${broker_command[@]}") SERVERS="${servers[*]}" python3 "$here/campus_faults.py" "$rounds" || {
    tail -n 5 salle101.log salle204.log cdi.log broker.log
    [ -z "${KEEP_LOGS:-}" ] || cp -r ./*.log "$KEEP_LOGS"
    fail "see above"
}
ok "every acknowledged message exactly once on each server, in its origin's order, and no class has waited"

title "The databases"
for server in "${servers[@]}"; do run "$server" check >check || fail "$server: $(cat check)"; done
ok "all three are whole: $(tail -1 check)"
! grep -h -i panicked ./*.log || fail "a server has panicked"
ok "no server has panicked"
summary
