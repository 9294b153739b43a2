#!/usr/bin/env bash
# The manual pages in the formatters that Linux and the BSDs have, and the completions in the shells themselves: bash, zsh and
# fish complete what is typed.
#
# Run as root on a fresh machine, or with its packages installed.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"
need man-db groff-base mandoc bash zsh fish python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$repository"
cargo run --locked --quiet --example manual >/dev/null

title "Manual pages"
for page in docs/man/classcord.1 docs/man/classcord-bench.1 docs/man/classcord.toml.5; do
    name=$(basename "$page")
    said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l "$page" 2>&1 >"$work/$name") || fail "man: $said"
    [ -z "$said" ] || fail "man warns: $said"
    for heading in NAME DESCRIPTION "SEE ALSO"; do
        grep -qx "$heading" "$work/$name" || fail "$name has no $heading"
    done
    # The page has no date on purpose: it would be another one each day.
    said=$(mandoc -T lint -W warning "$page" | grep -v 'missing date' || true)
    [ -z "$said" ] || fail "mandoc: $said"
    LC_ALL=C.UTF-8 lexgrog "$page" >/dev/null || fail "apropos would not find $name"
    ok "$name: $(wc -l <"$work/$name") lines, no warning from groff or mandoc"
done
grep -q '"#général"' "$work/classcord.toml.5" || fail "accents are lost"
ok "accents are there"

title "bash"
# bash_completes WORD...: what is offered for the last word.
bash_completes() {
    bash --norc -c '
        source "docs/completions/$1.bash"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
        function=$(complete -p "$1" | grep -oP -- "-F \K\S+") || exit 1
        "$function" "$1" "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
        echo "${COMPREPLY[*]}"' bash "$@"
}
# completes SHELL WORDS OFFERED: among other things.
completes() {
    local shell=$1 offered
    offered=$("${shell}_completes" $2) || fail "$shell cannot complete: $2"
    grep -qw -- "$3" <<<"$offered" || fail "$shell offers \"$offered\" for: $2"
    ok "$2<Tab> → $3"
}
completes bash "classcord us" user
completes bash "classcord admin sh" shutdown
completes bash "classcord serve --dat" --data-dir
completes bash "classcord admin channel dev re" read-only
completes bash "classcord-bench fan" fanout

title "fish"
fish_completes() { HOME=$work fish --no-config -c 'source docs/completions/'"$1"'.fish; complete -C "'"$*"'"'; }
completes fish "classcord us" user
completes fish "classcord admin sh" shutdown
completes fish "classcord serve --dat" --data-dir
completes fish "classcord chat --fing" --fingerprint
completes fish "classcord-bench fan" fanout

title "zsh"
# zsh completes in a terminal only.
cat >"$work/zsh.py" <<'PYTHON'
import os, pty, re, select, sys, time
directory, typed = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(HOME=directory, ZDOTDIR=directory, TERM="dumb", LC_ALL="C.UTF-8")
    os.execvp("zsh", ["zsh", "-f", "-i"])
seen = ""
def wait_for(pattern, what):
    global seen
    end = time.monotonic() + 30
    while not re.search(pattern, seen):
        if time.monotonic() > end or not select.select([terminal], [], [], 30)[0]:
            sys.exit(f"zsh: no {what}: {seen!r}")
        seen += os.read(terminal, 4096).decode(errors="replace")
def send(text):
    global seen
    seen = ""
    os.write(terminal, text.encode())
wait_for(r"[%#] ", "prompt")
send("PS1='re''ady> '; fpath=($PWD/docs/completions $fpath); autoload -U compinit; compinit -u -d $ZDOTDIR/dump; print lo''aded\n")
wait_for(r"loaded\r?\n[^\n]*ready> ", "compinit")
send(typed + "\t")
# The only continuation is put behind what was typed, with a space, or with "=" where a value is due.
wait_for(re.escape(typed) + r".*\S[ =]", "completion")
print(seen)
os.close(terminal)
os.waitpid(pid, 0)
PYTHON
zsh_completes() { python3 "$work/zsh.py" "$work" "$*"; }
completes zsh "classcord us" user
completes zsh "classcord admin sh" shutdown
completes zsh "classcord serve --dat" --data-dir
completes zsh "classcord admin channel dev re" read-only
completes zsh "classcord-bench fan" fanout

summary
