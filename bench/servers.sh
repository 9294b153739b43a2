# How each server is started for a measurement. Sourced by the other scripts of this directory.
#
#   build_program   builds $program, the server as packages ship it: linked statically, by a profile; CLASSCORD_PROFILE=none: without
#   put_on_disk FILE   has a program that was just written be read from the disk when it is started
#   take_programs   takes $PROGRAM and $TOOL, a server and a generator that are built already, as $program and $tool, or builds what is missing
#   build_tools     builds the generator, the bare servers and what makes tables of reports: this directory's crate
#   start NAME      starts a server on a free port of 127.0.0.1 and waits for it; sets PID_NAME, PORT_NAME
#   stop_all        ends the servers that were started
#   memory NAME FIELD   of a server that runs, in KiB: Rss, Private_Dirty, … of smaps_rollup (proc_pid_smaps(5))
#   protocol NAME   what it speaks
#   put_table NAME FILE   puts a file between the marks of that name in BENCH.md
#   circumstances   the machine, the versions and the date, as a line
#
# Names: classcord bare_write bare_batch mosquitto ngircd inspircd. $work is a directory for their files.
# Servers run on the first CPU and the generator on the last one, so that the two do not push each other aside.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
declare -A PID PORT
last_cpu=$(($(nproc) - 1))
on_server_cpu=(taskset -c 0)
on_generator_cpu=(taskset -c "$last_cpu")
generator=("${on_generator_cpu[@]}" "$root/target/release/classcord-bench")

source "$root/.ci/packages.sh"

program=$root/target/bench/classcord
build_tools() { cargo build --quiet --locked --release --package classcord-bench; }
build_program() {
    mkdir -p "$root/target/bench"
    local flags built=$root/target/release/classcord
    if [ "${CLASSCORD_PROFILE:-}" = none ]; then
        read -ra flags < <("$root/cross/static-flags.sh")
        cargo rustc --quiet --locked --release --bin classcord -- "${flags[@]}"
    else
        built=$("$root/cross/build.sh" "$(dpkg --print-architecture)" | tail -1)
    fi
    cp "$built" "$program"
    put_on_disk "$program"
}

take_programs() {
    command -v jq >/dev/null || need jq
    [ -n "${TOOL:-}" ] || build_tools
    if [ -n "${PROGRAM:-}" ]; then
        program=$PROGRAM
        put_on_disk "$program"
    else
        build_program
    fi
    tool=${TOOL:-target/release/classcord-bench}
}

# Pages of a file that has just been written count as dirty for whoever maps them, and the kernel maps the large pieces that it
# was written in, whatever of them is used. So the file is read from the disk, as after a boot and as the other servers' are.
put_on_disk() {
    sync "$1"
    dd if="$1" iflag=nocache count=0 status=none
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        # Nobody listens there.
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

protocol() {
    case $1 in
    classcord) echo classcord ;;
    bare_*) echo lines ;;
    mosquitto) echo mqtt ;;
    ngircd | inspircd) echo irc ;;
    esac
}

start() {
    local name=$1 port dir
    port=$(free_port)
    dir=$work/$name.$port
    mkdir -p "$dir"
    local command
    case $name in
    classcord)
        command=("${CLASSCORD:-$program}" --config "$root/bench/classcord.toml"
            --listen "127.0.0.1:$port" --data-dir "$dir" --log-file "$dir/classcord.log")
        ;;
    bare_write) command=("$root/target/release/bare" write "127.0.0.1:$port") ;;
    bare_batch) command=("$root/target/release/bare" batch "127.0.0.1:$port") ;;
    mosquitto)
        cat >"$dir/conf" <<-END
			listener $port 127.0.0.1
			allow_anonymous true
			persistence false
			user $(id -un)
			log_type none
			max_queued_messages 100000
			max_queued_bytes 0
			set_tcp_nodelay true
		END
        command=(mosquitto -c "$dir/conf")
        ;;
    ngircd)
        cat >"$dir/conf" <<-END
			[Global]
			Name = bench.example.org
			Info = bench
			Ports = $port
			Listen = 127.0.0.1
			MotdPhrase =
			ServerUID = $(id -un)
			ServerGID = $(id -gn)
			[Limits]
			MaxConnections = 0
			MaxConnectionsIP = 0
			MaxJoins = 0
			MaxNickLength = 20
			MaxPenaltyTime = 0
			PingTimeout = 3600
			[Options]
			DNS = no
			Ident = no
			PAM = no
			SyslogFacility = local1
		END
        command=(ngircd -n -f "$dir/conf")
        ;;
    inspircd)
        cat >"$dir/conf" <<-END
			<server name="bench.example.org" description="bench" network="bench">
			<admin name="bench" nick="bench" email="bench@example.org">
			<bind address="127.0.0.1" port="$port" type="clients">
			<power diepass="none" restartpass="none">
			<connect name="all" allow="*" timeout="60" pingfreq="3600" hardsendq="1073741824" softsendq="1073741824"
			    recvq="1048576" localmax="100000" globalmax="100000" resolvehostnames="no" useident="no" limit="100000"
			    threshold="100000000" commandrate="1000000000" fakelag="no" useconnectban="no" maxchans="10">
			<performance nouserdns="yes" somaxconn="4096" softlimit="100000" netbuffersize="65536" quietbursts="yes">
			<security runasuser="" hidesplits="no">
			<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="$dir/log">
			<pid file="$dir/pid">
			<path configdir="$dir" datadir="$dir" logdir="$dir" runtimedir="$dir">
		END
        command=(inspircd --nofork --runasroot --config "$dir/conf")
        ;;
    esac
    "${on_server_cpu[@]}" "${command[@]}" >"$dir/output" 2>&1 &
    PID[$name]=$!
    PORT[$name]=$port
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
        kill -0 "${PID[$name]}" 2>/dev/null || break
        sleep 0.05
    done
    echo "$name did not start:" >&2
    tail -5 "$dir/output" >&2
    return 1
}

memory() { awk -v field="$2:" '$1 == field {print $2}' "/proc/${PID[$1]}/smaps_rollup"; }

put_table() {
    awk -v name="$1" -v file="$2" '
        $0 == "<!-- end of " name " -->" {inside = 0}
        !inside {print}
        $0 == "<!-- " name " -->" {inside = 1; print ""; while ((getline line < file) > 0) print line; print ""}
    ' "$root/BENCH.md" >"$work/bench.md"
    cp "$work/bench.md" "$root/BENCH.md"
}

circumstances() {
    local cpu
    cpu=$(awk -F': ' '/^model name|^Model/ {print $2; exit}' /proc/cpuinfo)
    echo "Measured on $(date -I) at commit $(git -C "$root" rev-parse --short HEAD): $(nproc) x ${cpu:-unknown CPU}," \
        "Linux $(uname -r) $(uname -m), $(rustc --version | cut -d' ' -f1,2), load of the machine before: $(cut -d' ' -f1 /proc/loadavg)."
}

stop() {
    local name=$1
    [ -n "${PID[$name]:-}" ] || return 0
    # At once: what a server does at its end is not measured.
    kill -9 "${PID[$name]}" 2>/dev/null || true
    wait "${PID[$name]}" 2>/dev/null || true
    unset "PID[$name]"
}

stop_all() {
    local name
    for name in "${!PID[@]}"; do stop "$name"; done
    rm -rf "$work"
}
trap stop_all EXIT
