#!/usr/bin/env bash
# Boots an image of build.sh in QEMU and uses it as a class does, cuts its power in mid-load, boots it again, and looks
# for every message that was acknowledged: pi-image/test-boot.sh IMAGE
#
# The image itself is not changed: a copy is, enlarged as a bigger card would be. As root, to install what is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ -r "${1:-}" ] || { echo "usage: $0 IMAGE" >&2; exit 2; }
source "$here/../.ci/packages.sh"
need qemu-system-arm mtools fdisk e2fsprogs python3
exec python3 "$here/boot.py" "$1"
