// The rows of a conversation: days, the line over what is new, arrivals in one sentence, messages of one person run together.
// Pure; `view/log.js` draws them in blocks, and draws a block again only if one of its rows is another.

import { arrival } from "./state.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * @typedef {(
 *   | {kind: "day", key: string, at: string}
 *   | {kind: "fresh", key: string, count: number}
 *   | {kind: "moves", key: string, at: string, move: "joined" | "left", names: string}
 *   | {kind: "system", key: string, message: Message}
 *   | {kind: "message", key: string, message: Message, first: boolean, tick: boolean, kept: number, quoted: Message | null}
 * )} Row
 */

/** A run of rows that are drawn together; `key` stays when older ones come before it. @typedef {{key: string, rows: Row[]}} Block */

/** Arrivals so far apart are one sentence. */
const TOGETHER_MIN = 5;
/** Ids to a block. */
const BLOCK = 64;

/** Minutes of a day. @param {string} at */
const minutes = (at) => Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));

/**
 * The rows of these messages.
 * @param {Message[]} messages
 * @param {number | null} fresh the id over which the line of new messages stands
 * @param {number} [from] the first one that is drawn; those before it may still be quoted
 * @returns {Row[]}
 */
export function rows(messages, fresh, from = 0) {
  /** @type {Row[]} */
  const all = [];
  let lastOwn = messages.length - 1;
  while (lastOwn >= from && !(messages[lastOwn].mine && messages[lastOwn].sent && !messages[lastOwn].kept))
    lastOwn -= 1;
  let day = "";
  /** @type {Message | null} */
  let before = null;
  /** @type {{row: Extract<Row, {kind: "moves"}>, names: string[]} | null} */
  let moving = null;
  // It may be further up than what is drawn.
  const freshAt = fresh === null ? -1 : messages.findIndex((one) => one.id !== null && one.id >= fresh);
  for (let index = from; index < messages.length; index += 1) {
    const one = messages[index];
    const today = one.at.slice(0, 10);
    if (today !== day && today !== "") {
      day = today;
      all.push({ kind: "day", key: `d${today}`, at: one.at });
      before = null;
      moving = null;
    }
    if (index === freshAt) {
      const count = messages.slice(index).filter((other) => other.kind !== "system" && !other.mine).length;
      if (count > 0) all.push({ kind: "fresh", key: "fresh", count });
      before = null;
      moving = null;
    }
    const move = arrival(one);
    if (move) {
      if (moving && moving.row.move === move.kind && minutes(one.at) - minutes(moving.row.at) < TOGETHER_MIN) {
        moving.names.push(move.name);
        moving.row.names = moving.names.join("\n");
        continue;
      }
      /** @type {Extract<Row, {kind: "moves"}>} */
      const row = { kind: "moves", key: one.key, at: one.at, move: move.kind, names: move.name };
      moving = { row, names: [move.name] };
      all.push(row);
      before = null;
      continue;
    }
    moving = null;
    if (one.kind === "system") {
      all.push({ kind: "system", key: one.key, message: one });
      before = null;
      continue;
    }
    const together =
      before !== null &&
      before.from === one.from &&
      before.kind === one.kind &&
      !before.poll &&
      !one.poll &&
      one.kind === "said" &&
      one.replyTo === null &&
      before.at.slice(0, 16) === one.at.slice(0, 16);
    const next = messages[index + 1];
    let kept = 0;
    if (one.kept && !next?.kept) {
      for (let back = index; back >= 0 && messages[back].kept; back -= 1) kept += 1;
    }
    all.push({
      kind: "message",
      key: one.key,
      message: one,
      first: !together,
      tick: index === lastOwn,
      kept,
      quoted: one.replyTo === null ? null : (messages.find((other) => other.id === one.replyTo) ?? null),
    });
    before = one;
  }
  return all;
}

/**
 * The rows in blocks by the messages' ids, so that what comes before or behind changes only the block where it is.
 * @param {Row[]} all
 * @returns {Block[]}
 */
export function blocks(all) {
  /** @type {Block[]} */
  const found = [];
  let current = "";
  for (const row of all) {
    const id = row.kind === "message" ? row.message.id : null;
    const key = id === null ? current || "b" : `b${Math.floor(id / BLOCK)}`;
    const last = found.at(-1);
    if (last && (key === current || id === null)) {
      last.rows.push(row);
      continue;
    }
    // Ids only grow, so a key comes once; a row without one before all others goes with them.
    if (last && last.key === "b") {
      last.key = key;
      last.rows.push(row);
    } else {
      found.push({ key, rows: [row] });
    }
    current = key;
  }
  return found;
}

/** Whether two blocks draw the same. @param {Row[]} one @param {Row[]} other */
export function sameRows(one, other) {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((row, index) => sameRow(row, other[index]));
}

/** @param {any} one @param {any} other */
function sameRow(one, other) {
  if (one === other) return true;
  for (const field in one) if (one[field] !== other[field]) return false;
  return one.kind === other.kind;
}
