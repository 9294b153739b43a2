"""The steps of test-boot.sh: QEMU, its console, and clients of the server in it.

Each step prints its time. A wait that is not met within its time ends the run with what the console said last. WORK is a folder
of its own; CLASSCORD_OUTSIDE, of a card with a campus, the name and the port of another server of its school.
"""

import http.client
import json
import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import threading
import time
import tomllib

BOOT_S = 1200
ANSWER_S = 60
began = time.monotonic()
passed = 0


def step(words):
    global passed
    passed += 1
    print(f"[{time.monotonic() - began:6.1f} s] {words}", flush=True)


def fail(words):
    print(f"[{time.monotonic() - began:6.1f} s] FAILED: {words}\n1 failed", file=sys.stderr, flush=True)
    sys.exit(1)


def until(seconds, what, condition):
    """Waits for a condition, with a deadline; returns what it gave."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            fail(f"waited {seconds} s in vain for {what}")
        time.sleep(0.1)


class Pi:
    """A running machine: QEMU, and its serial console, which a thread reads all the time."""

    def __init__(self, work, port, *options):
        self.text = ""
        self.port = port
        console = os.path.join(work, "console")
        if os.path.exists(console):
            os.unlink(console)
        with open(os.path.join(work, "cmdline.txt"), encoding="utf-8") as f:
            words = [w for w in f.read().split() if not w.startswith("console=")]
        self.qemu = subprocess.Popen([
            "qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "1024",
            "-kernel", f"{work}/vmlinuz", "-initrd", f"{work}/initrd.img",
            # An emulated machine is so much slower than a Pi that systemd would give up on its devices.
            "-append", " ".join(words + ["console=ttyAMA0", "systemd.default_device_timeout_sec=600"]),
            "-drive", f"if=none,id=card,file={work}/card.img,format=raw,cache=writethrough",
            "-device", "virtio-blk-pci,drive=card",
            # Nothing leads out of it but the way to the school's broker.
            "-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{port}-:12345,"
                       f"guestfwd=tcp:{BROKER}:8883-cmd:nc -N 127.0.0.1 8883",
            "-device", "virtio-net-pci,netdev=net,romfile=",
            "-serial", f"unix:{console},server=on,wait=off", "-display", "none", "-no-reboot", *options])
        self.serial = socket.socket(socket.AF_UNIX)
        until(10, "QEMU's console", lambda: self.connect(console))
        threading.Thread(target=self.drain, daemon=True).start()

    def connect(self, console):
        try:
            self.serial.connect(console)
            return True
        except OSError:
            return False

    def drain(self):
        try:
            while data := self.serial.recv(65536):
                self.text += data.decode("utf-8", "replace")
        except OSError:
            pass

    def wait_console(self, pattern, seconds, start=0):
        def seen():
            if self.qemu.poll() is not None:
                fail(f"QEMU ended; the console said last:\n{self.text[-2000:]}")
            return re.search(pattern, self.text[start:])
        deadline = time.monotonic() + seconds
        while not (match := seen()):
            if time.monotonic() > deadline:
                fail(f"the console did not say {pattern!r} in {seconds} s; last:\n{self.text[-2000:]}")
            time.sleep(0.1)
        return match

    def type(self, line):
        self.serial.sendall(line.encode() + b"\r")

    def login(self, user, password):
        self.wait_console(r"login: ", BOOT_S)
        start = len(self.text)
        self.type(user)
        self.wait_console(r"(?i)(password|mot de passe)[^\n]*: ", ANSWER_S, start)
        self.type(password)
        self.wait_console(r"\$ ", ANSWER_S, start)

    def sudo(self, password, command):
        """Runs a command as root; returns its output and its exit code."""
        start = len(self.text)
        self.type(f"echo {password} | sudo -S -p '' sh -c {shlex.quote(command)} 2>&1; echo \"E\"ND=$?=")
        end = self.wait_console(r"END=(\d+)=", 2 * ANSWER_S, start)
        return self.text[start:start + end.start()], int(end[1])

    def expect(self, password, command, what):
        output, code = self.sudo(password, command)
        if code != 0:
            fail(f"{what}: {output}")
        step(f"{what}")


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        self.lines = self.socket.makefile("rb")

    def send(self, **fields):
        self.socket.sendall(json.dumps(fields).encode() + b"\n")

    def read(self, wanted):
        while True:
            line = self.lines.readline()
            if not line:
                raise OSError("the connection was closed")
            value = json.loads(line)
            if wanted(value):
                return value

    def join(self, channel):
        self.send(type="join", channel=channel)
        if self.answer("join", "error")["type"] != "join":
            fail(f"nobody may join {channel}")

    def answer(self, *types):
        return self.read(lambda v: v.get("type") in types and v.get("subtype") != "system")


def serving(port):
    try:
        client = Client(port)
        client.socket.settimeout(5)
        client.send(type="hello")
        return bool(client.lines.readline())
    except OSError:
        return False


def register(client, name, password, code):
    """Asks for an account, with the class code if there is one; returns the answer."""
    client.send(type="hello")
    client.answer("hello")
    client.send(type="register", username=name, password=password, **({"code": code} if code else {}))
    return client.answer("register", "error")


def new_account(port, name, password, code):
    answer = register(Client(port), name, password, code)
    if answer["type"] != "register":
        fail(f"{name} cannot register: {answer}")


def configuration(card, table):
    """The text of the server's configuration on this card."""
    root = f"{card}?offset={table['partitiontable']['partitions'][1]['start'] * 512}"
    return subprocess.run(["debugfs", "-R", "cat /etc/classcord/classcord.toml", root],
                          check=True, capture_output=True).stdout.decode("utf-8")


def class_code(text):
    """What one must know to make an account on this card, as its configuration says it; None if nothing."""
    values = dict(re.findall(r'(?m)^(registration|registration_code) = "(.*)"$', text))
    if values.get("registration") not in ("open", "code"):
        fail(f"the image's configuration lets nobody make an account: {values}")
    return values["registration_code"] if values["registration"] == "code" else None


class School:
    """The card's school: what the card is named in it, a channel that is shared, and another server of it, outside of QEMU."""

    def __init__(self, text, outside):
        section = tomllib.loads(text)["campus"]
        if section["broker"] != f"mqtts://{BROKER}:8883" or not section["shared"]:
            fail(f"the card's campus is none for this test, which wants a shared channel and the broker {BROKER}: {section}")
        self.card, self.channel = section["name"], section["shared"][0]
        self.name, port = outside.split()
        self.zoe = Client(int(port))
        # A card that comes without the broker tries again within a minute.
        self.zoe.socket.settimeout(BOOT_S)
        self.zoe.send(type="hello")
        self.zoe.send(type="message", **{"from": "zoe"}, content="")
        self.zoe.join(self.channel)

    def say_outside(self, text):
        """Says it on the server outside, as a guest there, and waits until it is kept."""
        self.zoe.send(type="message", channel=self.channel, content=text, ack=text)
        answer = self.zoe.read(lambda v: v.get("ack") == text and v.get("type") in ("ack", "error"))
        if answer["type"] != "ack":
            fail(f"the server outside does not keep a message: {answer}")

    def crosses(self, alice):
        """A message each way, between alice on the card and zoe outside."""
        alice.join(self.channel)
        alice.send(type="message", channel=self.channel, content="de la carte")
        self.zoe.read(lambda v: v.get("from") == f"alice@{self.card}" and v.get("content") == "de la carte")
        step(f"The card is {self.card} of a school: what is said in {self.channel} is read on {self.name}, outside")
        self.say_outside("du dehors")
        alice.read(lambda v: v.get("from") == f"zoe@{self.name}" and v.get("content") == "du dehors")
        step(f"And what is said on {self.name} is read on the card")

    def caught_up(self, bob):
        """What was said outside while the card had no power comes to it, once and in order."""
        wanted = [f"pendant la coupure {n}" for n in range(MISSED)]
        bob.join(self.channel)

        def heard():
            bob.send(type="history", channel=self.channel, limit=50)
            messages = bob.answer("history", "error").get("messages", [])
            said = [m["content"] for m in messages if m["from"] == f"zoe@{self.name}"]
            # Not asked for more often than a session may.
            time.sleep(1)
            return said == ["du dehors"] + wanted
        until(BOOT_S, f"what was said on {self.name} without the card", heard)
        step(f"What was said on {self.name} while the card had no power is there, {MISSED} messages once and in order")


def sign_in(port, name, password):
    client = Client(port)
    client.send(type="hello")
    client.answer("hello")
    client.send(type="login", username=name, password=password)
    answer = client.answer("login", "error")
    if answer["type"] != "login":
        fail(f"{name} cannot log in: {answer}")
    return client


def main():
    image, work = sys.argv[1], os.environ["WORK"]
    outside = os.environ.get("CLASSCORD_OUTSIDE")
    card = f"{work}/card.img"
    subprocess.run(["cp", "--sparse=always", image, card], check=True)
    size = os.path.getsize(card) + (1 << 30)
    os.truncate(card, size)
    table = json.loads(subprocess.run(["sfdisk", "-J", card], check=True, capture_output=True).stdout)
    partition = f"{card}@@{table['partitiontable']['partitions'][0]['start'] * 512}"
    listed = subprocess.run(["mdir", "-b", "-i", partition, "::"], check=True, capture_output=True, text=True).stdout
    for name, pattern in (("vmlinuz", r"vmlinuz-.*"), ("initrd.img", r"initrd\.img-.*"), ("cmdline.txt", r"cmdline\.txt")):
        found = re.search(rf"^::/({pattern})$", listed, re.M)
        if not found:
            fail(f"the image has no {name}: {listed}")
        subprocess.run(["mcopy", "-n", "-i", partition, f"::{found[1]}", f"{work}/{name}"], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = configuration(card, table)
    code = class_code(text)
    school = School(text, outside) if outside else None
    step(f"A card of {size >> 20} MiB with {os.path.basename(image)}")
    # A Pi has no clock of its own: at its first boot it believes in a day of the past.
    pi = Pi(work, port, "-rtc", "base=" + PAST + "T08:00:00")
    try:
        run(pi, work, port, size, code, school)
    finally:
        current = running[-1]
        if current.qemu.poll() is None:
            current.qemu.kill()
    print(f"\n{passed} passed, 0 failed")


# The address that QEMU's own network gives to the card, by DHCP (its documentation, "Using the user mode network stack"), and one of it
# that is led to the broker.
CARD = "10.0.2.15"
BROKER = "10.0.2.100"
# What is said outside while the card is off.
MISSED = 5
PAST = "2025-03-01"


def certificate_for(address, port):
    """The certificate that the server shows to who trusts /ca.crt, if it is for this address; nothing if it is not."""
    try:
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
        web.request("GET", "/ca.crt")
        answer = web.getresponse()
        if answer.status != 200:
            return None
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.load_verify_locations(cadata=answer.read())
        with socket.create_connection(("127.0.0.1", port), ANSWER_S) as plain:
            with trusting.wrap_socket(plain, server_hostname=address) as encrypted:
                return ssl.DER_cert_to_PEM_cert(encrypted.getpeercert(binary_form=True))
    except (OSError, http.client.HTTPException):
        return None


def by_https(port):
    """The same for the card's address, which may come some time after the server."""
    return until(BOOT_S, f"a certificate for {CARD} by an authority from /ca.crt", lambda: certificate_for(CARD, port))


running = []


def run(pi, work, port, size, code, school):
    running.append(pi)
    shown = pi.wait_console(r"console\) : (\S+) / (\S+)\s+chat \(administrateur\)  : admin / (\S+)", BOOT_S)
    user, password, admin = shown.groups()
    step("The console shows the passwords")
    until(BOOT_S, "the server", lambda: serving(port))
    step("The server answers")
    pem = by_https(port)
    step(f"It shows a certificate for {CARD}, and who trusts its authority takes it, although the card began with a clock of {PAST}")
    boss = sign_in(port, "admin", admin)
    boss.socket.close()
    step("The chat's admin logs in with that password")
    if code:
        refused = register(Client(port), "eve", "secret-e", "no code")
        if refused.get("code") != "registration_refused":
            fail(f"who does not know the class code gets: {refused}")
        step("Who does not know the class code gets no account")
    new_account(port, "alice", "secret-a", code)
    new_account(port, "bob", "secret-b", code)
    alice, bob = sign_in(port, "alice", "secret-a"), sign_in(port, "bob", "secret-b")
    step("Two people register and log in")
    alice.send(type="message", content="salut à tous")
    bob.read(lambda v: v.get("type") == "message" and v.get("content") == "salut à tous")
    step("One reads what the other says")
    for client in (alice, bob):
        client.join("#tp")
    bob.send(type="message", channel="#tp", content="dans le canal")
    alice.read(lambda v: v.get("channel") == "#tp" and v.get("content") == "dans le canal")
    step("Both join a channel, and one reads what the other says there")

    if school:
        school.crosses(alice)

    acknowledged = []
    cut = threading.Event()
    errors = []

    def load():
        try:
            n = 0
            while True:
                ack = f"m{n}"
                alice.send(type="message", channel="#général", content=f"charge {n}", ack=ack)
                got = alice.read(lambda v: v.get("ack") == ack and v.get("type") in ("ack", "error"))
                if got["type"] == "ack":
                    acknowledged.append(f"charge {n}")
                # A session may say five messages a second in the long run.
                time.sleep(0.2)
                n += 1
        except OSError as e:
            if not cut.is_set():
                errors.append(e)

    writer = threading.Thread(target=load)
    writer.start()
    until(120, "40 acknowledged messages", lambda: len(acknowledged) >= 40 or errors)
    cut.set()
    pi.qemu.kill()
    pi.qemu.wait()
    writer.join(ANSWER_S)
    if errors or writer.is_alive():
        fail(f"the load ended by itself: {errors}")
    step(f"The power is cut, after {len(acknowledged)} acknowledged messages")

    if school:
        for n in range(MISSED):
            school.say_outside(f"pendant la coupure {n}")

    pi = Pi(work, port)
    running.append(pi)
    until(BOOT_S, "the server", lambda: serving(port))
    step("The server answers again")
    if by_https(port) != pem:
        fail("the same address has another certificate after another boot")
    step("It shows the same certificate as before")
    bob = sign_in(port, "bob", "secret-b")
    found, before = set(), None
    while True:
        bob.send(type="history", channel="#général", limit=50, **({"before": before} if before else {}))
        page = bob.answer("history", "error")
        messages = page.get("messages", [])
        if not messages:
            break
        found.update(m.get("content") for m in messages)
        before = min(m["id"] for m in messages)
    missing = [m for m in acknowledged if m not in found]
    if missing:
        fail(f"{len(missing)} acknowledged messages are gone: {missing[:5]}")
    step(f"All {len(acknowledged)} acknowledged messages are there")

    if school:
        school.caught_up(bob)

    pi.login(user, password)
    step("The machine's admin logs in at the console")
    pi.expect(password, "test -e /run/initramfs/fsck-root", "The initrd has checked the root after the cut")
    pi.expect(password, "ls /etc/ssh/ssh_host_ed25519_key /etc/ssh/ssh_host_rsa_key", "Host keys are made")
    pi.expect(password, f"test $(df -m --output=size / | tail -1) -gt {(size >> 20) * 80 // 100 - 300}", "The root has grown")
    pi.expect(password, "grep -q chat /boot/firmware/classcord-admin.txt", "The boot partition has the file")
    pi.expect(password, "findmnt -no OPTIONS / | grep noatime", "The root is mounted noatime")
    pi.expect(password, "ls /run/log/journal/*/system.journal && ! ls /var/log/journal/*/system.journal", "The journal is in memory")
    pi.expect(password, "nft list chain inet classroom input | grep 12345", "The firewall's rules are loaded")
    pi.expect(password, "systemctl is-active avahi-daemon && test -e /etc/avahi/services/classcord.service", "classcord.local is announced")
    pi.expect(password, "printf 'GET / HTTP/1.1\\r\\nHost: %s.local\\r\\n\\r\\n' $(hostname) | nc -q 1 127.0.0.1 80 | grep -a ' 200 OK'", "The page is at http://NAME.local, by the card's name")
    pi.expect(password, "test \"$(stat -c %a:%U /var/lib/classcord/ca-key.pem)\" = 600:root", "The authority's key is root's alone")
    pi.expect(password, "systemctl is-enabled classcord-address && grep -q '^http://' /run/issue.d/classcord-address.issue", "Its address is above the login prompt")
    # Its jails come some seconds after its process.
    jails = "timeout 90 sh -c \"until fail2ban-client status classcord-login; do sleep 1; done\" && fail2ban-client get sshd journalmatch | grep _SYSTEMD_UNIT"
    pi.expect(password, f"systemctl is-active fail2ban && {jails}", "fail2ban runs, with the jails of ClassCord and of SSH")
    pi.expect(password, "systemctl show -P TimersCalendar logrotate.timer | grep -F \"*:00:00\"", "logrotate looks each hour")
    pi.expect(password, "systemctl is-enabled apt-daily-upgrade.timer && apt-config dump APT::Periodic::Unattended-Upgrade | grep 1", "Security updates come by themselves")
    pi.expect(password, "! systemctl is-active classcord-firstboot || test $(systemctl show -P ConditionResult classcord-firstboot) = no", "The first boot's work was not done again")
    if school:
        pi.expect(password, f"classcord --lang en campus status | tee /dev/stderr | grep '^{school.name} *there '", f"classcord campus status shows {school.name}")
        pi.expect(password, "test \"$(stat -c %a:%U /var/lib/classcord/campus-key.pem)\" = 600:classcord", "The key of its certificate is the server's alone")
    output, _ = pi.sudo(password, "systemctl restart classcord && sleep 10 && cat /proc/$(systemctl show -P MainPID classcord)/smaps_rollup")
    memory = {field: int(kib) for field, kib in re.findall(r"^(Rss|Private_Dirty): +(\d+) kB", output, re.M)}
    if len(memory) != 2:
        fail(f"nothing says what memory the server has: {output}")
    step(f"At rest the server has {memory['Private_Dirty']} KiB of dirty memory (goal 600), {memory['Rss']} KiB resident (goal 7,000)")
    pi.expect(password, "systemctl stop classcord && classcord check /var/lib/classcord/classcord.redb", "The database is sound")
    pi.type(f"echo {password} | sudo -S -p '' systemctl poweroff")
    try:
        code = pi.qemu.wait(180)
    except subprocess.TimeoutExpired:
        fail("it does not switch itself off")
    if code != 0:
        fail(f"QEMU ended with {code}")
    step("It switches itself off")


main()
