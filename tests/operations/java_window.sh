#!/usr/bin/env bash
# The Java client's window of docs/doc_connexion.md, clicked and typed in like a person does, against the real server: an account
# is made, bob is heard, what is typed arrives at bob.
#
#   java_window.sh              looks whether all that works
#   java_window.sh DIRECTORY    and writes the pictures java-connexion.png and java-conversation.png there (docs/images)
#
# On a screen that nobody sees, in a network namespace where the machine is 192.168.1.20. Takes a quarter of a minute. Run as
# root; installs what it needs by name. CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

if [ -z "${INSIDE:-}" ]; then
    must_be_root
    need xvfb openbox xdotool imagemagick iproute2 python3 fonts-dejavu-core
    # A JDK with windows: CI's own is without.
    ls /usr/lib/jvm/*/lib/libawt_xawt.so >/dev/null 2>&1 || need default-jdk
    find_classcord
    pictures=${1:+$(realpath "$1")}
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    PICTURES=$pictures enter_namespaces
fi

# Inside. When this shell ends, everything that it started ends with its process namespace.
ip link set lo up
ip address add 192.168.1.20/24 dev lo
export LC_ALL=C.UTF-8 PYTHONUTF8=1
java=$(dirname "$(dirname "$(ls /usr/lib/jvm/*/lib/libawt_xawt.so | head -1)")")/bin
cd "$repository"

title "The server, and bob"
"$CLASSCORD" serve --config classcord.toml --data-dir "$WORK/data" >"$WORK/server" 2>&1 &
wait_for 10 grep -q ready "$WORK/server" || fail "$(cat "$WORK/server")"
coproc bob { python3 docs/clients/client.py 192.168.1.20 12345 bob >"$WORK/bob" 2>&1; }
says() { echo "$1" >&"${bob[1]}"; }
hears() { wait_for 10 grep -qF -- "$1" "$WORK/bob" || fail "bob does not read $1: $(cat "$WORK/bob")"; }
hears 'Bienvenue bob'
ok "bob is there"

title "A screen"
mkfifo "$WORK/display"
Xvfb -displayfd 3 -screen 0 800x600x24 3>"$WORK/display" 2>"$WORK/xvfb" &
read -r number <"$WORK/display" || fail "$(cat "$WORK/xvfb")"
export DISPLAY=:$number JDK_JAVA_OPTIONS=-Dawt.useSystemAAFontSettings=on
openbox >/dev/null 2>&1 &
"$java/javac" -encoding UTF-8 -d "$WORK/classes" docs/clients/java/*.java
"$java/java" -cp "$WORK/classes" ClientSwing 192.168.1.20 12345 >"$WORK/java" 2>&1 &
window() { xdotool search --onlyvisible --name '^ClassCord' | head -1; }
is_shown() { [ -n "$(window)" ]; }
wait_for 30 is_shown || fail "no window: $(cat "$WORK/java")"
# A window is there before it is drawn.
is_still() {
    local before
    before=$(import -window root rgb:- | md5sum)
    sleep 0.5
    [ "$(import -window root rgb:- | md5sum)" = "$before" ]
}
picture() {
    wait_for 20 is_still || fail "the window does not come to rest"
    [ -n "$PICTURES" ] || return 0
    # With its frame, which openbox draws, and without what is around it.
    import -window root png:- | convert - -trim +repage -bordercolor '#888888' -border 1 -colors 64 -strip "$PICTURES/$1"
    echo "  $PICTURES/$1: $(stat -c %s "$PICTURES/$1") bytes"
}
# click X Y: in hundredths of the window.
click() {
    eval "$(xdotool getwindowgeometry --shell "$(window)")"
    xdotool mousemove --window "$WINDOW" $((WIDTH * $1 / 100)) $((HEIGHT * $2 / 100)) click 1
    sleep 0.3
}
types() { xdotool type --delay 40 -- "$1"; }

title "The login"
wait_for 20 is_still
click 75 51
types alice
click 75 69
types secret-42
picture java-connexion.png
click 53 89
wait_for 20 grep -q '"register_ok".*alice' "$WORK/data/audit.log" || fail "no account was made: $(cat "$WORK/data/audit.log")"
ok "alice has made an account"
hears '-- alice : online'

title "The conversation"
# The welcome comes first.
sleep 2
says 'salut à tous, ça marche ?'
sleep 1
types "oui, même depuis Java"
xdotool key Return
hears '<alice> oui, même depuis Java'
says '/msg alice tu viens au TP ?'
wait_for 20 is_still
picture java-conversation.png
ok "bob reads what was typed in the window"

summary
