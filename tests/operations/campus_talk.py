#!/usr/bin/env python3
"""Talks in a shared channel of a server, for the scripts campus*.sh.

campus_talk.py say PORT CHANNEL TEXT...        says each, and waits until it is kept
campus_talk.py many PORT CHANNEL COUNT PREFIX  the same for COUNT texts, PREFIX with a number, as fast as they are kept
campus_talk.py heard PORT CHANNEL TEXT         ends with 0 if another server's text is in the history, once
campus_talk.py id PORT CHANNEL TEXT            prints the number of the text in the history; ends with 1 if it is not there
campus_talk.py all PORT CHANNEL                every text of the history with who said it, oldest first
campus_talk.py acks PORT CHANNEL SECONDS       says something ten times a second; prints p50, p99 and the longest time to an `ack`, in ms
"""

import json
import socket
import sys
import time

TIMEOUT_S = 20


class Client:
    def __init__(self, port, name):
        self.link = socket.create_connection(("127.0.0.1", int(port)), timeout=TIMEOUT_S)
        self.lines = self.link.makefile("r", encoding="utf-8")
        self.name = name

    def send(self, asked):
        self.link.sendall((json.dumps(asked) + "\n").encode())

    def next(self, kind):
        for line in self.lines:
            answer = json.loads(line)
            if answer.get("type") == "error":
                sys.exit(f"{line}")
            if answer.get("type") == kind:
                return answer
        sys.exit("the server has closed the connection")

    def say(self, channel, text, number):
        self.send({"type": "message", "from": self.name, "channel": channel, "content": text, "ack": str(number)})

    def pages(self, channel):
        self.send({"type": "hello", "client": "campus_talk"})
        self.send({"type": "message", "from": self.name, "content": ""})
        self.send({"type": "join", "channel": channel})
        self.next("join")
        after, more = 0, True
        while more:
            self.send({"type": "history", "channel": channel, "after": after, "limit": 200})
            page = self.next("history")
            yield from page["messages"]
            more = page["more"]
            after = page["messages"][-1]["id"] if page["messages"] else after


def main():
    action, port, channel, *more = sys.argv[1:]
    if action in ("say", "many"):
        texts = more if action == "say" else [f"{more[1]} {n}" for n in range(int(more[0]))]
        client = Client(port, "alice")
        # As many on their way as the server takes at once.
        sent = 0
        for kept in range(len(texts)):
            while sent < len(texts) and sent < kept + 100:
                client.say(channel, texts[sent], sent)
                sent += 1
            client.next("ack")
    elif action == "heard":
        said = [message for message in Client(port, "zoe").pages(channel) if "@" in message["from"] and message["content"] == more[0]]
        sys.exit(len(said) != 1)
    elif action == "id":
        found = [message["id"] for message in Client(port, "zoe").pages(channel) if message["content"] == more[0]]
        print(*found[:1])
        sys.exit(not found)
    elif action == "all":
        for message in Client(port, "zoe").pages(channel):
            print(message["from"], message["content"])
    else:
        client = Client(port, "paul")
        times = []
        until = time.monotonic() + float(more[0])
        while time.monotonic() < until:
            began = time.monotonic()
            client.say(channel, f"mesure {len(times)}", len(times))
            client.next("ack")
            times.append((time.monotonic() - began) * 1000)
            time.sleep(0.1)
        times.sort()
        print(f"{times[len(times) // 2]:.1f} {times[len(times) * 99 // 100]:.1f} {times[-1]:.1f}")


main()
