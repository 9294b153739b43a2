#!/usr/bin/env python3
"""What bench/campus.sh measures with clients of its own: each prints a line of numbers.

campus.py latency PORT PORT SECONDS    a message ten times a second on the first server: p50 and p99 in ms until it is read on it, and on the
                                       second, and until it is acknowledged
campus.py say PORT COUNT [PER_SECOND]  says so many, each acknowledged; as fast as that goes, or at that pace
campus.py last PORT TEXT SECONDS       waits until TEXT is in the history
campus.py rest PID SECONDS             how often the threads of a process woke up, a minute, and the packets and bytes on lo
"""

import json
import select
import socket
import sys
import time
from pathlib import Path

CHANNEL = "#projet"


class Client:
    def __init__(self, port, name):
        self.link = socket.create_connection(("127.0.0.1", int(port)))
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.send({"type": "hello", "client": "bench"})
        self.send({"type": "message", "from": name, "content": ""})
        self.send({"type": "join", "channel": CHANNEL})
        self.until("join")

    def send(self, asked):
        self.link.sendall((json.dumps(asked) + "\n").encode())

    def lines(self):
        came = self.link.recv(1 << 16)
        if not came:
            sys.exit("the server has closed the connection")
        *lines, self.rest = (self.rest + came).split(b"\n")
        return [json.loads(line) for line in lines]

    def until(self, kind):
        while True:
            for line in self.lines():
                if line.get("type") == kind:
                    return line

    def say(self, text, token):
        self.send({"type": "message", "channel": CHANNEL, "content": text, "ack": token})


def quantiles(times):
    times = sorted(times)
    return [times[int(len(times) * part)] * 1000 for part in (0.5, 0.99)]


def latency(here, there, seconds):
    speaker, near, far = Client(here, "alice"), Client(here, "bob"), Client(there, "carol")
    said, read = {}, {near: {}, far: {}, speaker: {}}
    began = time.monotonic()
    number = 0
    while time.monotonic() < began + seconds + 2:
        now = time.monotonic()
        if now < began + seconds and now >= began + number / 10:
            said[f"mesure {number}"] = now
            speaker.say(f"mesure {number}", f"mesure {number}")
            number += 1
        for client in (speaker, near, far):
            if select.select([client.link], [], [], 0.0005)[0]:
                now = time.monotonic()
                for line in client.lines():
                    key = line.get("ack") if client is speaker else line.get("content")
                    if key in said:
                        read[client].setdefault(key, now - said[key])
    if any(len(times) != len(said) for times in read.values()):
        sys.exit(f"of {len(said)}: {[len(times) for times in read.values()]}")
    figures = [figure for client in (near, far, speaker) for figure in quantiles(read[client].values())]
    print(len(said), *(f"{figure:.2f}" for figure in figures))


def say(port, count, pace):
    client = Client(port, "alice")
    kept = sent = 0
    began = time.monotonic()
    while kept < count:
        while sent < count and sent < kept + 200 and (not pace or time.monotonic() >= began + sent / pace):
            client.say(f"texte {sent} " + "x" * 40, str(sent))
            sent += 1
        if select.select([client.link], [], [], 0.01)[0]:
            kept += sum(line.get("type") == "ack" for line in client.lines())
    print(f"{time.monotonic() - began:.2f}")


def last(port, text, seconds):
    client = Client(port, "dora")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        client.send({"type": "history", "channel": CHANNEL, "limit": 1})
        messages = client.until("history")["messages"]
        if messages and messages[-1]["content"].startswith(text):
            return
        time.sleep(0.02)
    sys.exit(f"not there: {text}")


def rest(pid, seconds):
    def figures():
        statuses = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/status")]
        wakeups = sum(int(line.split()[1]) for status in statuses for line in status.splitlines() if line.startswith("voluntary"))
        lo = next(line.split() for line in Path("/proc/net/dev").read_text().splitlines() if line.strip().startswith("lo:"))
        return wakeups, int(lo[2]), int(lo[1])

    before = figures()
    time.sleep(seconds)
    print(*(f"{(after - former) * 60 / seconds:.1f}" for former, after in zip(before, figures())))


def main():
    action, *more = sys.argv[1:]
    if action == "latency":
        latency(more[0], more[1], float(more[2]))
    elif action == "say":
        say(more[0], int(more[1]), float(more[2]) if len(more) > 2 else 0)
    elif action == "last":
        last(more[0], more[1], float(more[2]))
    else:
        rest(int(more[0]), float(more[1]))


main()
