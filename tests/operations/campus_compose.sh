#!/usr/bin/env bash
# docker-compose.campus.yml, brought up with podman-compose: mosquitto and three servers in containers, what is said on one is read on
# the others, one is killed and catches up, the broker is killed and comes back.
#
# No image can be fetched here: that of mosquitto is made of this machine's package, that of ClassCord of the binary under test
# ($CLASSCORD, or one that is built now); containers.sh tries the real one. Everything happens in namespaces of its own. Takes two minutes.
# KEEP=DIRECTORY keeps podman-compose there. Run as root; installs what it needs by name.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$here/podman_ground.sh"

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need podman buildah runc containernetworking-plugins iptables iproute2 mosquitto python3 python3-venv
    find_classcord
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    take_podman_compose "${KEEP:-$work}"
    enter_namespaces
fi

work=$WORK
podman_ground
cat >"$work/podman" <<END
#!/bin/sh
case \$1 in
create | run)
    verb=\$1
    shift
    exec podman "\$verb" --ulimit nproc=$(ulimit -Hu):$(ulimit -Hu) "\$@"
    ;;
esac
exec podman "\$@"
END
chmod +x "$work/podman"

title "Images"
# image NAME PROGRAM LINE...: the program with its libraries, and lines for its Dockerfile.
image() {
    local name=$1 program=$2 place=$work/$1
    shift 2
    mkdir -p "$place/root/usr/sbin" "$place/root/usr/bin" "$place/empty"
    # None for a program that is linked statically.
    ldd "$program" | { grep -o '/[^ ]*' || true; } | xargs -r cp --parents -L -t "$place/root"
    cp "$program" "$place/root/usr/bin/$name"
    ln -s "../bin/$name" "$place/root/usr/sbin/$name"
    printf '%s\n' 'FROM scratch' 'COPY root /' "$@" >"$place/Dockerfile"
    quietly podman build --network none -t "$name" "$place"
}
image mosquitto "$(command -v mosquitto)"
image classcord "$CLASSCORD" 'COPY --chown=12345:12345 empty /var/lib/classcord' 'COPY --chown=12345:12345 empty /var/log/classcord' \
    'ENV STATE_DIRECTORY=/var/lib/classcord LOGS_DIRECTORY=/var/log/classcord' 'USER 12345:12345' \
    'VOLUME ["/var/lib/classcord", "/var/log/classcord"]' 'ENTRYPOINT ["/usr/bin/classcord"]'
ok "mosquitto and classcord"

title "docker-compose.campus.yml"
mkdir "$work/school"
cd "$work/school"
cp "$repository/docker-compose.campus.yml" .
"$CLASSCORD" campus init ecole --school lycee --broker 172.30.77.2 --server salle101 --server salle204 --server cdi >/dev/null
echo 'shared = ["#projet"]
guests = true' | tee -a ecole/salle101/campus.toml ecole/salle204/campus.toml ecole/cdi/campus.toml >/dev/null
chown -R 12345:12345 ecole
chmod 755 "$work"
compose() { MOSQUITTO_IMAGE=localhost/mosquitto "$VENV/bin/podman-compose" --in-pod false --podman-path "$work/podman" -f docker-compose.campus.yml "$@"; }
quietly compose up --detach --no-build
port() { case $1 in salle101) echo 12401 ;; salle204) echo 12402 ;; *) echo 12403 ;; esac; }
in_school() { podman exec "classcord-$1" classcord "${@:2}"; }
together() { in_school "$1" campus status --json | python3 -c '
import json, sys
sys.exit(sum(server["standing"] == "present" for server in json.load(sys.stdin)["servers"]) != 2)'; }
for server in salle101 salle204 cdi; do
    wait_for 60 together "$server" || fail "$server does not see the others: $(podman logs --tail 5 "classcord-$server" 2>&1; podman logs --tail 5 classcord-broker 2>&1)"
done
in_school cdi campus status
ok "three servers see each other over a broker in a container"

# says_in SERVER TEXT, heard SERVER TEXT
says_in() { python3 "$here/campus_talk.py" say "$(port "$1")" '#projet' "$2"; }
heard() { python3 "$here/campus_talk.py" heard "$(port "$1")" '#projet' "$2"; }
says_in salle101 'bonjour à tous'
for server in salle204 cdi; do wait_for 20 heard "$server" 'bonjour à tous' || fail "$server has not heard it"; done
ok "what is said on one is read on the others"
quietly podman kill --signal KILL classcord-cdi
says_in salle101 'sans le cdi'
quietly podman start classcord-cdi
wait_for 60 heard cdi 'sans le cdi' || fail "the cdi does not catch up: $(podman logs --tail 5 classcord-cdi 2>&1)"
ok "one that was killed catches up"
quietly podman kill --signal KILL classcord-broker
says_in salle204 'sans le serveur MQTT'
quietly podman start classcord-broker
for server in salle101 cdi; do wait_for 90 heard "$server" 'sans le serveur MQTT' || fail "$server does not catch up"; done
ok "the broker that was killed is found again, and what was said meanwhile arrives"
quietly compose down
summary
