# The school that the scripts campus*.sh try: its certificates, a broker of one's choice, its servers. Sourced, not run, after ground.sh.
#
# BROKER says which:
#   mosquitto    that of this machine's packages (the default), or MOSQUITTO=FILE
#   trixie       Debian 13's mosquitto, unpacked with its libraries
#   rabbitmq     Debian 13's RabbitMQ with its MQTT plugin, in a root of its own
# KEEP=DIRECTORY keeps what was unpacked for the next time. With make_network each server, and the broker, is a machine of its own.

BROKER=${BROKER:-mosquitto}
ETC=/etc/mosquitto/classcord
MACHINES=''
declare -A pids=()

# Outside of the namespaces: the packages, and what is not of this machine's release.
take_broker() {
    local root
    case $BROKER in
    mosquitto) [ -n "${MOSQUITTO:-}" ] || need mosquitto ;;
    trixie | rabbitmq)
        need mmdebstrap
        root=${KEEP:-/var/tmp/classcord-campus}/$BROKER
        if [ ! -e "$root/complete" ]; then
            mkdir -p "${root%/*}"
            rm -rf --one-file-system "$root"
            # Unpacked and not set up: nothing of it is to start.
            mmdebstrap --quiet --variant=extract --include="$([ "$BROKER" = trixie ] && echo mosquitto || echo rabbitmq-server,base-files,bash,coreutils,dash,gawk,grep,hostname,libc-bin,procps,sed,util-linux)" \
                --skip=check/empty trixie "$root" >/dev/null || fail "mmdebstrap: $BROKER"
            touch "$root/complete"
        fi
        export BROKER_ROOT=$root
        ;;
    *) fail "BROKER=$BROKER: mosquitto, trixie or rabbitmq" ;;
    esac
}

# make_network NAME...: a machine for each (a network namespace), the wire `to-NAME` to it, and addresses from 10.77.0.10 on.
make_network() {
    local machine n=10
    # Where `ip netns` keeps its names.
    mkdir -p /run/netns
    mount -t tmpfs none /run/netns
    ip link add school type bridge
    ip link set school up
    ip link set lo up
    for machine; do
        ip netns add "$machine"
        ip link add "to-$machine" type veth peer name eth0 netns "$machine"
        ip link set "to-$machine" master school up
        ip -n "$machine" address add "10.77.0.$n/24" dev eth0
        ip -n "$machine" link set lo up
        ip -n "$machine" link set eth0 up
        n=$((n + 1))
    done
    MACHINES=1
}
# on MACHINE COMMAND...
on() {
    [ -z "$MACHINES" ] || set -- ip netns exec "$@"
    [ -n "$MACHINES" ] || shift
    exec "$@"
}
at() { (on "$@"); }

# make_school SERVER...: the files of a school `lycee` whose broker is known as BROKER_NAMES, for these servers, and the configuration
# of each, with what stands on standard input.
BROKER_NAMES=(localhost 127.0.0.1)
# Put before the broker's program.
BROKER_ENVIRONMENT=(env)
make_school() {
    local server names=() servers=() more
    more=$(cat)
    for server in "${BROKER_NAMES[@]}"; do names+=(--broker "$server"); done
    for server; do servers+=(--server "$server"); done
    "$CLASSCORD" campus init ecole --school lycee "${names[@]}" "${servers[@]}" >made || fail "campus init: $(cat made)"
    for server; do
        mkdir -p "$server"
        cp "ecole/$server"/campus-*.pem "$server"
        { cat "ecole/$server/campus.toml"; echo "$more"; } >"$server.toml"
    done
}

# For make_school: passwords that cost nothing, and a class that is one address and may talk as fast as it can. It ends in [limits].
TALKATIVE='[passwords]
memory_kib = 64
passes = 1

[limits]
max_connections_per_address = 100
connections_per_minute_per_address = 0
connections_per_minute = 0
lines_per_second = 0
bytes_per_second = 0
messages_per_second = 1000000'

# Puts the broker's files where it looks for them, as docs/CAMPUS.md says.
set_up_broker() {
    mkdir -p /etc/mosquitto/conf.d /run/mosquitto
    cp -r ecole/broker /etc/mosquitto/classcord
    mv /etc/mosquitto/classcord/classcord.conf /etc/mosquitto/conf.d/
    rm /etc/mosquitto/classcord/time-sync.conf
    touch broker.log
    case $BROKER in
    rabbitmq) set_up_rabbitmq ;;
    *)
        chown -R mosquitto: /etc/mosquitto/classcord /run/mosquitto broker.log
        # As Debian has it.
        cat >/etc/mosquitto/mosquitto.conf <<END
pid_file /run/mosquitto/mosquitto.pid
persistence true
persistence_location $WORK/
log_dest file $WORK/broker.log
include_dir /etc/mosquitto/conf.d
END
        broker_command=("${MOSQUITTO:-/usr/sbin/mosquitto}" -c /etc/mosquitto/mosquitto.conf)
        if [ "$BROKER" = trixie ]; then
            local libraries=$BROKER_ROOT/usr/lib/x86_64-linux-gnu
            broker_command=("$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$BROKER_ROOT/usr/sbin/mosquitto"
                -c /etc/mosquitto/mosquitto.conf)
        fi
        # It ends with an error after its help.
        broker_version=$("${broker_command[@]:0:${#broker_command[@]}-2}" -h | head -1) || true
        ;;
    esac
}

# The same rules in RabbitMQ's words: who a client is says its certificate, and what it may say and hear its name.
set_up_rabbitmq() {
    local root=$BROKER_ROOT place=/etc/rabbitmq point server
    for point in dev proc; do mount --rbind "/$point" "$root/$point"; done
    mkdir -p "$root$place" "$root/var/lib/rabbitmq" "$root/var/log/rabbitmq" "$root/etc/classcord"
    for point in "$place" /var/lib/rabbitmq /var/log/rabbitmq /etc/classcord; do mount -t tmpfs none "$root$point"; done
    echo '127.0.0.1 localhost' >"$root/etc/hosts"
    cp /etc/mosquitto/classcord/*.pem "$root/etc/classcord"
    echo '[rabbitmq_mqtt,rabbitmq_auth_mechanism_ssl].' >"$root$place/enabled_plugins"
    cp "$repository/docs/campus/rabbitmq.conf" "$root$place/rabbitmq.conf"
    python3 "$repository/docs/campus/rabbitmq.py" lycee $(cd ecole && ls -d */ | tr -d / | grep -v '^broker$') >"$root$place/classcord.json"
    in_rabbitmq=(chroot "$root" env HOME=/var/lib/rabbitmq LC_ALL=C.UTF-8 RABBITMQ_NODENAME=rabbit@localhost ERL_EPMD_ADDRESS=127.0.0.1
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
        bash -c 'exec /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/$0 "$@"')
    broker_command=("${in_rabbitmq[@]}" rabbitmq-server)
    broker_version="RabbitMQ $(ls -d "$root"/usr/lib/rabbitmq/lib/rabbitmq_server-* | sed 's/.*-//')"
}

rabbitmqctl() { "${in_rabbitmq[@]}" rabbitmqctl "$@"; }

start_broker() {
    (on broker setsid "${BROKER_ENVIRONMENT[@]}" "${broker_command[@]}" >>broker.out 2>&1) &
    broker=$!
    wait_for 60 at broker bash -c "</dev/tcp/${BROKER_NAMES[0]}/8883" || fail "the broker does not start: $(tail -n 20 broker.out broker.log)"
}
# stop_broker SIGNAL: it and what it has started.
stop_broker() {
    kill "-$1" -- "-$broker"
    wait "$broker" || true
}

port() {
    local all=(salle101 salle204 cdi gymnase) n
    for n in "${!all[@]}"; do [ "${all[$n]}" != "$1" ] || { echo $((12001 + n)); return; }; done
    echo 12009
}
# run SERVER COMMAND...: of classcord, with its files. start SERVER [BEFORE...], which may set its environment.
run() { "$CLASSCORD" --lang en --config "$1.toml" --data-dir "$1" "${@:2}"; }
start() {
    (on "$1" "${@:2}" "$CLASSCORD" --lang en --config "$1.toml" --data-dir "$1" --listen "127.0.0.1:$(port "$1")" 2>>"$1.log") &
    pids[$1]=$!
}
# end SERVER SIGNAL
end() {
    kill "-$2" "${pids[$1]}"
    wait "${pids[$1]}" || true
}

# sees SERVER OTHER STANDING: what a server says of another. stands SERVER STANDING: how it is with the broker.
sees() {
    run "$1" campus status --json | python3 -c '
import json, sys
servers = {server["name"]: server["standing"] for server in json.load(sys.stdin)["servers"]}
sys.exit(servers.get(sys.argv[1], "unknown") != sys.argv[2])' "$2" "$3"
}
# It ends with an error where it is not connected.
stands() { { run "$1" campus status --json || true; } | grep -q "\"standing\":\"$2\""; }
epoch() { run "$1" campus status --json | grep -o '"epoch":"[0-9a-f]*"' | head -1; }

# says_in SERVER TEXT...: says it, and waits until it is kept. heard SERVER TEXT: it is in the history there, once.
says_in() { talk say "$@"; }
# id_of SERVER TEXT: its number there.
id_of() { talk id "$@"; }
heard() { talk heard "$@"; }
talk() { at "$2" python3 "$here/campus_talk.py" "$1" "$(port "$2")" '#projet' "${@:3}"; }
