"""The machines of a school for campus_faults.py: network namespaces, the wires to them and what runs on them."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess

PORT = 12345
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
    def words(self):
        return [*self.classcord(), "--listen", f"127.0.0.1:{PORT}"]

    def classcord(self):
        return [os.environ["CLASSCORD"], "--lang", "en", "--config", f"{self.name}.toml", "--data-dir", self.name]

    def connect(self):
        with on_node(self.name):
            return socket.create_connection(("127.0.0.1", PORT), timeout=5)

    def sees(self):
        """The servers that are there for this one."""
        said = subprocess.run([*self.classcord(), "campus", "status", "--json"], capture_output=True, text=True, check=False).stdout
        try:
            return {server["name"] for server in json.loads(said)["servers"] if server["standing"] == "present"}
        except (ValueError, KeyError):
            return set()

    def admin(self, *words):
        """Has the operator of the running server do something."""
        done = subprocess.run([*self.classcord(), "admin", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(f"{self.name}: admin {' '.join(words)}: {done.stdout}{done.stderr}")
