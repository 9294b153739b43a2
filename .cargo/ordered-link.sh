#!/bin/sh
# Called by rustc in place of the linker (static-release.sh asks for it), as: SCRIPT ARGUMENTS. CLASSCORD_LINKER is the real one.
#
# Hands LLVM's linker the functions of function-order.txt in their order. The list has names without what depends on the
# compiler and on the directory; here they become those of the objects to be linked. A name without an object, which is the
# C library's or gone, is passed over by the linker. Where the names cannot be made, it says so and links without an order.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for argument; do
    case $argument in
    *.o) "${CLASSCORD_NM:-nm}" "$argument" || echo "$0: functions are not ordered: nm failed on $argument" >&2 ;;
    esac
done >"$work/symbols"
awk -f "$here/symbol-name.awk" -v list="$here/function-order.txt" <"$work/symbols" >"$work/order" || {
    echo "$0: functions are not ordered: awk failed" >&2
    : >"$work/order"
}
"$CLASSCORD_LINKER" "$@" "-Wl,--symbol-ordering-file=$work/order" -Wl,--no-warn-symbol-ordering
