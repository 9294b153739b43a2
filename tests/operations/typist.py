#!/usr/bin/env python3
"""Somebody at a terminal: runs a command in one, waits for words on it, and leaves with Ctrl-D (or q, where that is a menu's key).

typist.py COMMAND WORDS [PROMPT ANSWER]

Where the prompt is shown, the answer is typed. Prints what was shown. Ends with 0 if the words came within 60 s and the
command then ended, else with 1. Needs Python 3.11.
"""

import os
import pty
import select
import signal
import sys
import termios
import time


def main():
    command, words, *asking = sys.argv[1:]
    child, terminal = pty.fork()
    if child == 0:
        termios.tcsetwinsize(0, (24, 80))
        os.environ["TERM"] = "xterm"
        os.execvp("bash", ["bash", "-c", command])
    until = time.monotonic() + 60
    shown = b""
    keys = [b"\x04", b"q", b"\x03"]
    asked = time.monotonic()
    ended = False
    while not ended and time.monotonic() < until:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                pass
        if asking and asking[0].encode() in shown:
            os.write(terminal, asking[1].encode() + b"\n")
            asking = []
        if words.encode() in shown and keys and time.monotonic() > asked:
            os.write(terminal, keys.pop(0))
            asked = time.monotonic() + 2
        ended = os.waitpid(child, os.WNOHANG)[0] == child
    sys.stdout.write(shown.decode(errors="replace"))
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return 0 if ended and words.encode() in shown else 1


sys.exit(main())
