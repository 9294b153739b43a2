#!/bin/sh
# Called by cargo in place of rustc for this package's own crates (build.rustc-workspace-wrapper), as: SCRIPT RUSTC ARGUMENTS.
#
# Links the optimized binary so that it takes little memory, and passes everything else on as it is. Cargo cannot ask for
# this in a profile, and asking for it everywhere (RUSTFLAGS) would break procedural macros, which are shared libraries.
#
# - Static linking with glibc: a static binary maps no shared library, which saves more than a megabyte of resident memory,
#   and it runs on any Linux of its architecture. Where the C library for static linking (libc.a, in Debian's libc6-dev) is
#   missing, the binary is linked as usual.
# - What a fuzzer is built of is passed on as it is.
# - No symbols, unless CLASSCORD_SYMBOLS is set.
# - Names of functions that say their types and do not depend on the directory, for the order.
# - Where the linker is LLVM's (Rust's own on x86-64, or Debian's lld): functions in the order of function-order.txt, so that
#   those that a server uses stand together, and the pages of the others (the chat client, the console's menu, the load
#   generator, …) are never read into memory; equal functions once; relocations packed; no unwind tables.
# - A copy of the file, written in small pieces, instead of the linker's: what a linker has just written stands in the page
#   cache in pieces of up to two megabytes, and the kernel maps such a piece whole when a byte of it is used.
set -eu
rustc=$1
shift
here=$(cd "$(dirname "$0")" && pwd)

binary= aborts= compiler=cc static= target= test= instrumented= directory= name= extra=
previous=
for argument; do
    case "$previous $argument" in
    *sancov-module*) instrumented=yes ;;
    "--crate-type bin") binary=yes ;;
    "-C panic=abort") aborts=yes ;;
    "-C linker="*) compiler=${argument#linker=} ;;
    *" -Clinker="*) compiler=${argument#-Clinker=} ;;
    "-C extra-filename="*) extra=${argument#extra-filename=} ;;
    "--crate-name "*) name=$argument ;;
    "--out-dir "*) directory=$argument ;;
    "--target "*) target=$argument ;;
    esac
    [ "$argument" = --test ] && test=yes
    previous=$argument
done

# The release profile, and not its tests or build scripts.
if [ -z "$aborts" ] || [ -n "$test" ] || [ -n "$instrumented" ]; then
    exec "$rustc" "$@"
fi

# Cargo's value contains the directory. That of the compiler and of the crate's name are in the hashes in any case.
for argument; do
    shift
    case $argument in
    metadata=*) argument=metadata=classcord ;;
    esac
    set -- "$@" "$argument"
done
set -- "$@" -C symbol-mangling-version=v0 -C force-unwind-tables=no
if [ -z "$binary" ]; then
    exec "$rustc" "$@"
fi

[ -n "${CLASSCORD_SYMBOLS:-}" ] || set -- "$@" -C strip=symbols
if [ -e "$("$compiler" -print-file-name=libc.a 2>/dev/null)" ]; then
    static="-C target-feature=+crt-static"
fi

export CLASSCORD_LINKER="$compiler"
export CLASSCORD_NM="${compiler%gcc}nm"
command -v "$CLASSCORD_NM" >/dev/null || CLASSCORD_NM="nm"
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT

# What the user (RUSTFLAGS) or cargo wants of the linker, for the probe; one argument a line, as rustc reads it from a file.
for argument; do
    case "$previous $argument" in
    "-C link"* | "-C relocation-model="* | "-C target-feature="*) printf -- '-C\n%s\n' "$argument" ;;
    *" -Clink"* | *" -Crelocation-model="* | *" -Ctarget-feature="*) printf '%s\n' "$argument" ;;
    esac
    previous=$argument
done >"$probe/flags"

# Whether a small program can be linked with these arguments of rustc and, where it is for this machine, runs.
# shellcheck disable=SC2086 # two words
works() {
    rm -f "$probe/probe"
    echo 'fn main() { println!("{:?}", std::env::args()) }' |
        "$rustc" ${target:+--target "$target"} "@$probe/flags" -C panic=abort $static "$@" --out-dir "$probe" --crate-name probe - \
            >/dev/null 2>&1 && { [ -n "$target" ] || "$probe/probe" >/dev/null 2>&1; }
}

small="-Wl,--icf=all -Wl,--no-eh-frame-hdr"
# A C library that is older than these packed relocations (glibc before 2.36) crashes at its start. So they are only for a
# static binary, which brings its C library along, and only where a program that has them was seen to run.
packed=
if [ -z "$target" ] && [ -n "$static" ]; then
    packed=-Wl,--pack-dyn-relocs=relr
fi
# Only LLVM's linker knows these options.
for options in "$packed" "$packed -fuse-ld=lld" "" -fuse-ld=lld; do
    if works -C "linker=$here/ordered-link.sh" -C "link-args=$options $small" \
        -C "link-arg=-Wl,-T,$here/discard-unwind-tables.ld"; then
        # What ordered-link.sh has to say is shown.
        set -- "$@" -C "linker=$here/ordered-link.sh" -C "link-args=$options $small" \
            -C "link-arg=-Wl,-T,$here/discard-unwind-tables.ld" -W linker-messages
        break
    fi
done
# shellcheck disable=SC2086 # two words
"$rustc" "$@" $static

built=$directory/$name$extra
if [ -n "$directory" ] && [ -f "$built" ]; then
    dd if="$built" of="$built.copy" bs=16k status=none
    chmod 755 "$built.copy"
    mv "$built.copy" "$built"
fi
