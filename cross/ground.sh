# What the scripts of this directory share: packages by name, a Rust for the target, and what kind of file a binary is.
# Sourced, not run.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Beside other builds: two compilers that take turns in one directory would build everything anew each time.
CROSS_DIRECTORY=${CARGO_TARGET_DIR:-$repository/target}/cross
HOST_ARCH=$(dpkg --print-architecture)

say() { printf '%s\n' "-- $*" >&2; }
fail() {
    printf '%s\n' "$0: $*" >&2
    exit 1
}

source "$repository/.ci/packages.sh"

# set_target arm64|armhf|amd64: Debian's, Rust's and GNU's name of the architecture.
set_target() {
    DEB_ARCH=$1
    case "$1" in
    arm64) TARGET=aarch64-unknown-linux-gnu GNU=aarch64-linux-gnu ;;
    armhf) TARGET=armv7-unknown-linux-gnueabihf GNU=arm-linux-gnueabihf ;;
    amd64) TARGET=x86_64-unknown-linux-gnu GNU=x86-64-linux-gnu ;;
    esac
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

# What kind of file it is, in a line.
file_line() {
    printf '%s: %s, %s' "$(basename "$1")" \
        "$(readelf -h "$1" | sed -n 's/^ *Machine: *//p')" \
        "$(if readelf -d "$1" 2>/dev/null | grep -q NEEDED; then echo "linked dynamically"; else echo "linked statically"; fi)"
}
