# What the scripts stand on that run containers with podman. Sourced behind ground.sh, in namespaces of their own.

# take_podman_compose DIRECTORY: podman-compose in $VENV. Debian's may be older than profiles and what the files need; this one is
# that of PyPI, kept in the directory.
take_podman_compose() {
    VENV=$1/venv
    [ -x "$VENV/bin/podman-compose" ] || { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q 'podman-compose>=1.5,<2'; } || fail "podman-compose"
    export VENV
}

# Runs something without its words, which are shown when it fails.
quietly() { "$@" >"$work/said" 2>&1 || fail "$*: $(tail -20 "$work/said")"; }

clean_up() {
    podman rm --all --force --time 0 >/dev/null 2>&1 || true
    umount "$work/storage/overlay" 2>/dev/null || true
}

# Images, containers and networks in $work, and nothing of them left behind.
podman_ground() {
    # What podman keeps outside of its own directories.
    for state in /run/netns /var/lib/cni /dev/shm; do
        mkdir -p "$state"
        mount -t tmpfs none "$state"
    done
    mkdir "$work/networks"
    cat >"$work/storage.conf" <<EOF
[storage]
driver = "overlay"
graphroot = "$work/storage"
runroot = "$work/run"
EOF
    cat >"$work/containers.conf" <<EOF
[containers]
# A machine may have less than what is asked for by default.
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=$(ulimit -Hu):$(ulimit -Hu)"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$work/tmp"
volume_path = "$work/volumes"
[network]
network_backend = "cni"
network_config_dir = "$work/networks"
EOF
    export CONTAINERS_STORAGE_CONF=$work/storage.conf CONTAINERS_CONF=$work/containers.conf
    trap clean_up EXIT
    ip link set lo up
}
