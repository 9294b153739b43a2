"""The people of campus_faults.py: what they do, and what they were promised.

A pupil talks in the shared channel, says some of it otherwise, reacts to what others say and writes to somebody of another server; a
teacher strikes things out, of any server, and says what the channel is about. Nobody waits for an answer before the next message; one act
is under way at a time. Whatever a server has answered is noted here, and has to hold.
"""

import collections
import contextlib
import json
import os
import random
import select
import threading
import time

CHANNEL = "#projet"
PASSWORD = "secret-42"
# Messages of a pupil in a second, and of the other things that somebody does.
RATE = float(os.environ.get("RATE", "8"))
ACTS = float(os.environ.get("ACTS", "2"))
LETTERS = float(os.environ.get("LETTERS", "1.5"))
EMOJI = ["👍", "✅", "❓", "⭐", "❤️", "🙂"]
# What an act or a private message may be refused for while servers die and others act on the same messages.
EXPECTED = {"name_taken", "unknown_message", "mailbox_full", "server_busy", "storage_unavailable"}


def key_of(text):
    """What a message is known by, whatever is said in it later: server, author, number."""
    return " ".join(text.split(" ", 3)[:3])


def version_of(text):
    return int(text.split(" ", 4)[3])


class Promises:
    """What servers have answered, of all people together."""

    def __init__(self):
        # Keys of messages of the channel by server: said, and acknowledged.
        self.said = collections.Counter()
        self.acknowledged = collections.defaultdict(set)
        # The version that was acknowledged last, by key.
        self.edited = {}
        # Keys of what somebody wanted struck out, and of what is.
        self.to_strike = set()
        self.struck = set()
        # By key, person and sign: `on` or `off`, or None while nobody knows.
        self.reacted = {}
        self.topics = {""}
        # Texts of private messages: acknowledged, refused; and by text the ids under which it was shown.
        self.letters = set()
        self.kept_letters = set()
        self.refused_letters = set()
        self.shown = collections.defaultdict(set)
        # Times to an `ack` of this round.
        self.times = []
        self.counts = collections.Counter()


class Person(threading.Thread):
    """Somebody with an account who comes in whenever the server is there."""

    def __init__(self, server, name, promises, talk, stop, writes_to=None, is_teacher=False):
        super().__init__(daemon=True)
        self.server, self.name_, self.promises, self.talk, self.stop = server, name, promises, talk, stop
        self.writes_to, self.is_teacher = writes_to, is_teacher
        self.random = random.Random(f"{server.name} {name}")
        self.count = self.letter_count = self.topic_count = 0
        # Said on this connection and not acknowledged, by token.
        self.open = {}
        # The act under way: what to do with its answer.
        self.act = None
        # Messages that something can be done to: (id, key), and the version of one's own.
        self.recent = collections.deque(maxlen=40)
        self.versions = {}
        self.is_in = False
        self.pace = 1.0

    @property
    def address(self):
        return f"{self.name_}@{self.server.name}"

    def run(self):
        while not self.stop.is_set():
            try:
                with contextlib.closing(self.server.connect()) as link:
                    self.be_there(link)
            except (OSError, ValueError):
                pass
            self.is_in = False
            self.open.clear()
            self.act = None
            time.sleep(0.05)

    def is_waiting(self, for_letters):
        waits = [token for token in list(self.open) if for_letters or token[0] == "m"]
        return bool(waits) or self.act is not None

    def be_there(self, link):
        link.settimeout(5)
        come_in(link, self.name_)
        link.sendall(line_of(type="join", channel=CHANNEL))
        self.is_in = True
        rest = b""
        due = {what: time.monotonic() for what in ("say", "act", "write")}
        rates = {"say": 0 if self.is_teacher else RATE, "act": ACTS, "write": LETTERS if self.writes_to else 0}
        does = {"say": self.say, "act": self.do_something, "write": self.write}
        while not self.stop.is_set():
            now = time.monotonic()
            for what, rate in rates.items():
                if self.talk.is_set() and rate and now >= due[what]:
                    due[what] = now + self.random.uniform(0.5, 1.5) / rate / self.pace
                    does[what](link)
            if not select.select([link], [], [], 0.02)[0]:
                continue
            came = link.recv(65536)
            if not came:
                return
            rest += came
            *lines, rest = rest.split(b"\n")
            for line in lines:
                self.read(json.loads(line))

    def say(self, link):
        self.count += 1
        key = f"{self.server.name} {self.name_} {self.count}"
        self.promises.said[self.server.name] += 1
        self.versions[key] = 0
        token = f"m{self.count}"
        self.open[token] = (key, time.monotonic())
        link.sendall(line_of(type="message", channel=CHANNEL, content=f"{key} 0 " + self.padding(), ack=token))

    def write(self, link):
        self.letter_count += 1
        text = f"{self.address} {self.writes_to} {self.letter_count}"
        self.promises.letters.add(text)
        token = f"p{self.letter_count}"
        self.open[token] = (text, time.monotonic())
        link.sendall(line_of(type="message", subtype="private", to=self.writes_to, content=text, ack=token))

    def padding(self):
        return "x" * self.random.choice([1, 40, 400])

    def do_something(self, link):
        """An act, if none is under way."""
        if self.act is not None:
            return
        if self.is_teacher and self.random.random() < 0.4:
            self.topic_count += 1
            topic = f"{self.server.name} {self.topic_count}"
            self.promises.topics.add(topic)
            self.ask(link, "topic", lambda _: None, channel=CHANNEL, topic=topic)
            return
        near = [(id_, key) for id_, key in self.recent if id_ > self.server.floor]
        if not near:
            return
        id_, key = self.random.choice(near)
        if self.is_teacher:
            # One of four things that are said would be gone else.
            if self.random.random() < 0.5:
                self.promises.to_strike.add(key)
                self.ask(link, "delete", lambda _: self.promises.struck.add(key), id=id_)
        elif key in self.versions and self.random.random() < 0.5:
            self.versions[key] += 1
            version = self.versions[key]
            self.ask(link, "edit", lambda _: self.promises.edited.update({key: version}), id=id_, content=f"{key} {version} " + self.padding())
        else:
            reaction = (key, self.address, self.random.choice(EMOJI))
            self.promises.reacted[reaction] = None
            self.ask(link, "react", lambda answer: self.promises.reacted.update({reaction: answer["state"]}), id=id_, emoji=reaction[2])

    def ask(self, link, kind, then, **fields):
        self.act = (kind, then)
        link.sendall(line_of(type=kind, **fields))

    def read(self, line):
        """Notes what a line of the server says."""
        promises, kind = self.promises, line.get("type")
        if kind == "ack":
            of, since = self.open.pop(line["ack"])
            if line["ack"][0] == "m":
                promises.times.append(time.monotonic() - since)
                promises.acknowledged[self.server.name].add(of)
                self.recent.append((line["id"], of))
            else:
                promises.kept_letters.add(of)
        elif kind == "error":
            code = line.get("code")
            if code != "name_taken":
                promises.counts[f"refused: {code}"] += 1
            if line.get("ack"):
                of, _ = self.open.pop(line["ack"])
                if line["ack"][0] == "p":
                    promises.refused_letters.add(of)
            else:
                self.act = None
            if code not in EXPECTED:
                print(f"  {self.address} is refused something: {line}", flush=True)
        elif kind == "message" and line.get("subtype") == "private":
            promises.shown[line["content"]].add(line["id"])
        elif kind == "message" and line.get("channel") == CHANNEL and line.get("id"):
            self.recent.append((line["id"], key_of(line["content"])))
        elif self.act is not None and kind == self.act[0] and line.get("status") == "ok":
            promises.counts[kind] += 1
            self.act[1](line)
            self.act = None


class TooFast(OSError):
    """The server's answer to who looks too often."""


def line_of(**fields):
    return (json.dumps(fields) + "\n").encode()


def lines_of(link):
    rest = b""
    while True:
        came = link.recv(65536)
        if not came:
            raise OSError("the server has closed the connection")
        rest += came
        *lines, rest = rest.split(b"\n")
        yield from map(json.loads, lines)


def come_in(link, name):
    """Logs in, with an account that is made if there is none. What comes at once behind the answer is not lost: nothing is read."""
    link.sendall(line_of(type="hello", client="campus_faults"))
    link.sendall(line_of(type="register", username=name, password=PASSWORD))
    link.sendall(line_of(type="login", username=name, password=PASSWORD))


class Reader:
    """A connection that asks one thing after the other. `shown` gets what private messages come in between."""

    def __init__(self, link, shown=None):
        self.link, self.lines, self.shown = link, lines_of(link), shown

    def ask(self, kind, **fields):
        self.link.sendall(line_of(type=kind, **fields))
        return self.until(kind)

    def note(self, line):
        if line.get("type") == "message" and line.get("subtype") == "private" and self.shown is not None:
            self.shown[line["content"]].add(line["id"])

    def read_until(self, is_so):
        """Reads until something holds, or the server says nothing more for some seconds."""
        while not is_so():
            self.note(next(self.lines))

    def until(self, kind):
        for line in self.lines:
            self.note(line)
            if line.get("code") == "rate_limited":
                raise TooFast(f"{line}")
            if line.get("type") == "error" and line.get("code") != "name_taken":
                raise OSError(f"{line}")
            if line.get("type") == kind:
                return line
        raise OSError("unreachable")

    def pages(self, after, **fields):
        """What is in a history behind an id."""
        found, more = [], True
        while more:
            try:
                page = self.ask("history", after=after, limit=200, **fields)
            except TooFast:
                # A person may look so many times a minute.
                time.sleep(3.2)
                continue
            found += page["messages"]
            after = found[-1]["id"] if found else after
            more = page["more"]
        return found
