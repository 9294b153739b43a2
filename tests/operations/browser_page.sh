#!/usr/bin/env bash
# The page in a real Chromium against the real server: two windows and clients of lines beside them, a phone, the keyboard alone,
# a kill -9 in between; axe finds nothing in any state, and the console stays empty (web/browser/page.mjs).
#
#   browser_page.sh                 tries all that
#   browser_page.sh DIRECTORY       and then writes the pictures of the documents there (docs/images)
#   browser_page.sh DIRECTORY all   and those of each state in four sizes and both themes, some in English, with its dialogs and menus, to look at
#
# Loopback only. Needs no root if chromium and node are installed; npm fetches what web/package-lock.json pins, once.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

browser_ground

title "the page without a browser: types, lints, format, what is pure"
(cd "$web" && npm run --silent check >"$WORK/check" 2>&1) || fail "$(cat "$WORK/check")"
ok "$(grep -o '^# pass [0-9]*' "$WORK/check" | cut -c3-) tests"

title "the pupil's page"
browser_run page
ok "the pupil's page"

if [ -n "${1:-}" ]; then
    title "pictures"
    need fonts-roboto
    # The drawings have this font; Debian's own choice is wider.
    cat >"$WORK/fonts.conf" <<'END'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <match><test name="family"><string>system-ui</string></test><edit name="family" mode="assign" binding="strong"><string>Roboto</string></edit></match>
  <match><test name="family"><string>sans-serif</string></test><edit name="family" mode="assign" binding="strong"><string>Roboto</string></edit></match>
  <match><test name="family"><string>sans</string></test><edit name="family" mode="assign" binding="strong"><string>Roboto</string></edit></match>
</fontconfig>
END
    export FONTCONFIG_FILE=$WORK/fonts.conf
    PICTURES=$(realpath "$1") node "$web/browser/pictures.mjs" || fail "no pictures"
    ok "pictures in $1"
    if [ "${2:-}" = all ]; then
        for PHONE in "" yes; do
            STATES=$(realpath "$1") PHONE=$PHONE FILES=$web node "$web/browser/states.mjs" || fail "a state is missing, or axe found something"
        done
        ok "each state in $1"
    fi
fi
summary
