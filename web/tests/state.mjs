import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arrival,
  fold,
  fromLine,
  insert,
  mentions,
  muting,
  reacted,
  reduce,
  somebody,
  start,
  talkWith,
} from "../app/state.js";

const me = { name: "Alice", wanted: "Alice", account: true, role: "user", state: "online" };

/** A state in which Alice is in #général. */
function inside() {
  let state = reduce(start, { type: "entered", me });
  state = reduce(state, {
    type: "channels",
    channels: [
      { name: "#général", joined: true },
      { name: "#dev", joined: true },
    ],
  });
  return reduce(state, { type: "go", to: "#général" });
}

const line = (id, from, content, more = {}) => ({
  type: "message",
  subtype: "global",
  to: "global",
  from,
  content,
  channel: "#général",
  timestamp: `2026-11-24T10:0${id % 10}:00.000000`,
  id,
  ...more,
});

const ids = (state, place = "#général") => state.places[place].messages.map((one) => one.id);

test("a message is shown once, whatever way it comes", () => {
  let state = inside();
  state = reduce(state, { type: "line", line: line(5, "Ben", "cinq") });
  state = reduce(state, { type: "line", line: line(5, "Ben", "cinq") });
  state = reduce(state, {
    type: "history",
    place: "#général",
    messages: [line(3, "Ben", "trois"), line(5, "Ben", "cinq")],
    more: true,
  });
  assert.deepEqual(ids(state), [3, 5]);
  assert.equal(state.places["#général"].more, true);
});

test("a page of the history stands before what is there, and among it where it belongs", () => {
  const told = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index, "Ben", "x"));
  let state = reduce(inside(), { type: "history", place: "#général", messages: told(50, 60), more: true });
  state = reduce(state, { type: "history", place: "#général", messages: told(30, 49), more: true });
  state = reduce(state, { type: "history", place: "#général", messages: told(28, 32), more: false });
  assert.deepEqual(
    ids(state),
    told(28, 60).map((one) => one.id),
  );
});

test("who is in charge is known as the server says it, and what they do to a channel is told", () => {
  let state = reduce(inside(), { type: "hello", line: { features: ["roles"] } });
  state = reduce(state, { type: "users", answer: { users: ["Alice", "prof"], states: {}, roles: { prof: "admin" } } });
  assert.deepEqual([state.people.prof.role, state.people.alice.role], ["admin", "user"]);
  state = reduce(state, { type: "line", line: { type: "role", user: "Alice", role: "moderator" } });
  assert.equal(state.people.alice.role, "moderator");
  state = reduce(state, { type: "line", line: { type: "status", user: "Alice", state: "away" } });
  assert.equal(state.people.alice.role, "user");
  const at = "2026-11-24T10:00:00.000000";
  const told = { type: "topic", channel: "#général", topic: "TP", by: "prof", at };
  state = reduce(state, { type: "line", line: told });
  state = reduce(state, {
    type: "line",
    line: { type: "channel", channel: "#général", mode: "read_only", by: "prof", at },
  });
  const place = state.places["#général"];
  assert.deepEqual(
    [place.topic, place.readOnly, place.messages.map((one) => one.note.type)],
    ["TP", true, ["topic", "channel"]],
  );
  state = reduce(state, { type: "line", line: { type: "channel", channel: "#général", mode: "open" } });
  assert.deepEqual([state.places["#général"].readOnly, state.places["#général"].messages.length], [false, 2]);
});

test("the question box is open or closed", () => {
  let state = reduce(inside(), { type: "line", line: { type: "question_box", state: "closed", by: "M. Martin" } });
  assert.equal(state.boxClosed, true);
  state = reduce(state, { type: "line", line: { type: "question_box", state: "open", by: "M. Martin" } });
  assert.equal(state.boxClosed, false);
});

test("what was missed stands between what was known and what comes", () => {
  let state = inside();
  state = reduce(state, { type: "history", place: "#général", messages: [line(1, "Ben", "un")], more: false });
  state = reduce(state, { type: "line", line: line(9, "Ben", "neuf") });
  state = reduce(state, {
    type: "history",
    place: "#général",
    messages: [line(4, "Ben", "quatre"), line(9, "Ben", "neuf")],
  });
  assert.deepEqual(ids(state), [1, 4, 9]);
});

test("what waits stays below what comes, and takes its place by its number", () => {
  let state = inside();
  const waits = {
    ...fromLine(state, line(1, "Alice", "moi")),
    id: null,
    key: "w1",
    at: "2026-11-24T10:00:00",
    waiting: true,
  };
  state = reduce(state, { type: "say", place: "#général", message: waits });
  state = reduce(state, { type: "line", line: line(7, "Ben", "sept") });
  assert.deepEqual(ids(state), [7, null]);
  state = reduce(state, { type: "acked", key: "w1", id: 6, at: "2026-11-24T10:06:00" });
  assert.deepEqual(ids(state), [6, 7]);
  assert.equal(state.places["#général"].messages[0].sent, true);
});

test("a message that arrived although the connection broke is not said again", () => {
  let state = reduce(inside(), { type: "history", place: "#général", messages: [line(1, "Ben", "un")], more: false });
  const waits = { ...fromLine(state, line(2, "Alice", "deux")), id: null, key: "w1", waiting: true, flown: true };
  state = reduce(state, { type: "say", place: "#général", message: waits });
  state = reduce(state, { type: "say", place: "#général", message: { ...waits, key: "w2" } });
  state = reduce(state, { type: "doubtful" });
  state = reduce(state, { type: "history", place: "#général", messages: [line(2, "Alice", "deux")] });
  // One of the two arrived: the other still waits.
  assert.deepEqual(ids(state), [1, 2, null]);
});

test("unread counts what others say where nobody looks, and the line stays where it was set", () => {
  let state = inside();
  state = reduce(state, { type: "line", line: line(1, "Ben", "vu") });
  assert.equal(state.places["#général"].unread, 0);
  state = reduce(state, { type: "focus", focused: false });
  state = reduce(state, { type: "line", line: line(2, "Ben", "pas vu") });
  state = reduce(state, { type: "line", line: line(3, "Ben", "@alice tu es là ?") });
  assert.equal(state.places["#général"].unread, 2);
  assert.equal(state.places["#général"].mentioned, true);
  assert.equal(state.places["#général"].fresh, 2);
  state = reduce(state, { type: "focus", focused: true });
  assert.equal(state.places["#général"].unread, 0);
  assert.equal(state.places["#général"].fresh, 2);
  state = reduce(state, { type: "go", to: "#dev" });
  assert.equal(state.places["#général"].fresh, null);
});

test("a private message opens a conversation with its sender", () => {
  const state = reduce(inside(), { type: "line", line: line(4, "Ben", "psst", { subtype: "private", to: "Alice" }) });
  const talk = state.places[talkWith("ben")];
  assert.equal(talk.name, "Ben");
  assert.equal(talk.unread, 1);
  assert.equal(talk.mentioned, true);
});

test("a message that is struck out keeps its place and loses its words", () => {
  let state = reduce(inside(), { type: "line", line: line(4, "Ben", "une bêtise") });
  state = reduce(state, { type: "line", line: { type: "delete", id: 4, by: "M. Martin" } });
  const [one] = state.places["#général"].messages;
  assert.equal(one.text, "");
  assert.deepEqual(one.gone, { by: "M. Martin" });
});

test("a message of another server answers one that has come after it", () => {
  let state = reduce(inside(), { type: "line", line: line(4, "ben@cdi", "moi aussi") });
  state = reduce(state, { type: "line", line: line(5, "zoe@salle204", "j'ai fini") });
  state = reduce(state, { type: "line", line: { type: "reply", id: 4, channel: "#général", reply_to: 5 } });
  assert.deepEqual(
    state.places["#général"].messages.map((one) => one.replyTo),
    [5, null],
  );
});

test("reactions are counted by person", () => {
  let all = reacted([], "👍", "Ben", true);
  all = reacted(all, "👍", "ben", true);
  all = reacted(all, "👍", "Alice", true);
  assert.deepEqual(all, [["👍", ["ben", "Alice"]]]);
  all = reacted(reacted(all, "👍", "Ben", false), "👍", "Alice", false);
  assert.deepEqual(all, []);
});

test("one's own hand has its place, and others' hands are staff's", () => {
  let state = reduce(inside(), {
    type: "line",
    line: { type: "hand", state: "up", user: "Alice", place: 3, since: "x" },
  });
  assert.equal(state.hand.place, 3);
  state = reduce(state, { type: "line", line: { type: "hand", state: "up", user: "Alice", place: 2, since: "x" } });
  assert.equal(state.hand.place, 2);
  state = reduce(state, { type: "line", line: { type: "hand", state: "down", user: "Alice" } });
  assert.deepEqual([state.hand.place, state.hands.length], [0, 0]);
});

test("silences are of one channel or of all", () => {
  let state = reduce(inside(), {
    type: "line",
    line: { type: "silence", state: "on", channel: "#dev", until: null, by: "M" },
  });
  state = reduce(state, { type: "line", line: { type: "silence", state: "on", channel: null, until: null, by: "M" } });
  assert.equal(state.silences.length, 2);
  state = reduce(state, { type: "line", line: { type: "silence", state: "off", channel: "#dev" } });
  assert.equal(state.silences.length, 1);
  state = reduce(state, { type: "line", line: { type: "silence", state: "off", channel: null } });
  assert.equal(state.silences.length, 0);
});

test("a closed poll becomes a card, once", () => {
  const poll = {
    id: 1,
    channel: "#général",
    by: "M. Martin",
    question: "?",
    answers: ["a", "b"],
    voters: 1,
    timestamp: "2026-11-24T10:00:00",
  };
  let state = reduce(inside(), { type: "line", line: { type: "poll_opened", ...poll } });
  state = reduce(state, { type: "line", line: { type: "poll_counts", id: 1, yours: [2] } });
  for (let twice = 0; twice < 2; twice += 1) {
    state = reduce(state, {
      type: "line",
      line: { type: "poll_closed", ...poll, counts: [0, 1], closed: "2026-11-24T10:05:00" },
    });
  }
  state = reduce(state, { type: "line", line: line(8, "Ben", "après") });
  assert.equal(state.places["#général"].messages[0].key, "poll1");
  assert.equal(state.polls["#général"], undefined);
  assert.equal(state.places["#général"].messages.length, 2);
  assert.deepEqual(state.places["#général"].messages[0].poll.yours, [2]);
  // One that ended before what has been read since stands above it.
  const late = { ...poll, id: 2, counts: [1, 0], closed: "2026-11-24T10:06:00" };
  state = reduce(state, { type: "line", line: { type: "poll_closed", ...late } });
  assert.deepEqual(
    state.places["#général"].messages.map((one) => one.key),
    ["poll1", "poll2", "m8"],
  );
});

test("arrivals are known in both languages, and nothing else is", () => {
  const said = (content, code) =>
    fromLine(start, { subtype: "system", from: "server", content, ...(code ? { code } : {}) });
  assert.deepEqual(arrival(said("Ben a rejoint la discussion.")), { kind: "joined", name: "Ben" });
  assert.deepEqual(arrival(said("Ben has left the chat.")), { kind: "left", name: "Ben" });
  assert.equal(arrival(said("Ben a rejoint #dev.")), null);
  assert.equal(arrival(fromLine(start, { from: "Ben", content: "Zoé a quitté la discussion." })), null);
});

test("a call is one's whole name behind an at", () => {
  assert.equal(mentions("merci @alice !", "Alice"), true);
  assert.equal(mentions("merci @alicette", "Alice"), false);
  assert.equal(mentions("alice ?", "Alice"), false);
});

test("messages without a number stay where they were said", () => {
  const one = fromLine(start, line(1, "Ben", "un"));
  const system = { ...fromLine(start, { subtype: "system", content: "s", timestamp: "2026-11-24T10:05:00.000000" }) };
  const nine = fromLine(start, line(9, "Ben", "neuf"));
  const list = insert(insert(insert([], one), system), nine);
  assert.deepEqual(
    list.map((each) => each.id),
    [1, null, 9],
  );
});

test("somebody called as what every object has is somebody like others", () => {
  const names = ["__proto__", "constructor", "toString", "Alice"];
  const answer = JSON.parse(`{"users":${JSON.stringify(names)},"states":{"__proto__":"away"},"roles":{}}`);
  let state = reduce(inside(), { type: "users", answer });
  assert.deepEqual(
    Object.values(state.people).map((one) => [one.name, one.state, one.role]),
    names.map((name) => [name, name === "__proto__" ? "away" : "online", "user"]),
  );
  assert.equal(Object.getPrototypeOf(state.people), Object.prototype);
  for (const name of names) {
    state = reduce(state, { type: "line", line: { type: "status", user: name, state: "offline" } });
    state = reduce(state, { type: "line", line: line(7, name, "psst", { subtype: "private", to: "Alice", id: null }) });
    assert.equal(state.people[fold(name)].name, name);
  }
  assert.equal(state.places[talkWith("constructor")].messages[0].text, "psst");
  // Nor is anybody there who never came.
  assert.equal(inside().people[fold("__proto__")], undefined);
  assert.equal(inside().people[fold("constructor")], undefined);
  assert.ok(mentions("dis, @Constructor !", "constructor"));
});

test("nobody says in a message of their own that it was erased by somebody else", () => {
  const fake = line(8, "Ben", "une insulte", { deleted: { by: "prof" }, deleted_by: "prof", by: "prof" });
  const state = reduce(inside(), { type: "line", line: fake });
  const [told] = state.places["#général"].messages;
  assert.deepEqual([told.gone, told.text], [null, "une insulte"]);
});

test("people of other servers stand apart from the class, and go with their server", () => {
  let state = reduce(inside(), {
    type: "users",
    answer: { users: ["Alice", "bob@salle204"], states: {}, elsewhere: { salle204: ["bob@salle204"] } },
  });
  assert.deepEqual(Object.keys(state.people), ["alice"]);
  assert.equal(somebody(state, "bob@salle204")?.server, "salle204");
  const moved = { type: "school", server: "salle204", present: true, came: ["eve@salle204"], left: [], states: {} };
  state = reduce(state, { type: "line", line: { ...moved, states: { "eve@salle204": "away" } } });
  assert.equal(somebody(state, "eve@salle204")?.state, "away");
  state = reduce(state, { type: "go", to: talkWith("bob@salle204") });
  state = reduce(state, { type: "line", line: { ...moved, present: false, came: [] } });
  assert.deepEqual(state.elsewhere, {});
  assert.deepEqual(state.lostServers, { salle204: 2 }, "how many read along no more");
  state = reduce(state, { type: "line", line: { type: "school", connected: false } });
  assert.equal(state.apart, true);
  const lost = state;
  assert.deepEqual(reduce(lost, { type: "line", line: { ...moved, came: [] } }).lostServers, {}, "it is back");
  assert.deepEqual(reduce(lost, { type: "entered", me: lost.me }).lostServers, {}, "nobody knows after a break");
});

test("a mute is known from its words, and so is its end", () => {
  const today = "2025-06-20";
  const at = (until, reason = "") => ({ until, reason });
  for (const [text, told] of [
    ["Vous êtes muet jusqu'à 10:24 : vous pouvez lire, pas écrire.", at("2025-06-20T10:24")],
    ["You are muted until 10:24: you may read, not write.", at("2025-06-20T10:24")],
    [
      "Vous êtes muet jusqu'à 10:24 (bruit (:) : vous pouvez lire) : vous pouvez lire, pas écrire.",
      at("2025-06-20T10:24", "bruit (:) : vous pouvez lire"),
    ],
    ["You are muted until 10:24 (noise): you may read, not write.", at("2025-06-20T10:24", "noise")],
    [
      "Vous êtes muet jusqu'au 21/06/2025 à 00:10 (automatique) : vous pouvez lire, pas écrire.",
      at("2025-06-21T00:10", "automatique"),
    ],
    ["You are muted until 2025-06-21 00:10: you may read, not write.", at("2025-06-21T00:10")],
    ["Vous êtes muet sans limite de durée (bruit) : vous pouvez lire, pas écrire.", at("", "bruit")],
    ["You are muted without an end: you may read, not write.", at("")],
    ["Vous pouvez de nouveau écrire.", "over"],
    ["You may write again.", "over"],
    ["Ben est muet jusqu'à 10:24.", null],
    ["Vous êtes muet jusqu'à demain.", null],
  ])
    assert.deepEqual(muting(text, today), told, text);
});
