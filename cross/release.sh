#!/usr/bin/env bash
# What is given to people, in one directory: for each architecture a Debian package, an archive to unpack and start without
# installing anything, which is the source with the programs, their manual pages and completions, and the profile that the
# programs were compiled by (cross/profile.sh); and the checksums of all of it.
#
#   cross/release.sh                 for arm64 and amd64
#   cross/release.sh arm64           for one of them, or armhf
#
# The files are those of the last commit: changes that are not committed are refused. Two runs of one commit with the same
# tools and profiles give the same archives. The last line of its output is the directory.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
cd "$repository"
[ $# -gt 0 ] || set -- arm64 amd64
for arch; do
    case "$arch" in
    arm64 | amd64 | armhf) ;;
    *)
        echo "$0: no such architecture: $arch; arm64, amd64 or armhf" >&2
        exit 2
        ;;
    esac
done
# A file that git does not know goes into nothing, but for those that the compiler finds by itself.
changes=$(git status --porcelain --untracked-files=no && git ls-files --others --exclude-standard -- .cargo build.rs src bench examples)
[ -z "$changes" ] || fail "there are changes that are not committed: ${changes//$'\n'/, }"

version=$(sed -n '0,/^version = "\(.*\)"/s//\1/p' Cargo.toml)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
release=$CROSS_DIRECTORY/releases/classcord-$version
rm -rf "$release"
mkdir -p "$release"

step=0
steps=$(($# * 2 + 1))
progress() {
    step=$((step + 1))
    say "[$step/$steps, $((SECONDS / 60)) min $((SECONDS % 60)) s] $*"
}
for arch; do
    progress "$arch: the programs and their package"
    package=$(cross/package.sh "$arch" | tail -1)
    cp "$package" "$release/"

    progress "$arch: the archive"
    set_target "$arch"
    name=classcord-$version-linux-$arch
    unpacked=$(mktemp -d)
    trap 'rm -rf "$unpacked"' EXIT
    git archive --prefix="$name/" HEAD | tar -x -C "$unpacked"
    install -m 755 -t "$unpacked/$name" "$CROSS_DIRECTORY/$TARGET/release/"{classcord,classcord-bench}
    # Which cross/package.sh has just made.
    cp -r docs/man docs/completions "$unpacked/$name/docs/"
    tar -c -C "$unpacked" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go-w "$name" |
        gzip -9n >"$release/$name.tar.gz"
    rm -rf "$unpacked"
    if [ -z "${CLASSCORD_PROFILE:-}" ]; then
        cp "$CROSS_DIRECTORY/profile/$TARGET/"*.profdata "$release/$name.profdata"
    fi
done
progress "checksums"
(cd "$release" && sha256sum -- * >SHA256SUMS && sha256sum --check --quiet SHA256SUMS)
(cd "$release" && stat -c '%s bytes  %n' -- *) >&2
echo "$release"
