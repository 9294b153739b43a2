#!/usr/bin/env bash
# Builds the Debian package of an architecture, in one command: cross/package.sh [arm64|armhf|amd64]
#
# The programs come from cross/build.sh, the manual pages and completions from examples/manual; cargo-deb makes the package
# (installed with cargo if it is missing). The last line of its output is the path of the package. lintian has to have no error against it.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
set_target "${1:-arm64}"
binary=$("$repository/cross/build.sh" "$DEB_ARCH" | tail -1)
need lintian
cargo deb --version >/dev/null 2>&1 || cargo install --locked --quiet cargo-deb >&2

cd "$repository"
version=$(sed -n '0,/^version = "\(.*\)"/s//\1/p' Cargo.toml)
# One changelog for people; Debian's form of it names the version that is packaged. Where Cargo.toml looks for it.
mkdir -p target/cross
{
    echo "classcord ($version-1) unstable; urgency=medium"
    printf '\n  * See CHANGELOG.md.\n\n'
    echo " -- ClassCord maintainers <maintainers@classcord.invalid>  $(LC_ALL=C date -R -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}")"
} >target/cross/changelog
mkdir -p "$CROSS_DIRECTORY/packages"
# docs/man and docs/completions, which git does not keep.
cargo run --locked --quiet --example manual >&2
package=$CROSS_DIRECTORY/packages/classcord_$version-1_$DEB_ARCH.deb
# It is stripped already.
CARGO_TARGET_DIR=$CROSS_DIRECTORY cargo deb --locked --target "$TARGET" --no-build --no-strip --output "$package" >&2
[ -s "$binary" ] && [ -s "$package" ] || fail "there is no package"
lintian --tag-display-limit 0 --fail-on error "$package" >&2 || fail "lintian has errors against $package"
say "$(stat -c %s "$package") bytes"
echo "$package"
