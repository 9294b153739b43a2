// The way back to the server: what a phone that slept, a browser that went "back" and a server that is up for a second have the page
// do. Sockets and the clock are the test's.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Connection } from "../app/connection.js";

/** @type {Record<string, ((event: any) => void)[]>} */
let heard = {};
/** @type {Socket[]} */
let sockets = [];

class Socket {
  static OPEN = 1;
  readyState = 0;
  sent = [];
  constructor() {
    sockets.push(this);
  }
  opens() {
    this.readyState = 1;
    this.onopen();
  }
  send(text) {
    this.sent.push(text);
  }
  close(code) {
    this.closed = code;
    this.readyState = 3;
  }
}

const listen = (type, act) => (heard[type] = [...(heard[type] ?? []), act]);
const happens = (type, event = {}) => heard[type].forEach((act) => act(event));

/** A connection that is open, and what its listener was told. */
function connected() {
  const told = [];
  const connection = new Connection("ws://pi/ws", {
    opened: () => told.push("opened"),
    lost: () => told.push("lost"),
    line: (line) => told.push(line.type),
  });
  connection.start();
  sockets[0].opens();
  return { connection, told };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  heard = {};
  sockets = [];
  globalThis.WebSocket = /** @type {any} */ (Socket);
  globalThis.addEventListener = listen;
  globalThis.document = /** @type {any} */ ({ addEventListener: listen, visibilityState: "visible" });
});

test("a page that is looked at again asks the server, and connects anew if nothing comes in 3 s, whatever the browser says", () => {
  for (const [type, event] of [
    ["visibilitychange", {}],
    ["pageshow", { persisted: true }],
  ]) {
    sockets = [];
    const { told } = connected();
    const [socket] = sockets;
    happens(type, event);
    assert.deepEqual(socket.sent, ['{"type":"users"}'], type);
    happens(type, event);
    assert.equal(socket.sent.length, 1, "it is asked once at a time");
    mock.timers.tick(2999);
    assert.equal(socket.readyState, 1);
    mock.timers.tick(1);
    assert.deepEqual([socket.closed, told.at(-1)], [4001, "lost"], type);
    mock.timers.tick(500);
    assert.equal(sockets.length, 2, "another one is made");
    heard = {};
  }
});

test("an answer says that the connection lives, and a page that is hidden or new asks nothing", () => {
  const { told } = connected();
  const [socket] = sockets;
  happens("visibilitychange");
  socket.onmessage({ data: '{"type":"users","users":[]}' });
  mock.timers.tick(60_000);
  assert.deepEqual([socket.readyState, told], [1, ["opened", "users"]]);
  document.visibilityState = "hidden";
  happens("visibilitychange");
  happens("pageshow", { persisted: false });
  assert.equal(socket.sent.length, 1);
});

test("a connection that is not made in 5 s is given up", () => {
  const { connection } = connected();
  sockets[0].onclose();
  mock.timers.tick(500);
  assert.equal(sockets.length, 2);
  mock.timers.tick(4999);
  assert.equal(sockets[1].closed, undefined);
  mock.timers.tick(1);
  assert.equal(sockets[1].closed, 4001);
  connection.stop();
  mock.timers.tick(60_000);
  assert.equal(sockets.length, 2, "who leaves does not come back");
});

test("tries begin near each other again only after 10 s of a connection that holds", () => {
  const { connection } = connected();
  const breaks = (after) => {
    mock.timers.tick(after);
    sockets.at(-1).onclose();
    const { failures } = connection;
    mock.timers.tick(15_000);
    sockets.at(-1).opens();
    return failures;
  };
  assert.deepEqual([1, 1, 1].map(breaks), [1, 2, 3], "a server that comes and goes is not asked faster");
  assert.equal(breaks(9_000), 4);
  assert.equal(breaks(10_000), 1);
});

test("the network that is back is tried at once", () => {
  connected();
  sockets[0].onclose();
  happens("online");
  assert.equal(sockets.length, 2);
});
