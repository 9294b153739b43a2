#!/bin/sh
# Prints rustc's flags for a program that is linked statically, as it is shipped:
#
#   cargo rustc --release --bin classcord -- $(cross/static-flags.sh)
#
# A program that may lie anywhere in memory begins with adding its place to each address in its tables. The list of them is
# packed (DT_RELR), an eightieth of what a start has to read otherwise, where the C library can unpack it: glibc from 2.36 on.
set -eu
flags='-C target-feature=+crt-static'
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc //p')
if [ -n "$libc" ] && [ "$(printf '%s\n' 2.36 "$libc" | sort -V | head -1)" = 2.36 ]; then
    flags="$flags -C link-arg=-Wl,-z,pack-relative-relocs"
fi
echo "$flags"
