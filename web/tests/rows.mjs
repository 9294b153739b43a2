import assert from "node:assert/strict";
import { test } from "node:test";
import { blocks, rows, sameRows } from "../app/rows.js";
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

test("older messages change no block but the one at the seam", () => {
  const make = (from, to) =>
    Array.from({ length: to - from + 1 }, (_, index) => said(from + index, "Ben", "2026-11-24T10:00:00"));
  const messages = make(200, 400);
  const before = blocks(rows(messages, null));
  const after = blocks(rows([...make(100, 199), ...messages], null));
  const changed = before.filter((block) => {
    const same = after.find((one) => one.key === block.key);
    return !same || !sameRows(same.rows, block.rows);
  });
  assert.equal(changed.length, 1);
  assert.equal(new Set(after.map((block) => block.key)).size, after.length);
});
