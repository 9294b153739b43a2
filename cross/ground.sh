# What the scripts of this directory share: packages by name, a Rust for the target, and what kind of file a binary is.
# Sourced, not run.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Beside other builds: two compilers that take turns in one directory would build everything anew each time.
CROSS_DIRECTORY=$(cd "$repository" && realpath -m "${CARGO_TARGET_DIR:-target}")/cross
HOST_ARCH=$(dpkg --print-architecture)

say() { printf '%s\n' "-- $*" >&2; }
fail() {
    printf '%s\n' "$0: $*" >&2
    exit 1
}

source "$repository/.ci/packages.sh"

# set_target arm64|armhf|amd64: Debian's, Rust's and GNU's name of the architecture, and how its programs run here.
set_target() {
    local processor
    case "$1" in
    arm64 | aarch64) DEB_ARCH=arm64 TARGET=aarch64-unknown-linux-gnu GNU=aarch64-linux-gnu processor=aarch64 ;;
    armhf | armv7) DEB_ARCH=armhf TARGET=armv7-unknown-linux-gnueabihf GNU=arm-linux-gnueabihf processor=arm ;;
    amd64 | x86_64) DEB_ARCH=amd64 TARGET=x86_64-unknown-linux-gnu GNU=x86-64-linux-gnu processor=x86_64 ;;
    *)
        echo "$0: no such architecture: $1; arm64, armhf or amd64" >&2
        exit 2
        ;;
    esac
    EMULATOR=()
    [ "$DEB_ARCH" = "$HOST_ARCH" ] || EMULATOR=("qemu-$processor-static")
}

rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$repository/Cargo.toml")
new_enough() { [ -n "$1" ] && [ "$(printf '%s\n' "$rust_wanted" "$1" | sort -V | head -1)" = "$rust_wanted" ]; }

# can_build DIRECTORY: whether the Rust there is new enough and has the target's standard library.
can_build() {
    [ -x "$1/cargo" ] && [ -x "$1/rustc" ] || return 1
    new_enough "$("$1/rustc" --version 2>/dev/null | cut -d' ' -f2)" || return 1
    [ -d "$("$1/rustc" --print sysroot)/lib/rustlib/$TARGET/lib" ]
}

candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | head -1; }

# Sets RUST_DIRECTORY: where a cargo and a rustc are that can build for the target.
find_rust() {
    local in_path
    in_path=$(dirname "$(command -v rustc || echo /nonexistent/rustc)")
    for RUST_DIRECTORY in "$in_path" /usr/bin /usr/lib/rust-1.*/bin; do
        if (cd "$repository" && can_build "$RUST_DIRECTORY"); then return; fi
    done
    # Ubuntu keeps other architectures on another mirror, where an update would look in vain.
    if [ "$DEB_ARCH" != "$HOST_ARCH" ] && grep -qE '^ID(_LIKE)?=.*\bubuntu\b' /etc/os-release; then
        no_rust "Ubuntu's packages have no standard library of Rust for $DEB_ARCH on this machine"
    fi
    if [ "$DEB_ARCH" != "$HOST_ARCH" ] && ! dpkg --print-foreign-architectures | grep -qx "$DEB_ARCH"; then
        [ "$(id -u)" -eq 0 ] || fail "type: sudo dpkg --add-architecture $DEB_ARCH && sudo apt-get update"
        dpkg --add-architecture "$DEB_ARCH"
    fi
    if [ "$(id -u)" -eq 0 ]; then update_lists; fi
    # Debian's own names: -web is the newer Rust that the stable releases have for their browsers.
    local suffix version library tried=()
    for suffix in -web ""; do
        library=libstd-rust$suffix-dev
        [ "$DEB_ARCH" = "$HOST_ARCH" ] || library=$library:$DEB_ARCH
        version=$(candidate "rustc$suffix")
        tried+=("rustc$suffix ${version:-(none)}, $library $(candidate "$library")")
        # Compiler and standard library have to be of one version.
        if new_enough "${version%%[+~-]*}" && [ "$(candidate "$library")" = "$version" ]; then
            need "rustc$suffix" "cargo$suffix" "$library"
            RUST_DIRECTORY=/usr/bin
            can_build /usr/bin && return
        fi
    done
    no_rust "no Rust $rust_wanted or newer for $DEB_ARCH is to be had from this distribution" "${tried[@]}"
}

# no_rust WORDS [DETAIL...]: ends the script, and says what to do.
no_rust() {
    {
        echo "$0: $1"
        shift
        [ $# -eq 0 ] || printf '    %s\n' "$@"
        echo "With a Rust $rust_wanted or newer from rustup in PATH: rustup target add $TARGET; then run this again."
    } >&2
    exit 3
}

# Installs what compiles for the target, by name, and sets RUST_DIRECTORY.
find_compilers() {
    need binutils gcc libc6-dev
    if [ "$DEB_ARCH" != "$HOST_ARCH" ]; then
        need "gcc-$GNU" "libc6-dev-$DEB_ARCH-cross"
    fi
    find_rust
}

# compile PROGRAM PROFILE DIRECTORY FLAG…: links it statically; the flags are for all of its crates.
compile() {
    local program=$1 profile=$2 directory=$3 linked=(-C target-feature=+crt-static)
    shift 3
    # It asks the C library of this machine.
    if [ "$DEB_ARCH" = "$HOST_ARCH" ]; then read -ra linked < <("$repository/cross/static-flags.sh"); fi
    (
        cd "$repository"
        if [ $# -gt 0 ]; then
            # Flags of the caller's come first, and a path may have blanks in it.
            read -ra given <<<"${RUSTFLAGS:-}"
            set -- "${given[@]}" "$@"
            IFS=$'\x1f'
            export CARGO_ENCODED_RUSTFLAGS="$*"
        fi
        PATH=$RUST_DIRECTORY:/usr/sbin:/usr/bin:/sbin:/bin \
            cargo rustc --locked --profile "$profile" --package "${program/%classcord/classcord-server}" --bin "$program" \
            --target "$TARGET" --target-dir "$directory" -- "${linked[@]}" >&2
    )
}

# What kind of file it is, in a line.
file_line() {
    printf '%s: %s, %s' "$(basename "$1")" \
        "$(readelf -h "$1" | sed -n 's/^ *Machine: *//p')" \
        "$(if readelf -d "$1" 2>/dev/null | grep -q NEEDED; then echo "linked dynamically"; else echo "linked statically"; fi)"
}
