#!/bin/sh
# Called by cargo in place of rustc for this package's own crates (build.rustc-workspace-wrapper), as: SCRIPT RUSTC ARGUMENTS.
#
# Adds static linking with glibc to the optimized binary, and passes everything else on as it is. A static binary maps
# no shared library: that saves more than a megabyte of resident memory, of the four that the server may have at rest,
# and it runs on any Linux of its architecture. Cargo cannot ask for it in a profile, and asking for it everywhere
# (RUSTFLAGS) would break procedural macros, which are shared libraries.
#
# Unwind tables are left out of this package's own code: a binary that aborts on a panic unwinds nothing.
#
# Where the C library for static linking (libc.a, in Debian's libc6-dev) is missing, the binary is linked as usual.
set -eu
rustc=$1
shift

binary= optimized= compiler=cc test=
previous=
for argument; do
    case "$previous $argument" in
    "--crate-type bin") binary=yes ;;
    "-C opt-level="[1-9sz]) optimized=yes ;;
    "-C linker="*) compiler=${argument#linker=} ;;
    esac
    [ "$argument" = --test ] && test=yes
    previous=$argument
done

if [ -n "$binary" ] && [ -n "$optimized" ] && [ -z "$test" ] &&
    [ -e "$("$compiler" -print-file-name=libc.a 2>/dev/null)" ]; then
    set -- "$@" -C target-feature=+crt-static -C force-unwind-tables=no
fi
exec "$rustc" "$@"
