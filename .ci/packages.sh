# Packages of Debian by name, for the scripts that need some. Sourced, not run.

# A list that is just being replaced on a mirror is no reason to stop: the old one may do.
update_lists() {
    apt-get -o DPkg::Lock::Timeout=600 update -q >/dev/null ||
        echo "some lists of packages could not be brought up to date" >&2
}

# need PACKAGE...: installs what is missing, if this is root; else says what to type, and ends the script.
need() {
    local package missing=()
    for package; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        echo "$0: packages are missing: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    echo "installing ${missing[*]}" >&2
    update_lists
    # A package's services are not for this machine.
    local policy=/usr/sbin/policy-rc.d made='' status=0
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        made=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends \
        "${missing[@]}" >/dev/null || status=$?
    if [ -n "$made" ]; then rm -f "$policy"; fi
    return "$status"
}
