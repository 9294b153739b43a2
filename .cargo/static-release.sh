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
# - No unwind tables for this package's own code: a binary that aborts on a panic unwinds nothing.
# - No symbols, unless CLASSCORD_SYMBOLS is set.
# - Functions in the order of function-order.txt, where the linker is LLVM's: those that a server uses stand together, and
#   the pages of the others (the chat client, the console's menu, the load generator, …) are never read into memory. Names
#   that are not in the binary are passed over; bench/order.sh makes the list anew.
# - A copy of the file, written in small pieces, instead of the linker's: what a linker has just written stands in the page
#   cache in pieces of up to two megabytes, and the kernel maps such a piece whole when a byte of it is used.
set -eu
rustc=$1
shift
here=$(cd "$(dirname "$0")" && pwd)

binary= optimized= compiler=cc foreign= test= instrumented= directory= name= extra=
previous=
for argument; do
    case "$previous $argument" in
    *sancov-module*) instrumented=yes ;;
    "--crate-type bin") binary=yes ;;
    "-C opt-level="[1-9sz]) optimized=yes ;;
    "-C linker="*) compiler=${argument#linker=} foreign=yes ;;
    "-C extra-filename="*) extra=${argument#extra-filename=} ;;
    "--crate-name "*) name=$argument ;;
    "--out-dir "*) directory=$argument ;;
    "--target "*) foreign=yes ;;
    esac
    [ "$argument" = --test ] && test=yes
    previous=$argument
done

if [ -z "$binary" ] || [ -z "$optimized" ] || [ -n "$test$instrumented" ]; then
    exec "$rustc" "$@"
fi

set -- "$@" -C force-unwind-tables=no
[ -n "${CLASSCORD_SYMBOLS:-}" ] || set -- "$@" -C strip=symbols
if [ -e "$("$compiler" -print-file-name=libc.a 2>/dev/null)" ]; then
    set -- "$@" -C target-feature=+crt-static
fi
if [ -z "$foreign" ]; then
    order="-C link-arg=-Wl,--symbol-ordering-file=$here/function-order.txt -C link-arg=-Wl,--no-warn-symbol-ordering"
    probe=$(mktemp -d)
    # Only LLVM's linker knows these options.
    if echo 'fn main() {}' | (cd "$probe" && "$rustc" $order -o probe -) >/dev/null 2>&1; then
        set -- "$@" $order
    fi
    rm -rf "$probe"
fi
"$rustc" "$@"

built=$directory/$name$extra
if [ -n "$directory" ] && [ -f "$built" ]; then
    dd if="$built" of="$built.copy" bs=16k status=none
    chmod 755 "$built.copy"
    mv "$built.copy" "$built"
fi
