#!/usr/bin/env python3
"""A client for the scripts beside this file: honest, or an attacker, from any loopback address.

client.py FROM ACTION [ARGUMENT...]    with SERVER=ADDRESS and PORT=12345 in the environment

Each action prints what it saw and ends with 0 if it went as its name says, else with 1. Needs nothing but Python's
standard library. Waits are bounded: no answer within 10 s is a failure.
"""

import json
import os
import socket
import sys
import time

TIMEOUT_S = 10
PORT = int(os.environ.get("PORT", "12345"))


class Gone(Exception):
    """The server, or what stands before it, does not let this address through."""


class Client:
    def __init__(self, source):
        ipv6 = ":" in source
        server = os.environ.get("SERVER", "::1" if ipv6 else "127.0.0.1")
        self.socket = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET)
        self.socket.bind((source, 0))
        # What is dropped without a word is waited for in vain.
        self.socket.settimeout(float(os.environ.get("CONNECT_TIMEOUT_S", TIMEOUT_S)))
        try:
            self.socket.connect((server, PORT))
        except OSError as e:
            raise Gone(f"{source} cannot connect: {e}") from e
        self.socket.settimeout(TIMEOUT_S)
        self.lines = self.socket.makefile("rb")

    def send_text(self, text):
        try:
            self.socket.sendall(text.encode() + b"\n")
        except OSError as e:
            raise Gone(f"cannot send: {e}") from e

    def send(self, **fields):
        self.send_text(json.dumps(fields))

    def read(self):
        try:
            line = self.lines.readline()
        except OSError as e:
            raise Gone(f"no answer: {e}") from e
        if not line:
            raise Gone("the connection was closed")
        return json.loads(line)

    def read_until(self, *types):
        while True:
            value = self.read()
            if value["type"] in types and value.get("subtype") != "system":
                return value

    def login(self, name, password):
        self.send(type="login", username=name, password=password)
        return self.read_until("login", "error")

    def register(self, name, password):
        self.send(type="register", username=name, password=password)
        return self.read_until("register", "error")


def register(source, name, password):
    """Makes an account and logs in."""
    client = Client(source)
    assert client.register(name, password)["type"] == "register"
    assert client.login(name, password)["type"] == "login"
    print(f"{source} is {name}")


def login(source, name, password):
    """Logs in with the right password."""
    answer = Client(source).login(name, password)
    print(f"{source} logs in as {name}: {answer['type']}")
    assert answer["type"] == "login"


def ask(source, *_):
    """Asks who is there."""
    client = Client(source)
    client.send(type="users")
    client.read_until("users")
    print(f"{source} is answered")


def come_in(source, name, password, seconds):
    """Logs in with the right password, if not at the first try."""
    began = time.monotonic()
    tries = 0
    last = "nothing"
    while time.monotonic() < began + float(seconds):
        tries += 1
        try:
            answer = Client(source).login(name, password)
        except Gone as e:
            last = e
        else:
            if answer["type"] == "login":
                print(f"{source} has come in as {name} after {time.monotonic() - began:.1f} s, tries: {tries}")
                return
            last = answer["message"]
        time.sleep(0.5)
    raise AssertionError(f"{source} has not come in as {name} in {seconds} s, tries: {tries}; the last: {last}")


def mistype(source, name, times):
    """Fails to log in so many times, and is answered each time."""
    client = Client(source)
    for n in range(int(times)):
        assert client.login(name, f"mistyped {n}")["message"] == "Login failed."
    print(f"{source} mistyped the password of {name} {times} times")


def guess(source, name, *_):
    """Guesses passwords until it is kept out."""
    guesses = 0
    try:
        client = Client(source)
        while guesses < 1000:
            answer = client.login(name, f"guess {guesses}")
            guesses += 1
            print(f"{source} guess {guesses}: {answer['message']}", flush=True)
            time.sleep(0.1)
    except Gone as e:
        print(f"{source} after {guesses} guesses: {e}")
    else:
        raise AssertionError("nobody stopped the guesses")
    # On a busy machine the server's own ban, after more guesses, may come before that of the firewall.
    until = time.monotonic() + TIMEOUT_S
    while True:
        try:
            return kept_out(source)
        except AssertionError:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def say_names(network, *_):
    """Uses each name of the JSON array on standard input in every way, from addresses that are not kept out for it."""
    names = json.load(sys.stdin)
    for n, name in enumerate(names):
        client = Client(f"{network}.{1 + n // 4}")
        client.send(type="login", username=name, password="x")
        client.read_until("error")
        client.send(type="register", username=name, password="x")
        client.read_until("error", "register")
        client.send(type=name, content=name)
        client.send_text(name)
        client.send(type="message", content="", **{"from": name})
        client.send(type="users")
        client.read_until("users")
    print(f"{len(names)} hostile names were used")


def bad_lines(source, count):
    """Sends lines that are no JSON, on as many connections as that takes, until it is kept out."""
    sent = 0
    try:
        while sent < int(count):
            client = Client(source)
            try:
                while sent < int(count):
                    client.send_text('{"type":"login","address":"192.0.2.66"')
                    sent += 1
                    client.read_until("error")
            except Gone as e:
                if "closed" not in str(e):
                    raise
        deadline = time.monotonic() + 3 * TIMEOUT_S
        while time.monotonic() < deadline:
            Client(source)
            time.sleep(0.2)
    except Gone as e:
        print(f"{source} after {sent} bad lines: {e}")
        return
    raise AssertionError("nobody stopped the bad lines")


def no_tls(source, count):
    """Sends lines in clear to the encrypted port, each on a connection of its own, until it is kept out."""
    sent = 0
    deadline = time.monotonic() + 6 * TIMEOUT_S
    try:
        while time.monotonic() < deadline:
            client = Client(source)
            if sent < int(count):
                client.send(type="login", username="x", password="x")
                sent += 1
                # The audit log takes 200 lines a second, and fail2ban wants to see as many: not all in one second.
                time.sleep(0.01)
                # TLS's word for it, and the end.
                try:
                    while client.socket.recv(4096):
                        pass
                except ConnectionError:
                    pass
            else:
                time.sleep(0.2)
    except Gone as e:
        print(f"{source} after {sent} lines in clear: {e}")
        kept_out(source)
        return
    raise AssertionError("nobody stopped the lines in clear")


def hoard(source, *_):
    """Opens connections and keeps them until it is kept out."""
    kept = []
    deadline = time.monotonic() + 3 * TIMEOUT_S
    opened = 0
    try:
        while time.monotonic() < deadline:
            client = Client(source)
            opened += 1
            kept.append(client)
            if opened > 200:
                # Only what the server keeps open has to be kept.
                kept.pop()
                time.sleep(0.02)
    except Gone as e:
        print(f"{source} after {opened} connections: {e}")
        return
    raise AssertionError("nobody stopped the connections")


def open_slowly(source, seconds, most):
    """Opens and closes connections as fast as it can for so long; something has to keep it to so many."""
    opened = 0
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        try:
            Client(source).socket.close()
            opened += 1
        except Gone:
            pass
    print(f"{source} opened {opened} connections in {seconds} s")
    assert 0 < opened <= int(most), f"more than {most}"


def kept_out(source, *_):
    """Cannot connect."""
    try:
        Client(source)
    except Gone as e:
        print(f"{source} is kept out: {e}")
        return
    raise AssertionError(f"{source} can still connect")


def chat(source, name, password, peer_source, peer, seconds):
    """Two people chat from two addresses for so long; each message has to arrive."""
    one, other = Client(source), Client(peer_source)
    for client, who in ((one, name), (other, peer)):
        answer = client.login(who, password)
        assert answer["type"] == "login", answer
        client.send(type="users")
        client.read_until("users")
    until = time.monotonic() + float(seconds)
    sent = 0
    while time.monotonic() < until:
        one.send(type="message", content=f"message {sent}")
        assert other.read_until("message")["content"] == f"message {sent}"
        sent += 1
        time.sleep(0.25)
    print(f"{source} said {sent} messages, and {peer_source} read them all")


def fail_logins(source, who, count):
    """Fails to log in so many times under as many names, each of which stands in the audit log once."""
    client = Client(source)
    for n in range(int(count)):
        assert client.login(f"{who}_{n}", "x")["type"] == "error"
    print(f"{source} failed {count} logins as {who}_0, {who}_1, ...")


def main():
    source, action, *arguments = sys.argv[1:]
    actions = {f.__name__: f for f in (
        register, login, ask, come_in, mistype, guess, say_names, bad_lines, no_tls, hoard, open_slowly, kept_out, chat,
        fail_logins)}
    try:
        actions[action](source, *arguments)
    except (Gone, AssertionError) as e:
        print(f"client.py {' '.join(sys.argv[1:])}: {type(e).__name__}: {e}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
