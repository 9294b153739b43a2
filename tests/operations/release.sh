#!/usr/bin/env bash
# What cross/release.sh gives to people: the checksums hold and find a changed byte, the archive is whole with what its documents
# link to, and somebody without rights starts the server out of it and chats.
#
#   release.sh [DIRECTORY]     without one it is made with cross/release.sh, for this machine's architecture
#
# Everything happens in a network namespace of its own. Run as root; installs what it needs by name.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need python3 iproute2 util-linux
    release=${1:-$("$repository/cross/release.sh" "$(dpkg --print-architecture)" | tail -1)}
    [ -d "$release" ] || fail "there is no release $release"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    enter_namespaces "$(realpath "$release")"
fi
release=$1
work=$WORK
ip link set lo up

title "$(basename "$release")"
cd "$release"
sha256sum --check --strict --quiet SHA256SUMS || fail "the checksums do not hold"
diff <(cut -d' ' -f3 SHA256SUMS | sort) <(find . -type f ! -name SHA256SUMS -printf '%f\n' | sort) || fail "files without a checksum"
ok "$(wc -l <SHA256SUMS) files, each with its checksum"
cp -r . "$work/changed"
archive=$(find . -name '*.tar.gz' | sort | head -1)
printf x | dd of="$work/changed/$archive" bs=1 seek=100000 conv=notrunc status=none
(cd "$work/changed" && sha256sum --check --quiet SHA256SUMS >/dev/null 2>&1) && fail "a changed byte is not found"
ok "a changed byte is found"
for package in *.deb; do
    arch=$(dpkg-deb --field "$package" Architecture)
    name=$(basename "$(find . -name "*-linux-$arch.tar.gz")" .tar.gz)
    [ -n "$name" ] || fail "$arch has no archive"
    tar -xzf "$name.tar.gz" -C "$work" || fail "$name.tar.gz cannot be unpacked"
    mkdir "$work/$arch"
    dpkg-deb --extract "$package" "$work/$arch"
    for program in classcord classcord-bench; do
        cmp "$work/$name/$program" "$work/$arch/usr/bin/$program" || fail "$arch: the archive has another $program than the package"
        ok "$arch: archive and package have the same $program, $(stat -c %s "$work/$name/$program") bytes"
        cmp "$work/$name/docs/man/$program.1" <(zcat "$work/$arch/usr/share/man/man1/$program.1.gz") || fail "$arch: another page of $program than in the package"
        cmp "$work/$name/docs/completions/$program.bash" "$work/$arch/usr/share/bash-completion/completions/$program" || fail "$arch: another completion of $program"
    done
    ok "$arch: manual pages and completions are in both"
    lost=$("$here/links.py" "$work/$name") || fail "$name: the documents have no links"
    [ -z "$lost" ] || fail "$name: links that lead nowhere: $lost"
    ok "$arch: what the archive's documents link to is there"
done

title "Out of the archive"
name=$(basename "$(find "$work" -maxdepth 1 -name "classcord-*-linux-$(dpkg --print-architecture)")")
[ -n "$name" ] || fail "there is no archive for this machine"
chmod 755 "$work"
chown -R nobody "$work/$name"
cd "$work/$name"
setpriv --reuid nobody --clear-groups --no-new-privs env -i PATH=/usr/bin:/bin ./start_server.sh 12345 >"$work/said" 2>"$work/log" &
server=$!
wait_for 20 grep -q 'ready ' "$work/log" || fail "it does not start: $(cat "$work/said" "$work/log")"
grep -q 'port 12345' "$work/said" || fail "it does not say where to connect: $(cat "$work/said")"
[ "$(stat -c %U data/classcord.redb)" = nobody ] || fail "the database is $(stat -c %U data/classcord.redb)'s"
client 127.0.0.10 register alice secret-42 || fail "no chat: $(cat "$work/log")"
client 127.0.0.11 register bob secret-42 || fail "no chat: $(cat "$work/log")"
client 127.0.0.10 chat alice secret-42 127.0.0.11 bob 1 || fail "no chat: $(cat "$work/log")"
kill "$server"
wait "$server" || fail "it ended with $?: $(cat "$work/log")"
ok "user nobody starts ./start_server.sh, people chat, and it stops in order"

summary
