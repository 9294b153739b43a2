#!/usr/bin/env python3
"""Logins for ldap.sh: ldap.py login|role|channels NAME PASSWORD, ldap.py times NAME OTHER, ldap.py class NUMBER PASSWORD."""

import statistics
import sys
import threading
import time

from client import Client, Gone


def login(client, name, password):
    client.send(type="login", username=name, password=password)
    return client.read()


def main():
    action, name, other = sys.argv[1:4]
    if action == "login":
        answer = login(Client("127.0.0.1"), name, other)
        print(f"ok {answer['username']}" if answer.get("status") == "ok" else answer["code"])
    elif action == "role":
        client = Client("127.0.0.1")
        login(client, name, other)
        client.send(type="hello")
        # Somebody in charge is told that nobody is there, others that they may not.
        client.send(type="kick", user="personne d'autre")
        code = client.read_until("error")["code"]
        print("user" if code == "forbidden" else "moderator")
    elif action == "channels":
        client = Client("127.0.0.1")
        client.send(type="hello")
        client.read_until("hello")
        login(client, name, other)
        client.send(type="channels")
        joined = [channel["name"] for channel in client.read_until("channels")["channels"] if channel["joined"]]
        print(" ".join(channel for channel in joined if channel != "#général"))
    elif action == "times":
        # Alternating, so that what else the machine does falls on both; few enough for the limit per name.
        took = {name: [], other: []}
        for source in range(10, 17):
            for who in took:
                client = Client(f"127.0.0.{source}")
                began = time.monotonic()
                assert login(client, who, "wrong")["code"] == "login_failed"
                took[who].append(time.monotonic() - began)
        medians = [statistics.median(times) for times in took.values()]
        print(", ".join(f"{who} {median * 1000:.1f} ms" for who, median in zip(took, medians)))
        assert abs(medians[0] - medians[1]) < 0.5 * max(medians), "the time tells which name is there"
    elif action == "class":
        took = []

        def come(source):
            client = Client(f"127.0.0.{source}")
            began = time.monotonic()
            if login(client, "jdupont", other).get("status") == "ok":
                took.append(time.monotonic() - began)

        threads = [threading.Thread(target=come, args=(20 + n,)) for n in range(int(name))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(took) == int(name), f"{len(took)} of {name} came in"
        print(f"the last came in after {max(took):.2f} s")


if __name__ == "__main__":
    try:
        main()
    except Gone as gone:
        print(gone)
        sys.exit(1)
