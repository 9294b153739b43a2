#!/usr/bin/env python3
"""A chat client of one page: reads what the server sends in a thread, sends what is typed.

    client.py ADDRESS PORT NAME             as a guest
    client.py ADDRESS PORT NAME login       with the account of that name
    client.py ADDRESS PORT NAME register    makes the account first

Ctrl-D ends it. The password is asked for, or is the first line of a standard input that is no terminal. Needs Python
3.8 or later and nothing else.
"""

import getpass
import json
import socket
import sys
import threading


class Connection:
    """One JSON object a line, both ways."""

    def __init__(self, address, port):
        self.socket = socket.create_connection((address, port), timeout=10)
        self.socket.settimeout(None)
        self.lines = self.socket.makefile("r", encoding="utf-8", newline="\n")

    def send(self, **fields):
        self.socket.sendall(json.dumps(fields).encode() + b"\n")

    def receive(self):
        """The next object, or None when the server has closed the connection."""
        line = self.lines.readline()
        return json.loads(line) if line else None


def words(message):
    """What an object of the server says to a person; None for what says nothing."""
    kind = message.get("type")
    if kind == "message":
        sender, content = message["from"], message["content"]
        if message["subtype"] == "system":
            return f"*** {content}"
        if message["subtype"] == "private":
            return f"[privé] {sender} : {content}"
        return f"{message['channel']} <{sender}> {content}"
    if kind == "status":
        return f"-- {message['user']} : {message['state']}"
    if kind == "users":
        return "-- En ligne : " + ", ".join(message["users"])
    if kind == "error":
        return f"!!! {message['message']}"
    return None


def identify(connection, name, how):
    """Says who is there. The line behind `login` or `register` is its answer; nothing comes between."""
    if how == "guest":
        connection.send(type="message", **{"from": name}, content="")
        return
    terminal = sys.stdin.isatty()
    password = getpass.getpass("Mot de passe : ") if terminal else sys.stdin.readline().rstrip("\n")
    for request in ("register", "login") if how == "register" else ("login",):
        connection.send(type=request, username=name, password=password)
        answer = connection.receive() or {"message": "Connexion fermée."}
        if answer.get("status") != "ok":
            sys.exit(words({"type": "error", **answer}))


def show(connection):
    while (message := connection.receive()) is not None:
        text = words(message)
        if text is not None:
            print(text, flush=True)
    print("!!! Le serveur a fermé la connexion.", flush=True)


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    address, port, name = sys.argv[1:4]
    connection = Connection(address, int(port))
    identify(connection, name, sys.argv[4] if len(sys.argv) == 5 else "guest")
    threading.Thread(target=show, args=(connection,), daemon=True).start()
    connection.send(type="users")
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line:
            connection.send(type="message", subtype="global", to="global", content=line)


main()
