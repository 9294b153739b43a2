# Functions in the order of a list of names, which hold for every compiler and directory.
#
#   awk -f THIS -v list=LIST <NM   prints the symbols of nm's output that the list names, in the list's order
#   awk -f THIS -v names=yes <SYMBOLS   prints what such a list has, for symbols one a line

# A symbol without its hashes: the one at the end of an old name, the crates' ones in a new name, with the positions in the
# symbol that depend on the hashes' lengths.
function stable(symbol) {
    if (symbol ~ /^_ZN/) sub(/17h[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]E/, "E", symbol)
    else if (symbol ~ /^_R/) {
        gsub(/Cs[0-9A-Za-z]*_/, "C_", symbol)
        gsub(/B[0-9A-Za-z]*_/, "B_", symbol)
    }
    return symbol
}
names {
    name = stable($1)
    if (!seen[name]++) print name
    next
}
$(NF - 1) ~ /^[tTwW]$/ {
    name = stable($NF)
    symbols[name] = symbols[name] $NF "\n"
}
END {
    if (names) exit
    while ((getline name <list) > 0) printf "%s", name in symbols ? symbols[name] : name "\n"
}
