#!/usr/bin/env python3
"""A hundred attackers for attackers.sh, twenty of each kind, each as fast as it can until it is told to stop.

attackers.py NETWORK    with PORT in the environment; NETWORK is 127.0.1 for an address of its own for each, or
                        one whole address for all of them

It attacks 127.0.0.1 only. When its standard input ends it stops, and prints what it has done as JSON. Needs nothing
but Python's standard library.
"""

import asyncio
import collections
import json
import os
import random
import socket
import struct
import sys

SERVER = ("127.0.0.1", int(os.environ["PORT"]))
EACH_KIND = 20
# An address is asked of the kernel at connect, so that ports of one destination only have to be free (ip(7)).
IP_BIND_ADDRESS_NO_PORT = 24

counts = collections.defaultdict(collections.Counter)


class Attacker:
    def __init__(self, kind, number, network):
        self.kind = kind
        self.counts = counts[kind]
        self.random = random.Random(number)
        self.number = number
        self.source = network if network.count(".") == 3 else f"{network}.{number + 1}"
        self.loop = asyncio.get_running_loop()

    async def connect(self, receive_bytes=None):
        """A connection; None if there is none to be had, after a moment for the others."""
        connection = socket.socket()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.bind((self.source, 0))
        try:
            await self.loop.sock_connect(connection, SERVER)
        except OSError:
            connection.close()
            self.counts["not connected"] += 1
            await asyncio.sleep(0.05)
            return None
        self.counts["connections"] += 1
        return connection

    async def send(self, connection, data, lines=0):
        # What fits at once does not wait, and the others would never have a turn.
        await asyncio.sleep(0)
        await self.loop.sock_sendall(connection, data)
        self.counts["lines"] += lines
        self.counts["bytes"] += len(data)

    async def discard(self, connection):
        """Reads until the server closes."""
        while received := await self.loop.sock_recv(connection, 65536):
            self.counts["bytes read"] += len(received)

    async def until_closed(self, connection, *deeds):
        """Does all of it at once until the connection breaks, and closes it."""
        tasks = [asyncio.ensure_future(deed) for deed in deeds]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            connection.close()
            self.counts["ended by the server"] += 1

    async def attack(self):
        while True:
            await asyncio.sleep(0)
            try:
                await getattr(self, self.kind)()
            except OSError:
                self.counts["broken off"] += 1

    async def bad_lines(self):
        """Lines that are no requests: rubbish, halves, depths, bytes, and lines without an end."""
        if connection := await self.connect():
            junk = [
                b"bonjour\n", b"{\n", b'{"type":5}\n', b'{"type":"login"}\n', b"[" * 4000 + b"\n", b"\xff\xfe\x00\n",
                b'{"type":"message","content":' + b'{"a":' * 500 + b"\n", b"x" * 70_000 + b"\n",
                b'{"type":"register","username":"\\u0000","password":"x"}\n',
            ]

            async def throw():
                while True:
                    await self.send(connection, self.random.choice(junk), lines=1)

            await self.until_closed(connection, throw(), self.discard(connection))

    async def wrong_logins(self):
        """Passwords guessed of one account and of any, each after the answer to the last."""
        if connection := await self.connect():
            async def guess():
                while True:
                    name = "prof" if self.random.random() < 0.5 else f"eleve{self.random.randrange(1000)}"
                    line = {"type": "login", "username": name, "password": str(self.random.random())}
                    await self.send(connection, json.dumps(line).encode() + b"\n", lines=1)
                    answer = await self.loop.sock_recv(connection, 65536)
                    if not answer:
                        return
                    if b"Login failed" in answer:
                        self.counts["wrong passwords"] += 1

            await self.until_closed(connection, guess())

    async def floods(self):
        """A guest who says as much to everybody as goes through, and every other one to somebody away."""
        if connection := await self.connect():
            await self.send(connection, b'{"type":"message","from":"crieur%d","content":""}\n' % self.number, lines=1)
            private = b'"subtype":"private","to":"prof",' if self.number % 2 else b""
            shout = b'{"type":"message",%s"content":"%s"}\n' % (private, b"spam " * 40)

            async def say():
                while True:
                    await self.send(connection, shout * 50, lines=50)

            await self.until_closed(connection, say(), self.discard(connection))

    async def slow_readers(self):
        """A guest who asks and does not read, or hardly; every fourth sends a line byte by byte."""
        if connection := await self.connect(receive_bytes=4096):
            await self.send(connection, b'{"type":"message","from":"sourd%d","content":""}\n' % self.number, lines=1)

            async def ask():
                while True:
                    await self.send(connection, b'{"type":"users"}\n{"type":"history","limit":200}\n' * 10, lines=20)

            async def trickle():
                while True:
                    await self.send(connection, b"x")
                    await asyncio.sleep(0.2)

            async def sip():
                while received := await self.loop.sock_recv(connection, 1 if self.number % 2 else 100):
                    self.counts["bytes read"] += len(received)
                    await asyncio.sleep(0.5)

            await self.until_closed(connection, trickle() if self.number % 4 == 0 else ask(), sip())

    async def connect_storms(self):
        """Connections that are opened, asked something or nothing, and broken off; some are hoarded."""
        hoard = collections.deque()
        try:
            while True:
                await asyncio.sleep(0)
                connection = await self.connect()
                if connection is None:
                    continue
                if self.random.random() < 0.5:
                    try:
                        await self.send(connection, b'{"type":"hello"}\n', lines=1)
                    except OSError:
                        pass
                if self.random.random() < 0.5:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                hoard.append(connection)
                if len(hoard) > 5:
                    hoard.popleft().close()
        finally:
            for connection in hoard:
                connection.close()


async def main():
    network = sys.argv[1]
    kinds = ["bad_lines", "wrong_logins", "floods", "slow_readers", "connect_storms"]
    attackers = [Attacker(kind, n * len(kinds) + at, network) for at, kind in enumerate(kinds) for n in range(EACH_KIND)]
    tasks = [asyncio.ensure_future(attacker.attack()) for attacker in attackers]
    told = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    done, _ = await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in done - {told}:
        # An attacker that has given up attacks nobody.
        task.result()
    print(json.dumps({"attackers": len(attackers), "kinds": counts}), flush=True)
    # The connections go with the process.
    os._exit(0)


asyncio.run(main())
