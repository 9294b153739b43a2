import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff } from "../app/connection.js";
import { Asking, isCommand, Refusal } from "../app/protocol.js";

test("requests are asked one at a time, and an error belongs to the one that was asked", async () => {
  const sent = [];
  const asking = new Asking((line) => sent.push(line.type) > 0);
  const users = asking.ask({ type: "users" });
  const join = asking.ask({ type: "join", channel: "#dev" });
  assert.deepEqual(sent, ["users"]);
  assert.equal(asking.take({ type: "status", user: "Ben", state: "online" }), false);
  assert.equal(asking.take({ type: "users", users: [] }), true);
  assert.deepEqual(sent, ["users", "join"]);
  assert.equal(asking.take({ type: "error", code: "content_too_long", ack: "w1" }), false);
  assert.equal(asking.take({ type: "error", code: "kicked", message: "…" }), false);
  assert.equal(asking.take({ type: "error", code: "channel_forbidden", message: "non" }), true);
  assert.deepEqual((await users).users, []);
  await assert.rejects(
    join,
    (error) => error instanceof Refusal && error.code === "channel_forbidden" && error.text === "non",
  );
});

test("what the server announces is no answer", () => {
  const asking = new Asking(() => true);
  const answer = asking.ask({ type: "silence" });
  assert.equal(asking.take({ type: "silence", state: "on", channel: null }), false);
  assert.equal(asking.take({ type: "silence", silences: [] }), true);
  return answer;
});

test("a broken connection refuses all that was asked", async () => {
  const asking = new Asking(() => true);
  const all = [asking.ask({ type: "users" }), asking.ask({ type: "channels" })];
  asking.lost();
  for (const one of all) await assert.rejects(one, (error) => error.code === "lost");
});

test("commands are what docs/PROTOCOL.md says", () => {
  for (const text of ["/help", "/join #dev", "/privé staff"]) assert.equal(isCommand(text), true, text);
  for (const text of ["//etc", "/!\\", "/o/", "/home/pi", "a /help", "/join#dev"])
    assert.equal(isCommand(text), false, text);
});

test("tries are further and further apart, up to a limit, and never all at once", () => {
  assert.deepEqual([backOff(0, 0), backOff(0, 1)], [250, 500]);
  assert.ok(backOff(3, 0) > backOff(1, 1));
  assert.equal(backOff(50, 1), 15_000);
});
