#!/usr/bin/env python3
"""Servers of a school that are killed, cut off and slowed at random while their classes talk, and what must hold after it.

campus_faults.py ROUNDS, with the plan of campus_faults.sh in the environment. In each round a few faults befall servers, the broker and
their wires; then nothing more is said, and within a time
- each server has what was said in the shared channel on each other server: every message once, in the order of where it was said, each
  that was acknowledged among them, as it was said last, with the same reactions, and without what was struck out;
- the channel's topic is the same on all;
- each private message is where its receiver is once, in the order in which it was written, and nowhere if it was refused; who was away
  finds it in the mailbox.
SEED repeats a run.
"""

import collections
import contextlib
import heapq
import os
import random
import signal
import sys
import threading
import time

from campus_machines import Broker, Server
from campus_people import CHANNEL, Person, Promises, Reader, come_in, key_of, version_of

# A long cut: longer than the keep-alive of 20 s by which the broker misses a server, in one of so many rounds.
LONG_EVERY = int(os.environ.get("LONG_EVERY", "20"))
# One that is longer than the three minutes after which a server is not counted on any more: in this round, 0 for none.
LONGEST_AT = int(os.environ.get("LONGEST_AT", "0"))
CONVERGE_S = float(os.environ.get("CONVERGE_S", "180"))
# The class may wait for its own disk, on a machine that does other things too, and for nothing else.
P99_MS = float(os.environ.get("P99_MS", "400"))
# No round begins while there is this file.
PAUSE = os.environ.get("PAUSE", "")


# Somebody who comes in only to read what has waited.
AWAY = "absent"


class Room(Server):
    """A server and what is kept on it since the round before."""

    def __init__(self, name):
        super().__init__(name)
        # Nothing happens any more to messages up to this id.
        self.floor = 0
        self.rows = []
        self.topic = ""

    def read(self, after):
        with contextlib.closing(self.connect()) as link:
            reader = Reader(link)
            reader.ask("hello", client="campus_faults")
            reader.link.sendall(b'{"type":"message","from":"lecteur","content":""}\n')
            self.topic = reader.ask("join", channel=CHANNEL)["topic"]
            return reader.pages(after, channel=CHANNEL)


class Conversation:
    """Private messages of somebody to somebody of another server, in one direction, as they are kept on both sides."""

    def __init__(self, author, receiver):
        self.sides = [author, receiver]
        self.floors = [0, 0]
        self.found = [[], []]
        self.prefix = f"{author[1]}@{author[0].name} {receiver[1]}@{receiver[0].name} "

    def read(self, promises, floors):
        for side, (server, name) in enumerate(self.sides):
            other, other_name = self.sides[1 - side]
            with contextlib.closing(server.connect()) as link:
                come_in(link, name)
                reader = Reader(link, promises.shown if side == 1 else None)
                reader.until("login")
                if name == AWAY:
                    # Whose window is there gets what has waited.
                    reader.ask("users")
                page = reader.pages(floors[side], **{"with": f"{other_name}@{other.name}"})
                self.found[side] = [message for message in page if message["content"].startswith(self.prefix)]
                if name == AWAY:
                    reader.read_until(lambda: all(text in promises.shown for text in self.texts(side)))
                    reader.ask("users")

    def texts(self, side):
        return [message["content"] for message in self.found[side]]

    def go_on(self):
        for side in (0, 1):
            if self.found[side]:
                self.floors[side] = self.found[side][-1]["id"]


def plan(chance, servers, broker, number):
    """Faults for one round: (from, to, name, begin, end). No two befall one machine at once."""
    free = [*servers, broker]
    faults = []
    if number == LONGEST_AT or number % LONG_EVERY == LONG_EVERY // 2:
        machine = chance.choice(servers if number == LONGEST_AT else free)
        free.remove(machine)
        at = chance.uniform(0.2, 2.5)
        until = at + (chance.uniform(185, 200) if number == LONGEST_AT else chance.uniform(35, 60))
        faults.append((at, until, f"{machine.name}: a long cut", machine.cut, machine.mend))
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


def as_seen(server, message):
    """A message and what became of it, in words that are the same on all servers."""
    home = lambda name: name if "@" in name else f"{name}@{server.name}"
    reactions = sorted((emoji, home(name)) for emoji, names in message.get("reactions", {}).items() for name in names)
    return message["content"], home(message["from"]), message.get("edited", False), reactions


def by_origin(server):
    found = collections.defaultdict(list)
    for message in server.rows:
        found[key_of(message["content"]).split(" ")[0]].append(as_seen(server, message))
    return found


def broken(servers, promises):
    """What does not hold of the shared channel: a sentence, or None. A message that is there twice ends the run."""
    seen = {server: by_origin(server) for server in servers}
    for server in servers:
        counts = collections.Counter(key_of(message["content"]) for message in server.rows)
        twice = [key for key, count in counts.items() if count > 1]
        if twice:
            sys.exit(f"{server.name} has twice: {twice[:3]} ({len(twice)})")
    for origin in servers:
        own = seen[origin].get(origin.name, [])
        for server in servers:
            there = seen[server].get(origin.name, [])
            if there != own:
                at = next((n for n, (a, b) in enumerate(zip(there, own)) if a != b), min(len(own), len(there)))
                return f"{server.name} has from {origin.name} at {at}: {there[at:at + 2]}, which has itself: {own[at:at + 2]} ({len(there)} and {len(own)})"
    topics = {server.topic for server in servers}
    if len(topics) > 1 or not topics <= promises.topics:
        return f"the topic is {topics}"
    return None


def check_promises(servers, promises, since):
    """Ends the run if something that was acknowledged does not hold, now that all servers have the same. `since`: keys that were known
    before, and are not looked at."""
    kept = {key_of(message["content"]): (server, message) for server in servers for message in server.rows if "@" not in message["from"]}
    wanted = {key for keys in promises.acknowledged.values() for key in keys} - since
    lost = [key for key in wanted if key not in kept and key not in promises.to_strike]
    if lost:
        sys.exit(f"acknowledged and not kept: {lost[:3]} ({len(lost)})")
    undead = [key for key in promises.struck if key in kept]
    if undead:
        sys.exit(f"struck out and still there: {undead[:3]}")
    for key, version in promises.edited.items():
        if key in kept and version_of(kept[key][1]["content"]) < version:
            sys.exit(f"said otherwise as version {version}, and not kept: {kept[key][1]['content']}")
    for (key, address, emoji), state in promises.reacted.items():
        if state is not None and key in kept:
            server, message = kept[key]
            name = address.removesuffix(f"@{server.name}")
            if (name in message.get("reactions", {}).get(emoji, [])) != (state == "on"):
                sys.exit(f"{address} reacts with {emoji} to {key}: answered {state}, kept {message.get('reactions')}")


def letters_broken(conversations, promises):
    """What does not hold of private messages: a sentence, or None. One that is there twice, or was refused and is there, ends the run."""
    for conversation in conversations:
        sent, came = conversation.texts(0), conversation.texts(1)
        for texts, whose in ((sent, "its author"), (came, "its receiver")):
            if len(set(texts)) != len(texts):
                sys.exit(f"{whose} has a private message twice: {[text for text, n in collections.Counter(texts).items() if n > 1]}")
        refused = promises.refused_letters & set(came)
        if refused:
            sys.exit(f"refused, and delivered: {refused}")
        if sent != came:
            missing = [text for text in sent if text not in came]
            return f"{conversation.prefix}: {len(sent)} sent, {len(came)} came; missing {missing[:3]}, not sent {[text for text in came if text not in sent][:3]}"
    return None


def settle(servers, conversations, promises, since, from_the_start=False):
    """The time until every server has everything."""
    began, last, letters_at = time.monotonic(), None, 0.0
    floors = lambda own: [0, 0] if from_the_start else own
    while time.monotonic() - began < CONVERGE_S:
        try:
            for server in servers:
                server.rows = server.read(0 if from_the_start else server.floor)
        except (OSError, KeyError) as e:
            last = f"{type(e).__name__}: {e}"
            time.sleep(0.2)
            continue
        last = broken(servers, promises)
        if last is None and time.monotonic() >= letters_at:
            check_promises(servers, promises, since)
            # A person may look so many times a minute.
            letters_at = time.monotonic() + 3.2
            try:
                for conversation in conversations:
                    conversation.read(promises, floors(conversation.floors))
                last = letters_broken(conversations, promises)
            except OSError as e:
                last = f"{type(e).__name__}: {e}"
            if last is None:
                break
        time.sleep(0.2)
    else:
        sys.exit(f"not the same after {CONVERGE_S:.0f} s: {last}")
    texts = {text for conversation in conversations for text in conversation.texts(1)}
    lost = promises.kept_letters - texts
    if from_the_start and lost:
        sys.exit(f"private messages that were acknowledged and are not kept: {sorted(lost)[:3]} ({len(lost)})")
    twice = [text for text in texts if len(promises.shown[text]) > 1]
    if twice:
        sys.exit(f"private messages that were shown as two: {twice[:3]}")
    return time.monotonic() - began


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] * 1000 if values else 0.0


def wait_for_answers(people):
    """What is on its way to a server that is there is answered; a private message may wait for another server."""
    until = time.monotonic() + 10
    while any(person.is_waiting(False) for person in people):
        if time.monotonic() > until:
            sys.exit(f"no answer within 10 s: {[(person.address, person.open, person.act) for person in people if person.is_waiting(False)]}")
        time.sleep(0.02)
    until = time.monotonic() + CONVERGE_S
    while any(person.is_waiting(True) for person in people):
        if time.monotonic() > until:
            sys.exit(f"private messages without an answer: {[(person.address, list(person.open)[:3]) for person in people if person.open]}")
        time.sleep(0.02)


def populate(servers, promises, talk, stop):
    """The people, and who writes to whom: three pairs across, both ways, and three who write to somebody who is away."""
    people, conversations = [], []
    after = {server: servers[(n + 1) % len(servers)] for n, server in enumerate(servers)}
    before = {there: server for server, there in after.items()}
    for server in servers:
        writes_to = [(after[server], "eleve1"), (before[server], "eleve0"), (after[server], AWAY)]
        for number, (there, name) in enumerate(writes_to):
            people.append(Person(server, f"eleve{number}", promises, talk, stop, writes_to=f"{name}@{there.name}"))
            conversations.append(Conversation((server, f"eleve{number}"), (there, name)))
        with contextlib.closing(server.connect()) as link:
            reader = Reader(link)
            for name in (AWAY, "prof"):
                come_in(link, name)
                reader.until("login")
                reader.ask("logout")
        server.admin("role", "prof", "admin")
        people.append(Person(server, "prof", promises, talk, stop, is_teacher=True))
    return people, conversations


def main():
    rounds = int(sys.argv[1])
    seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    servers = [Room(name) for name in os.environ["SERVERS"].split()]
    broker = Broker("broker")
    broker.start()
    for server in servers:
        server.start()
    names = {server.name for server in servers}
    until = time.monotonic() + 120
    while any(server.sees() != names - {server.name} for server in servers):
        if time.monotonic() > until:
            sys.exit("the servers do not see each other")
        time.sleep(0.5)
    talk, stop = threading.Event(), threading.Event()
    promises = Promises()
    people, conversations = populate(servers, promises, talk, stop)
    for person in people:
        person.start()
    until = time.monotonic() + 10
    while not all(person.is_in for person in people) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1)
    slowest, all_times, counts = 0.0, [], collections.Counter()
    since, floors = set(), [server.floor for server in servers]
    for number in range(1, rounds + 1):
        while PAUSE and os.path.exists(PAUSE):
            time.sleep(1)
        promises.times = []
        faults = plan(chance, servers, broker, number)
        steps = [(at, n, 0, begin) for n, (at, _, _, begin, _) in enumerate(faults)]
        steps += [(until, n, 1, end) for n, (_, until, _, _, end) in enumerate(faults)]
        longest = max((until - at for at, until, *_ in faults), default=0)
        # Some end in mid-sentence: the last word of a burst is what gets lost.
        steps.append((chance.uniform(1.5, 4) if longest < 10 else chance.uniform(0.6, 1.1) * longest, len(faults), 0, talk.clear))
        heapq.heapify(steps)
        for person in people:
            person.pace = 1.0 if longest < 10 else 0.25
        began = time.monotonic()
        talk.set()
        while steps:
            at, _, _, do = heapq.heappop(steps)
            time.sleep(max(0.0, began + at - time.monotonic()))
            do()
        mended = time.monotonic()
        wait_for_answers(people)
        settle(servers, conversations, promises, since)
        took = time.monotonic() - mended
        slowest = max(slowest, took)
        all_times += promises.times
        # What happens to messages happens to those of the same round.
        since |= {key for keys in promises.acknowledged.values() for key in keys}
        for person in people:
            person.versions.clear()
            person.recent.clear()
        for server in servers:
            server.floor = max([server.floor, *(message["id"] for message in server.rows)])
        for conversation in conversations:
            conversation.go_on()
        for fault in faults:
            machine, kind = fault[2].split(": ")
            counts[f"broker {kind}" if machine == broker.name else kind] += 1
        print(f"round {number}: {'; '.join(f'{what} {at:.1f}-{until:.1f} s' for at, until, what, _, _ in faults)}: "
              f"{len(promises.times)} acknowledged, p99 {quantile(promises.times, 0.99):.0f} ms, the same everywhere after {took:.1f} s", flush=True)
    stop.set()
    for person in people:
        person.join(10)
    # All of it, once more, from the first message on.
    settle(servers, conversations, promises, set(), from_the_start=True)
    for server in servers:
        server.end(signal.SIGTERM)
    broker.end()
    print("faults: " + ", ".join(f"{count} x {kind}" for kind, count in sorted(counts.items())))
    print("acts: " + ", ".join(f"{count} x {kind}" for kind, count in sorted(promises.counts.items())))
    acknowledged = sum(len(keys) for keys in promises.acknowledged.values())
    print(f"{rounds} rounds: {promises.said.total()} said, {acknowledged} acknowledged, {len(servers[0].rows)} kept and {len(promises.struck)} struck out, "
          f"the same on {len(servers)} servers; {len(promises.letters)} private messages, {len(promises.kept_letters)} acknowledged, "
          f"{sum(len(conversation.found[1]) for conversation in conversations)} kept, each once; the slowest to agree took {slowest:.1f} s")
    p99 = quantile(all_times, 0.99)
    print(f"acknowledged after p50 {quantile(all_times, 0.5):.1f} ms, p99 {p99:.1f} ms, at most {quantile(all_times, 1):.0f} ms")
    if p99 > P99_MS:
        sys.exit(f"a class has waited: {p99:.0f} ms")


main()
