"""Serves a page of a web site that tries to speak in the class and to read there, and hears what the class does.

The site has a name, rebound.test, which leads to the chat's address as well: so the page asks there under a name that a stranger
has pointed at it (DNS rebinding).

Usage: browser_first_bytes.py CHAT_PORT CHROMIUM [OPTION_OF_CHROMIUM...], with PROFILE, a new directory, in the environment. Prints a
line for each way that the page tried, then what was heard; exit code 1 if the page was heard or let in, or did not try everything.
"""
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time

PORT, CHROMIUM = int(sys.argv[1]), sys.argv[2]

PAGE = """<!doctype html><meta charset="utf-8"><title>page</title><body><script>
const chat = "http://127.0.0.1:PORT";
const words = (way) => `\\n{"type":"message","from":"page","content":"CSRF ${way}"}\\n`;
const plain = {"Content-Type": "text/plain"};
const socket = (host, way) => new Promise((done) => {
  const it = new WebSocket(`ws://${host}:PORT/ws`);
  it.onopen = () => { it.send(words(way)); done("LET IN"); };
  it.onclose = () => done("closed");
});
const ways = {
  "fetch POST": (way) => fetch(chat, {method: "POST", mode: "no-cors", body: words(way), headers: plain}),
  "fetch POST, a target of 20 KiB": (way) => fetch(chat + "/" + "x".repeat(20000), {method: "POST", mode: "no-cors", body: words(way)}),
  "fetch POST, a body of 1 MiB": (way) => fetch(chat, {method: "POST", mode: "no-cors", body: words(way) + "\\n".repeat(1 << 20) + words(way)}),
  "fetch POST of a blob": (way) => fetch(chat, {method: "POST", mode: "no-cors", body: new Blob([words(way)])}),
  "fetch POST with keepalive": (way) => fetch(chat, {method: "POST", mode: "no-cors", body: words(way), keepalive: true}),
  "fetch GET, lines in the target": (way) => fetch(chat + "/" + words(way), {mode: "no-cors"}),
  "fetch PUT": (way) => fetch(chat, {method: "PUT", body: words(way)}),
  "fetch of an unknown method": (way) => fetch(chat, {method: "chat", body: words(way)}),
  "sendBeacon": (way) => navigator.sendBeacon(chat, words(way)),
  "XMLHttpRequest": (way) => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onloadend = done;
    request.open("POST", chat);
    request.send(words(way));
  }),
  "XMLHttpRequest of an unknown method": (way) => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onloadend = done;
    request.open("chat", chat);
    request.send(words(way));
  }),
  "WebSocket": (way) => new Promise((done) => {
    const it = new WebSocket("ws://127.0.0.1:PORT/");
    it.onopen = () => it.send(words(way));
    it.onclose = done;
  }),
  "WebSocket to /ws": (way) => socket("127.0.0.1", way),
  "WebSocket to /ws, rebound": (way) => socket("rebound.test", way),
  "fetch GET, rebound": (way) => fetch("http://rebound.test:PORT/").then(async (answer) =>
    answer.status === 421 ? "refused" : `LET IN: ${answer.status} ${(await answer.text()).slice(0, 40)}`),
  "WebSocket over TLS": (way) => new Promise((done) => {
    const it = new WebSocket("wss://127.0.0.1:PORT/");
    it.onopen = () => it.send(words(way));
    it.onclose = done;
  }),
  "EventSource": () => new Promise((done) => {
    const it = new EventSource(chat);
    it.onerror = () => { it.close(); done(); };
  }),
  "img": () => new Promise((done) => {
    const it = new Image();
    it.onerror = it.onload = done;
    it.src = chat + "/x.png";
  }),
  "fetch of https": (way) => fetch("https://127.0.0.1:PORT/", {method: "POST", mode: "no-cors", body: words(way)}),
};
for (const encoding of ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"]) {
  ways[`form, ${encoding}`] = (way) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.name = encoding;
    document.body.append(frame);
    const form = document.createElement("form");
    Object.assign(form, {action: chat, method: "post", enctype: encoding, target: encoding});
    const field = document.createElement("textarea");
    field.name = words(way);
    field.value = words(way);
    form.append(field);
    document.body.append(form);
    frame.onload = done;
    form.submit();
  });
}
(async () => {
  const tried = {};
  for (const [way, attempt] of Object.entries(ways)) {
    const late = new Promise((done) => setTimeout(done, 8000, "no end in 8 s"));
    try { tried[way] = String(await Promise.race([attempt(way), late]) ?? "ended"); } catch (error) { tried[way] = String(error); }
  }
  await fetch("/done", {method: "POST", body: JSON.stringify(tried)});
})();
</script>"""

done, tried = threading.Event(), {}


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGE.replace("PORT", str(PORT)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        tried.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()
        done.set()

    def log_message(self, *_):
        pass


class Listener:
    """Somebody in the class."""

    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", PORT), 10)
        self.heard = self.socket.makefile(encoding="ascii")
        self.send({"type": "message", "from": "ben", "content": ""})

    def send(self, value):
        self.socket.sendall(json.dumps(value).encode() + b"\n")

    def lines_until_now(self):
        self.send({"type": "channels"})
        lines = []
        for line in self.heard:
            if json.loads(line)["type"] == "channels":
                return lines
            lines.append(line)
        raise SystemExit("the listener's connection ended")


site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=site.serve_forever, daemon=True).start()
listener = Listener()
listener.lines_until_now()
browser = subprocess.Popen(
    [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
     "--disable-component-update", "--host-resolver-rules=MAP rebound.test 127.0.0.1", "--disable-sync", "--disable-dev-shm-usage", *sys.argv[3:],
     f"--user-data-dir={os.environ['PROFILE']}", "--remote-debugging-port=0", f"http://rebound.test:{site.server_port}/"],
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
try:
    finished = done.wait(240)
    # What a beacon sends comes when it likes.
    time.sleep(1)
finally:
    browser.terminate()
    browser.wait(20)
for way, end in tried.items():
    print(f"  tried: {way}: {end}")
heard = [line for line in listener.lines_until_now() if "CSRF" in line or '"page"' in line]
for line in heard:
    print("  HEARD:", line.strip())
let_in = any("LET IN" in end for end in tried.values())
if not finished:
    print("  the page did not come to its end")
sys.exit(bool(heard) or let_in or not finished)
