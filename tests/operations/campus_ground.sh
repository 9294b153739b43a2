# The school that the scripts campus*.sh try: its certificates, a broker of one's choice, its servers. Sourced, not run, after ground.sh.
#
# BROKER says which:
#   mosquitto    that of this machine's packages (the default), or MOSQUITTO=FILE
#   trixie       Debian 13's mosquitto, unpacked with its libraries
#   rabbitmq     Debian 13's RabbitMQ with its MQTT plugin, in a root of its own
# KEEP=DIRECTORY keeps what was unpacked for the next time. A server may have a network namespace of its own (NODE_OF).

BROKER=${BROKER:-mosquitto}
ETC=/etc/mosquitto/classcord
declare -A NODE_OF=() pids=()

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

# make_school SERVER...: the files of a school `lycee` whose broker is known as BROKER_NAMES, for these servers, and the configuration
# of each, with what stands on standard input.
BROKER_NAMES=(localhost 127.0.0.1)
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
    broker_command=(chroot "$root" env HOME=/var/lib/rabbitmq LC_ALL=C.UTF-8 RABBITMQ_NODENAME=rabbit@localhost ERL_EPMD_ADDRESS=127.0.0.1
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
        bash -c 'exec /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server')
    broker_version="RabbitMQ $(ls -d "$root"/usr/lib/rabbitmq/lib/rabbitmq_server-* | sed 's/.*-//')"
}

start_broker() {
    setsid "${broker_command[@]}" >>broker.out 2>&1 &
    broker=$!
    wait_for "${BROKER_TIME:-60}" bash -c '</dev/tcp/127.0.0.1/8883' || fail "the broker does not start: $(tail -20 broker.out broker.log)"
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
run() { "$CLASSCORD" --lang en --config "$1.toml" --data-dir "$1" "${@:2}"; }
start() {
    "$CLASSCORD" --lang en --config "$1.toml" --data-dir "$1" --listen "127.0.0.1:$(port "$1")" 2>>"$1.log" &
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
stands() { run "$1" campus status --json | grep -q "\"standing\":\"$2\""; }
epoch() { run "$1" campus status --json | grep -o '"epoch":"[0-9a-f]*"' | head -1; }

# says_in SERVER TEXT...: says it, and waits until it is kept. heard SERVER TEXT: it is in the history there, once.
says_in() { python3 "$here/campus_talk.py" say "$(port "$1")" '#projet' "${@:2}"; }
# id_of SERVER TEXT: its number there.
id_of() { python3 "$here/campus_talk.py" id "$(port "$1")" '#projet' "$2"; }
heard() { python3 "$here/campus_talk.py" heard "$(port "$1")" '#projet' "$2"; }
