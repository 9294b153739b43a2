#!/usr/bin/env bash
# build.sh's second path, with an image of the first as its base, booted: pi-image/test-second-path.sh IMAGE DEB
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ ! -r "${1:-}" ] || [ ! -r "${2:-}" ]; then
    echo "usage: $0 IMAGE DEB" >&2
    exit 2
fi
work=$(mktemp -d /var/tmp/pi-second.XXXXXX)
trap 'rm -rf "$work"' EXIT
printf 'mot de passe\n' >"$work/wifi"
"$here/build.sh" --base-image "$1" --deb "$2" --output "$work/second.img" --hostname salle12 \
    --wifi-ssid "BTS SIO" --wifi-password-file "$work/wifi" --size 256
"$here/test-boot.sh" "$work/second.img"
