// The rows of a conversation: days, the line over what is new, arrivals in one sentence, messages of one person run together.
// Pure; `view/log.js` draws them, and draws a row again only if it is another.

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

/** Arrivals so far apart are one sentence. */
const TOGETHER_MIN = 5;

/** Minutes of a day. @param {string} at */
const minutes = (at) => Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));

/**
 * The rows of these messages.
 * @param {Message[]} messages
 * @param {number | null} fresh the id over which the line of new messages stands
 * @param {number} [from] the first one that is drawn; those before it may still be quoted
 * @param {number} [to] the first one behind it that is not
 * @returns {Row[]}
 */
export function rows(messages, fresh, from = 0, to = messages.length) {
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
  for (let index = from; index < to; index += 1) {
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
    if (one.hidden) continue;
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

/** Whether two rows draw the same. @param {any} one @param {any} other */
export function sameRow(one, other) {
  if (one === other) return true;
  for (const field in one) if (one[field] !== other[field]) return false;
  return one.kind === other.kind;
}
