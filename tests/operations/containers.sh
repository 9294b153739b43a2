#!/usr/bin/env bash
# The container image, built and run for real with podman: without a network at build time, then people chat through its
# published port, their addresses are seen, it is confined, healthy, restarted with its data, stopped in its time, and
# brought up from the compose file, also with Prometheus beside it, restored from a backup, and in the host's network.
#
#   containers.sh               everything; the bases are made here of Debian's packages, for no image can be fetched
#   KEEP=DIRECTORY …            keeps the base there for the next time, and takes it from there
#   IMAGE=FILE.tar …            tries that image (podman save) instead of building one; KEEP has it as classcord.tar
#
# Everything happens in namespaces of its own, with images and containers in a directory that is removed. Run as root;
# installs what it needs by name. Takes a few minutes, most of it the release build inside the image.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
source "$here/podman_ground.sh"

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need podman buildah runc containernetworking-plugins iptables iproute2 mmdebstrap prometheus python3 python3-venv git openssl curl
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    keep=${KEEP:-$work}
    mkdir -p "$keep" "$work/classcord"

    title "What has to come from outside"
    # What would be committed.
    (cd "$repository" && git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -c -T - 2>/dev/null) |
        tar -x -C "$work/classcord"
    if [ -z "${IMAGE:-}" ]; then
        . /etc/os-release
        BASE=$keep/build-$VERSION_CODENAME.tar
        if [ ! -s "$BASE" ]; then
            wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$repository/Cargo.toml")
            # The newer Rust that the stable releases have for their browsers, else the release's own.
            suffix=
            version=$(apt-cache policy rustc-web | sed -n 's/^ *Candidate: //p')
            if [ "$(printf '%s\n' "$wanted" "$version" | sort -V | head -1)" = "$wanted" ]; then suffix=-web; fi
            mmdebstrap --quiet --variant=minbase --include="rustc$suffix,cargo$suffix,gcc,libc6-dev,binutils,tzdata" \
                "$VERSION_CODENAME" "$BASE" || fail "mmdebstrap"
        fi
        (cd "$work/classcord" && cargo vendor --quiet --locked vendor >/dev/null) || fail "cargo vendor"
        ok "a base of Debian's packages, and the crates in vendor/"
        export BASE
    fi
    take_podman_compose "$keep"
    ok "$("$VENV/bin/podman-compose" --version 2>/dev/null | grep -m1 compose)"
    enter_namespaces
fi

work=$WORK
context=$work/classcord
podman_ground

# A neighbour in the classroom: another machine, as far as this one can tell.
ip netns add neighbour
ip link add wire type veth peer name wire netns neighbour
ip address add 192.168.77.1/24 dev wire
ip link set wire up
ip address add fd77::1/64 dev wire nodad
for address in 192.168.77.2 192.168.77.3; do ip -n neighbour address add $address/24 dev wire; done
for address in fd77::2 fd77::3; do ip -n neighbour address add $address/64 dev wire nodad; done
ip -n neighbour link set wire up
in_neighbour=(ip netns exec neighbour python3 "$here/client.py")
neighbour() { SERVER=192.168.77.1 "${in_neighbour[@]}" "$@"; }
neighbour6() { SERVER=fd77::1 "${in_neighbour[@]}" "$@"; }
# Alice and bob are there for minutes, however slow this machine is: until they are let go.
come() {
    SERVER=$1 "${in_neighbour[@]}" "$2" chat alice secret-42 "$3" bob 600 >/dev/null 2>&1 &
    chat=$!
    wait_for 60 present || fail "nobody is there: $(cat "$work/clients")"
}
let_go() {
    kill "$chat" 2>/dev/null || true
    wait "$chat" 2>/dev/null || true
}

if [ -n "${IMAGE:-}" ]; then
    title "An image that was built before"
    quietly podman load --quiet --input "$IMAGE"
else
    title "Build, without a network"
    quietly podman import "$BASE" base:build
    ok "base: $(podman run --rm --network none base:build rustc --version), $(du -h "$BASE" | cut -f1)"
    started=$SECONDS
    # The OCI format knows no healthcheck.
    podman build --format docker --network none --build-arg BUILD_IMAGE=localhost/base:build -t classcord "$context" \
        >"$work/build" 2>&1 || fail "$(tail -20 "$work/build")"
    ok "built in $((SECONDS - started)) s"
    if [ -n "${KEEP:-}" ]; then
        rm -f "$KEEP/classcord.tar"
        quietly podman save --quiet --format docker-archive --output "$KEEP/classcord.tar" classcord
    fi
fi
size=$(podman image inspect --format '{{.Size}}' classcord)
[ "$size" -lt 16000000 ] || fail "the image has $size bytes"
ok "the image has $size bytes, $(podman run --rm --network none classcord --version)"

run() {
    podman run --detach --name classcord --publish 12345:12345 --volume classcord-data:/var/lib/classcord --volume classcord-logs:/var/log/classcord \
        --read-only --read-only-tmpfs=false --cap-drop all --security-opt no-new-privileges --memory 256m --pids-limit 32 \
        "$@" classcord >/dev/null 2>"$work/said" || fail "$(cat "$work/said")"
}
admin() { podman exec classcord classcord admin "$@"; }
pid() { podman inspect --format '{{.State.Pid}}' classcord; }
# log [COUNT]: the container's last lines, in $work/log. A file and not a pipe: podman writes line by line, and `grep -q`, gone
# at its first find, would have it end with SIGPIPE, which pipefail takes for a failure.
log() { podman logs --tail "${1:-20}" classcord >"$work/log" 2>&1; }
ready() { log "${1:-20}" && grep -q 'ready ' "$work/log"; }
shown() { log && cat "$work/log"; }

title "Run"
started=$(date +%s)
run
wait_for 60 ready || fail "it is not ready: $(shown)"
neighbour 192.168.77.2 register alice secret-42 || fail "no chat: $(shown)"
neighbour 192.168.77.3 register bob secret-42 || fail "no chat: $(shown)"
neighbour 192.168.77.2 chat alice secret-42 192.168.77.3 bob 5 || fail "no chat: $(shown)"
present() { admin --json clients >"$work/clients" && grep -q '"alice"' "$work/clients" && grep -q '"bob"' "$work/clients"; }
come 192.168.77.1 192.168.77.2 192.168.77.3
for address in 192.168.77.2 192.168.77.3; do
    grep -q "\"$address\"" "$work/clients" || fail "the server does not see $address: $(cat "$work/clients")"
done
let_go
ok "neighbours chat through the published port, and the server sees their own addresses"
client 127.0.0.1 login alice secret-42 || fail "no way in from this machine"
ok "this machine comes in too"
# The moment that it names has to be one since the start, and written as a clock in Paris shows it.
log 1
stamp=$(cut -d' ' -f1 "$work/log")
moment=$(date -d "$stamp" +%s) || fail "the log's line has no time: $(cat "$work/log")"
[ "$moment" -ge "$started" ] && [ "$moment" -le "$(date +%s)" ] || fail "the log's time is not that of this run: $(cat "$work/log")"
[ "$(TZ=Europe/Paris date -d "$stamp" +%FT%T.%3N%:z)" = "$stamp" ] || fail "the log's time is not that of Paris: $(cat "$work/log")"
ok "its clock is that of Paris: $stamp"

title "https"
grep -q 'TLS certificate: ' <(podman logs classcord 2>&1) || fail "it made no certificate: $(shown)"
quietly podman exec classcord classcord cert --renew --name 192.168.77.1 --name classcord.local
quietly podman kill --signal HUP classcord
curl -sf "http://192.168.77.1:12345/ca.crt" | openssl x509 -inform DER -out "$work/ca.pem" || fail "no /ca.crt"
trusted() { openssl s_client -connect 192.168.77.1:12345 -CAfile "$work/ca.pem" -verify_ip 192.168.77.1 -verify_return_error </dev/null >"$work/said" 2>&1; }
wait_for 10 trusted || fail "no https under the host's address: $(tail -20 "$work/said")"
ok "it made a certificate at its first start, which takes the host's address from who knows it"

title "Confinement"
status=/proc/$(pid)/status
for line in Uid:$'\t'12345$'\t'12345$'\t'12345$'\t'12345 CapEff:$'\t'0000000000000000 CapBnd:$'\t'0000000000000000 NoNewPrivs:$'\t'1; do
    grep -qxF "$line" "$status" || fail "no $line in $(grep -E '^(Uid|Cap|NoNew)' "$status")"
done
ok "user 12345, no capability, and no way to get one"
awk '$5 == "/" { print $6 }' "/proc/$(pid)/mountinfo" | grep -qE '^ro(,|$)' || fail "the root can be written to"
podman exec classcord classcord backup /backups >"$work/said" 2>&1 && fail "it could write beside its volumes"
ok "the root is read-only: $(tail -1 "$work/said")"

title "Health"
quietly podman healthcheck run classcord
ok "healthy"
kill -STOP "$(pid)"
podman healthcheck run classcord >/dev/null 2>&1 && fail "healthy while the server stands still"
kill -CONT "$(pid)"
ok "unhealthy while the server stands still"
wait_for 40 podman healthcheck run classcord || fail "not healthy again"
ok "healthy again when it goes on"

title "Work from outside"
podman exec classcord classcord backup /var/lib/classcord/backups --keep 48 >"$work/said" 2>&1 || fail "backup: $(cat "$work/said")"
ok "backup: $(tail -1 "$work/said")"
quietly podman cp classcord:/var/lib/classcord/backups "$work/"
[ -s "$(find "$work/backups" -name '*.redb')" ] || fail "no backup comes out"
ok "the backup can be copied out"
quietly admin role alice admin
quietly admin reload
ok "alice is an admin; the configuration was read again"
reloads() { podman logs classcord 2>&1 | grep -c 'configuration reloaded' || true; }
before=$(reloads)
quietly podman kill --signal HUP classcord
reloaded() { [ "$(reloads)" -gt "$before" ]; }
wait_for 10 reloaded || fail "SIGHUP does nothing: $(shown)"
ok "SIGHUP: $(podman logs classcord 2>&1 | grep 'configuration reloaded' | tail -1 | cut -d' ' -f2-)"

title "Stop, and start again with the data"
come 192.168.77.1 192.168.77.2 192.168.77.3
before=$(date +%s%N)
quietly podman stop --time 30 classcord
took=$((($(date +%s%N) - before) / 1000000))
let_go
[ "$(podman inspect --format '{{.State.ExitCode}}' classcord)" = 0 ] || fail "it ended with $(podman inspect --format '{{.State.ExitCode}}' classcord)"
log 1
grep -q 'stopped' "$work/log" || fail "no orderly end: $(shown)"
ok "stopped in $took ms while people chatted"
quietly podman rm classcord
run
wait_for 60 ready || fail "it is not ready: $(shown)"
neighbour 192.168.77.2 login alice secret-42 || fail "the accounts are gone"
wait_for 10 trusted || fail "the certificate is another: $(tail -20 "$work/said")"
admin history '#général' >"$work/history"
grep -q 'message [0-9]' "$work/history" || fail "the messages are gone: $(cat "$work/history")"
ok "a new container on the same volumes has the accounts and $(wc -l <"$work/history") lines of history"
quietly podman stop --time 30 classcord
quietly podman rm classcord

title "A server that is killed"
run --restart unless-stopped
wait_for 60 ready || fail "it is not ready: $(shown)"
first=$(pid)
kill -KILL "$first"
back() { [ "$(pid)" != 0 ] && [ "$(pid)" != "$first" ] && log 100 && [ "$(grep -c 'ready ' "$work/log")" = 2 ]; }
wait_for 60 back || fail "it did not come back: $(shown)"
neighbour 192.168.77.2 login alice secret-42 || fail "the accounts are gone"
ok "it is back by itself, with its data"
quietly podman stop --time 30 classcord
quietly podman rm classcord

title "docker-compose.yml"
# A Prometheus like the official image: its program as entry point, an unprivileged user, a volume at /prometheus.
image=$work/prometheus
mkdir -p "$image/root" "$image/empty"
cp --parents -L "$(command -v prometheus)" $(ldd "$(command -v prometheus)" 2>/dev/null | grep -o '/[^ ]*' || true) "$image/root"
cat >"$image/Dockerfile" <<'EOF'
FROM scratch
COPY root /
COPY --chown=65534:65534 empty /prometheus
USER 65534:65534
VOLUME ["/prometheus"]
ENTRYPOINT ["/usr/bin/prometheus"]
EOF
quietly podman build --network none -t prometheus:debian "$image"
# Where one limit is named, podman forgets the default of the others.
cat >"$work/podman" <<EOF
#!/bin/sh
case \$1 in
create | run)
    verb=\$1
    shift
    case "\$*" in
    *nofile*) ;;
    *) set -- --ulimit nofile=$(ulimit -Hn):$(ulimit -Hn) "\$@" ;;
    esac
    exec podman "\$verb" --ulimit nproc=$(ulimit -Hu):$(ulimit -Hu) "\$@"
    ;;
esac
exec podman "\$@"
EOF
chmod +x "$work/podman"
compose() {
    (cd "$context" && PROMETHEUS_IMAGE=localhost/prometheus:debian "$VENV/bin/podman-compose" --in-pod false --podman-path "$work/podman" "$@")
}
quietly compose config
quietly compose up --detach --no-build
wait_for 60 ready || fail "it is not ready: $(shown)"
[ "$(podman ps --format '{{.Names}}')" = classcord ] || fail "running: $(podman ps --format '{{.Names}}')"
neighbour 192.168.77.2 register carol secret-42 || fail "no chat"
ok "up: the server alone, without the profile"
quietly podman exec classcord classcord backup /var/lib/classcord/backups --keep 48
backup=$(sed -n 's/^\([^ ]*\.redb\): .*/\1/p' "$work/said")
[ -n "$backup" ] || fail "no backup: $(cat "$work/said")"
neighbour 192.168.77.2 register dave secret-42 || fail "no chat"
quietly compose stop
quietly compose run --rm -T classcord restore "$backup"
grep -q 'the former database is' "$work/said" || fail "restore: $(cat "$work/said")"
quietly compose run --rm -T classcord user passwd carol <<<nouveau-42
quietly compose up --detach --no-build
wait_for 60 ready || fail "it is not ready: $(shown)"
neighbour 192.168.77.2 login dave secret-42 >/dev/null 2>&1 && fail "the account that is not in the backup is there"
neighbour 192.168.77.2 login carol secret-42 >/dev/null 2>&1 && fail "the forgotten password is still good"
neighbour 192.168.77.2 login carol nouveau-42 || fail "the new password is no good"
ok "stop, run --rm restore, run --rm user passwd, up: the backup's accounts, and a new password"
quietly compose down
python3 -c 'import socket, time; taken = socket.create_server(("127.0.0.1", 3000)); time.sleep(3600)' &
taken=$!
is_taken() { ss --listening --numeric --tcp src 127.0.0.1:3000 | grep LISTEN; }
wait_for 10 is_taken || fail "port 3000 cannot be taken"
compose up --detach --no-build >"$work/said" 2>&1 || true
[ "$(podman ps --format '{{.Names}}')" = "" ] || fail "it starts where port 3000 is taken: then GRAFANA_PORT has nothing to show"
quietly compose down
GRAFANA_PORT=3001 quietly compose up --detach --no-build
wait_for 60 ready || fail "it is not ready: $(shown)"
neighbour 192.168.77.2 login carol nouveau-42 || fail "no chat"
ok "where another has port 3000, it starts with GRAFANA_PORT=3001"
GRAFANA_PORT=3001 quietly compose down
kill "$taken"
quietly compose --profile monitoring up --detach --no-build classcord prometheus
wait_for 60 ready || fail "it is not ready: $(shown)"
neighbour 192.168.77.2 login carol nouveau-42 || fail "the data of before are gone"
ok "down and up: the data are there"
awk '$5 == "/" { print $6 }' "/proc/$(pid)/mountinfo" | grep -qE '^ro(,|$)' || fail "the root can be written to"
grep -qxF CapBnd:$'\t'0000000000000000 "/proc/$(pid)/status" || fail "it has capabilities"
[ "$(cat "/proc/$(pid)/limits" | awk '/^Max open files/ { print $4 }')" = 16384 ] || fail "the limit on open files is another"
ok "confined as the file says"
query() {
    nsenter -t "$(pid)" -n python3 - "$1" <<'EOF'
import json, sys, urllib.parse, urllib.request
url = "http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": sys.argv[1]})
with urllib.request.urlopen(url, timeout=5) as answer:
    result = json.load(answer)["data"]["result"]
sys.exit(0 if result and float(result[0]["value"][1]) >= 1 else f"{sys.argv[1]}: {result}")
EOF
}
wait_for 60 query 'up{job="classcord"}' || fail "Prometheus: $(podman logs classcord-prometheus 2>&1 | tail -5)"
wait_for 60 query 'classcord_logins_total{result="ok"}' || fail "Prometheus has no figures"
ok "profile monitoring: Prometheus asks the server through the network that they share"
before=$SECONDS
quietly compose --profile monitoring stop
for container in classcord classcord-prometheus; do
    status=$(podman inspect --format '{{.State.ExitCode}}' $container)
    [ "$status" = 0 ] || fail "$container did not end by itself: $status"
done
quietly compose --profile monitoring down
ok "both ended by themselves, and all was down in $((SECONDS - before)) s"

title "The host's network"
sed -n '/^```yaml$/,/^```$/{//!p}' "$context/docs/CONTAINERS.md" >"$context/docker-compose.override.yml"
grep -q 'network_mode: host' "$context/docker-compose.override.yml" || fail "docs/CONTAINERS.md shows no override"
compose --profile monitoring config >"$work/config" 2>"$work/said" || fail "$(cat "$work/said")"
"$VENV/bin/python" - "$work/config" <<'EOF' || fail "the override does not do what docs/CONTAINERS.md says: $(cat "$work/config")"
import sys, yaml
services = yaml.safe_load(open(sys.argv[1]))["services"]
environment = services["grafana"]["environment"]
if isinstance(environment, list):
    environment = dict(line.split("=", 1) for line in environment)
assert services["classcord"]["network_mode"] == "host" and not services["classcord"].get("ports")
assert environment["GF_SERVER_HTTP_ADDR"] == "127.0.0.1" and "GF_SECURITY_ADMIN_PASSWORD" in environment
EOF
quietly compose up --detach --no-build
wait_for 60 ready || fail "it is not ready: $(shown)"
[ "$(readlink "/proc/$(pid)/ns/net")" = "$(readlink /proc/self/ns/net)" ] || fail "it has a network of its own"
neighbour6 fd77::2 chat alice secret-42 fd77::3 bob 5 || fail "no chat: $(shown)"
come fd77::1 fd77::2 fd77::3
for address in fd77::2 fd77::3; do
    grep -q "\"$address\"" "$work/clients" || fail "the server does not see $address: $(cat "$work/clients")"
done
let_go
neighbour 192.168.77.2 login carol nouveau-42 || fail "no chat: $(shown)"
quietly compose down
ok "neighbours chat over IPv6 and IPv4, and the server sees their own addresses"

summary
