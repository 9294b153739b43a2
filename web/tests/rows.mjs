import assert from "node:assert/strict";
import { test } from "node:test";
import { rows, sameRow } from "../app/rows.js";
import { fromLine, start } from "../app/state.js";

const said = (id, from, at, more = {}) => ({ ...fromLine(start, { id, from, content: "x", timestamp: at }), ...more });
const system = (content, at) => ({
  ...fromLine(start, { subtype: "system", from: "server", content, timestamp: at }),
  key: `s${at}`,
});
const kinds = (all) => all.map((row) => row.kind);

test("days, and messages of one person and minute run together", () => {
  const all = rows(
    [
      said(1, "Ben", "2026-11-23T17:00:00"),
      said(2, "Ben", "2026-11-24T10:00:01"),
      said(3, "Ben", "2026-11-24T10:00:50"),
      said(4, "Ben", "2026-11-24T10:01:10"),
      said(5, "Zoé", "2026-11-24T10:01:20"),
    ],
    null,
  );
  assert.deepEqual(kinds(all), ["day", "message", "day", "message", "message", "message", "message"]);
  assert.deepEqual(
    all.filter((row) => row.kind === "message").map((row) => row.first),
    [true, true, false, true, true],
  );
});

test("arrivals of the same five minutes are one sentence", () => {
  const all = rows(
    [
      system("Ben a rejoint la discussion.", "2026-11-24T10:00:00"),
      system("Zoé a rejoint la discussion.", "2026-11-24T10:02:00"),
      system("Ugo a quitté la discussion.", "2026-11-24T10:02:30"),
      system("Léa a rejoint la discussion.", "2026-11-24T10:03:00"),
    ],
    null,
  );
  assert.deepEqual(
    all.filter((row) => row.kind === "moves").map((row) => [row.move, row.names]),
    [
      ["joined", "Ben\nZoé"],
      ["left", "Ugo"],
      ["joined", "Léa"],
    ],
  );
});

test("the line of new messages stands over the first and counts them", () => {
  const all = rows(
    [
      said(1, "Ben", "2026-11-24T10:00:00"),
      said(2, "Ben", "2026-11-24T10:00:01"),
      said(3, "Alice", "2026-11-24T10:00:02", { mine: true }),
    ],
    2,
  );
  assert.deepEqual(kinds(all), ["day", "message", "fresh", "message", "message"]);
  assert.equal(all[2].count, 1);
});

test("the tick is on the last own message only, the hint under a run that is kept", () => {
  const own = { mine: true, sent: true };
  const all = rows([said(1, "A", "2026-11-24T10:00:00", own), said(2, "A", "2026-11-24T10:00:01", own)], null);
  assert.deepEqual(
    all.filter((row) => row.kind === "message").map((row) => row.tick),
    [false, true],
  );
  const kept = rows(
    [
      said(1, "A", "2026-11-24T10:00:00", { ...own, kept: true }),
      said(2, "A", "2026-11-24T10:00:01", { ...own, kept: true }),
    ],
    null,
  );
  assert.deepEqual(
    kept.filter((row) => row.kind === "message").map((row) => row.kept),
    [0, 2],
  );
});

test("older messages change no row but the one at the seam, and an erased one is no row", () => {
  const make = (from, to) =>
    Array.from({ length: to - from + 1 }, (_, index) => said(from + index, "Ben", "2026-11-24T10:00:00"));
  const messages = make(200, 400);
  const before = rows(messages, null);
  const after = rows([...make(100, 199), ...messages], null);
  const changed = before.filter((row) => !after.some((other) => other.key === row.key && sameRow(row, other)));
  assert.deepEqual(
    changed.map((row) => row.key),
    ["m200"],
  );
  assert.equal(new Set(after.map((row) => row.key)).size, after.length);
  messages[1] = { ...messages[1], hidden: true };
  assert.equal(rows(messages, null).length, before.length - 1);
});

test("a part of them is drawn as it is among all", () => {
  const messages = Array.from({ length: 20 }, (_, n) => said(n + 1, n % 5 ? "Ben" : "Zoé", "2026-11-24T10:00:00"));
  const part = rows(messages, null, 5, 15);
  assert.deepEqual(
    part.map((row) => row.key),
    ["d2026-11-24", ...Array.from({ length: 10 }, (_, n) => `m${n + 6}`)],
  );
});
