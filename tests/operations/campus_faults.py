#!/usr/bin/env python3
"""Servers of a school that are killed, cut off and slowed at random while their classes talk, and what must hold after it.

campus_faults.py ROUNDS, with the plan of campus_faults.sh in the environment. In each round a few faults befall servers, the broker and
their wires; then nothing more is said, and within a time each server must have what was said in the shared channel on each other server:
every message once, in the order of where it was said, and each that was acknowledged among them. SEED repeats a run.
"""

import contextlib
import ctypes
import heapq
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time

CHANNEL = "#projet"
PORT = 12345
PUPILS = int(os.environ.get("PUPILS", "3"))
# Messages of a pupil in a second.
RATE = float(os.environ.get("RATE", "8"))
CONVERGE_S = float(os.environ.get("CONVERGE_S", "100"))
# The class may wait for its own disk, on a machine that does other things too, and for nothing else.
P99_MS = float(os.environ.get("P99_MS", "400"))
LIBC = ctypes.CDLL(None, use_errno=True)
HOME = os.open("/proc/self/ns/net", os.O_RDONLY)


@contextlib.contextmanager
def on_node(name):
    """Sockets that are made in it are those of that machine; it holds for this thread."""
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        if LIBC.setns(there, 0x40000000):
            raise OSError(ctypes.get_errno(), f"setns {name}")
        yield
    finally:
        os.close(there)
        LIBC.setns(HOME, 0x40000000)


def command(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


class Machine:
    """A network namespace, the wire to it and what runs on it."""

    def __init__(self, name):
        self.name = name
        self.process = None

    def start(self):
        log = open(f"{self.name}.log", "ab")
        self.process = subprocess.Popen(["ip", "netns", "exec", self.name, *self.words()], stdout=log, stderr=log,
                                        start_new_session=True)

    def end(self, how=signal.SIGKILL):
        os.killpg(self.process.pid, how)
        self.process.wait()

    def cut(self):
        command("ip", "link", "set", f"to-{self.name}", "down")

    def mend(self):
        command("ip", "link", "set", f"to-{self.name}", "up")

    def lose(self, percent):
        table = f"table inet loss {{ chain in {{ type filter hook input priority 0; iif eth0 numgen random mod 100 < {percent} drop; }}; " \
                f"chain out {{ type filter hook output priority 0; oif eth0 numgen random mod 100 < {percent} drop; }}; }}"
        command("ip", "netns", "exec", self.name, "nft", table)

    def lose_nothing(self):
        command("ip", "netns", "exec", self.name, "nft", "delete table inet loss")

    def slow(self):
        for device, node in ((f"to-{self.name}", None), ("eth0", self.name)):
            command(*(["ip", "netns", "exec", node] if node else []), "tc", "qdisc", "add", "dev", device, "root", "tbf",
                    "rate", "96kbit", "burst", "4kb", "latency", "300ms")

    def slow_no_more(self):
        for device, node in ((f"to-{self.name}", None), ("eth0", self.name)):
            command(*(["ip", "netns", "exec", node] if node else []), "tc", "qdisc", "del", "dev", device, "root")


class Broker(Machine):
    def words(self):
        return os.environ["BROKER_COMMAND"].split("\n")

    def freeze(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.process.pid, signal.SIGCONT)


class Server(Machine):
    def __init__(self, name):
        super().__init__(name)
        # What was said here: by text, whether and after which time it was acknowledged.
        self.said = {}
        self.acknowledged = {}
        self.times = []
        self.cursor = 0
        # What is kept here: texts by the server where they were said.
        self.kept = {}

    def words(self):
        return [os.environ["CLASSCORD"], "--lang", "en", "--config", f"{self.name}.toml", "--data-dir", self.name,
                "--listen", f"127.0.0.1:{PORT}"]

    def connect(self):
        with on_node(self.name):
            link = socket.create_connection(("127.0.0.1", PORT), timeout=5)
        return link

    def read_on(self):
        """Reads what is kept since the last time."""
        with contextlib.closing(self.connect()) as link:
            lines = link.makefile("r", encoding="utf-8")

            def ask(asked, kind):
                link.sendall((json.dumps(asked) + "\n").encode())
                for line in lines:
                    answer = json.loads(line)
                    if answer.get("type") == "error":
                        raise OSError(f"{self.name}: {line}")
                    if answer.get("type") == kind:
                        return answer
                raise OSError(f"{self.name} closes")

            ask({"type": "hello", "client": "campus_faults"}, "hello")
            link.sendall(b'{"type":"message","from":"lecteur","content":""}\n')
            ask({"type": "join", "channel": CHANNEL}, "join")
            more = True
            while more:
                page = ask({"type": "history", "channel": CHANNEL, "after": self.cursor, "limit": 200}, "history")
                for message in page["messages"]:
                    _, at, origin = message["from"].partition("@")
                    self.kept.setdefault(origin if at else self.name, []).append(message["content"])
                    self.cursor = message["id"]
                more = page["more"]


class Pupil(threading.Thread):
    """Talks at its pace whenever its server is there, and waits for no acknowledgement."""

    def __init__(self, server, number, talk, stop):
        super().__init__(daemon=True)
        self.server, self.name_, self.talk, self.stop = server, f"eleve{number}", talk, stop
        self.random = random.Random(f"{server.name} {number}")
        self.count = 0
        # Said on this connection and not acknowledged.
        self.open = {}

    def run(self):
        while not self.stop.is_set():
            try:
                with contextlib.closing(self.server.connect()) as link:
                    self.speak(link)
            except (OSError, ValueError):
                pass
            self.open.clear()
            time.sleep(0.05)

    def speak(self, link):
        link.settimeout(5)
        rest, due = b"", time.monotonic()
        while not self.stop.is_set():
            now = time.monotonic()
            if self.talk.is_set() and now >= due:
                due = now + self.random.uniform(0.5, 1.5) / RATE
                self.count += 1
                text = f"{self.server.name} {self.name_} {self.count} " + "x" * self.random.choice([1, 40, 400])
                self.server.said[text] = now
                self.open[str(self.count)] = (text, now)
                said = {"type": "message", "from": self.name_, "channel": CHANNEL, "content": text, "ack": str(self.count)}
                link.sendall((json.dumps(said) + "\n").encode())
            if not select.select([link], [], [], 0.02)[0]:
                continue
            came = link.recv(65536)
            if not came:
                return
            rest += came
            *lines, rest = rest.split(b"\n")
            for line in lines:
                if b'"type":"ack"' in line:
                    text, since = self.open.pop(json.loads(line)["ack"])
                    self.server.times.append(time.monotonic() - since)
                    self.server.acknowledged[text] = True
                elif b'"type":"error"' in line:
                    print(f"  {self.server.name} says no: {line.decode()}", flush=True)


def plan(chance, servers, broker):
    """Faults for one round: (from, to, name, begin, end). No two befall one machine at once."""
    free = [*servers, broker]
    faults = []
    kinds = ["kill", "kill", "kill broker", "both", "all", "stop", "cut", "cut", "cut broker", "loss", "slow", "freeze"]
    for kind in chance.sample(kinds, chance.choice([1, 1, 2, 3])):
        at = chance.uniform(0.2, 2.5)
        alive = [machine for machine in free if machine is not broker]
        hit = []
        if kind == "all":
            hit, words = list(alive), "kill -9 of every server"
        elif kind == "both" and alive and broker in free:
            hit, words = [chance.choice(alive), broker], "kill -9 of a server and the broker"
        elif kind in ("kill broker", "cut broker", "freeze"):
            hit, words = [broker] if broker in free else [], {"kill broker": "kill -9", "cut broker": "cut", "freeze": "frozen"}[kind]
        elif alive:
            hit, words = [chance.choice(alive)], {"kill": "kill -9", "both": "kill -9", "stop": "stop", "cut": "cut", "loss": "loss", "slow": "96 kbit/s"}.get(kind, kind)
        for machine in hit:
            free.remove(machine)
            until = at + chance.uniform(0.05, 2.5)
            if kind in ("kill", "kill broker", "both", "all"):
                begin, end = machine.end, machine.start
            elif kind == "stop":
                begin, end = (lambda machine=machine: machine.end(signal.SIGTERM)), machine.start
            elif kind in ("cut", "cut broker"):
                begin, end = machine.cut, machine.mend
            elif kind == "loss":
                percent = chance.choice([10, 30, 60])
                words = f"{percent} % of packets lost"
                begin, end = (lambda machine=machine, percent=percent: machine.lose(percent)), machine.lose_nothing
            elif kind == "slow":
                begin, end = machine.slow, machine.slow_no_more
            else:
                begin, end = machine.freeze, machine.thaw
            faults.append((at, until, f"{machine.name}: {words}", begin, end))
    return faults


def differences(servers):
    """What still lacks; a message twice or out of its order ends the run."""
    lacking = 0
    for origin in servers:
        own = origin.kept.get(origin.name, [])
        kept = set(own)
        if len(kept) != len(own):
            sys.exit(f"{origin.name} has one of its own twice")
        for server in servers:
            there = server.kept.get(origin.name, [])
            if there != own[:len(there)]:
                at = next((n for n, (a, b) in enumerate(zip(there, own)) if a != b), len(own))
                sys.exit(f"{server.name} has from {origin.name} at {at}: {there[at:at + 3]}, where it was said: {own[at:at + 3]}"
                         f" ({len(there)} and {len(own)})")
            lacking += len(own) - len(there)
        lost = [text for text in origin.acknowledged if text not in kept]
        if lost:
            sys.exit(f"{origin.name} has acknowledged and not kept: {lost[:3]} ({len(lost)})")
    return lacking


def settle(servers):
    """The time until every server has everything."""
    began = time.monotonic()
    last = None
    while time.monotonic() - began < CONVERGE_S:
        try:
            for server in servers:
                server.read_on()
        except (OSError, KeyError) as e:
            last = e
            time.sleep(0.2)
            continue
        last = differences(servers)
        if last == 0:
            return time.monotonic() - began
        time.sleep(0.2)
    state = {server.name: {origin: len(kept) for origin, kept in server.kept.items()} for server in servers}
    sys.exit(f"not the same after {CONVERGE_S:.0f} s: {last} {state}")


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] * 1000 if values else 0.0


def main():
    rounds = int(sys.argv[1])
    seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    servers = [Server(name) for name in os.environ["SERVERS"].split()]
    broker = Broker("broker")
    broker.start()
    for server in servers:
        server.start()
    talk, stop = threading.Event(), threading.Event()
    pupils = [Pupil(server, number, talk, stop) for server in servers for number in range(PUPILS)]
    for pupil in pupils:
        pupil.start()
    time.sleep(float(os.environ.get("BEGIN_S", "3")))
    slowest, all_times, counts = 0.0, [], {}
    for number in range(1, rounds + 1):
        for server in servers:
            server.times.clear()
        faults = plan(chance, servers, broker)
        steps = [(at, n, 0, begin) for n, (at, _, _, begin, _) in enumerate(faults)]
        steps += [(until, n, 1, end) for n, (_, until, _, _, end) in enumerate(faults)]
        # Some end in mid-sentence: the last word of a burst is what gets lost.
        steps.append((chance.uniform(1.5, 4), len(faults), 0, talk.clear))
        heapq.heapify(steps)
        began = time.monotonic()
        talk.set()
        while steps:
            at, _, _, do = heapq.heappop(steps)
            time.sleep(max(0.0, began + at - time.monotonic()))
            do()
        # What is on its way to a server that is there is answered.
        until = time.monotonic() + 10
        while any(pupil.open for pupil in pupils) and time.monotonic() < until:
            time.sleep(0.02)
        unanswered = [f"{pupil.server.name} {pupil.name_}" for pupil in pupils if pupil.open]
        if unanswered:
            sys.exit(f"no acknowledgement within 10 s: {unanswered}")
        took = settle(servers)
        slowest = max(slowest, took)
        times = [time_ for server in servers for time_ in server.times]
        all_times += times
        for fault in faults:
            machine, kind = fault[2].split(": ")
            kind = f"broker {kind}" if machine == broker.name else kind
            counts[kind] = counts.get(kind, 0) + 1
        print(f"round {number}: {'; '.join(f'{what} {at:.1f}-{until:.1f} s' for at, until, what, _, _ in faults)}: "
              f"{len(times)} acknowledged, p99 {quantile(times, 0.99):.0f} ms, the same everywhere after {took:.1f} s", flush=True)
    stop.set()
    for pupil in pupils:
        pupil.join(10)
    settle(servers)
    for server in servers:
        server.end(signal.SIGTERM)
    broker.end()
    said = sum(len(server.said) for server in servers)
    acknowledged = sum(len(server.acknowledged) for server in servers)
    kept = sum(len(server.kept.get(server.name, [])) for server in servers)
    print("faults: " + ", ".join(f"{count} x {kind}" for kind, count in sorted(counts.items())))
    print(f"{rounds} rounds: {said} said, {acknowledged} acknowledged, {kept} kept, each of them once and in order on {len(servers)} servers; "
          f"the slowest to agree took {slowest:.1f} s")
    p99 = quantile(all_times, 0.99)
    print(f"acknowledged after p50 {quantile(all_times, 0.5):.1f} ms, p99 {p99:.1f} ms, at most {quantile(all_times, 1):.0f} ms")
    if p99 > P99_MS:
        sys.exit(f"a class has waited: {p99:.0f} ms")


main()
