// Which messages of a conversation are drawn: a stretch around what is read, so that a page that knows thousands has the elements
// of some hundred. Pure; `view/log.js` moves the stretch while one scrolls.

/** @typedef {import("./types.js").Message} Message */

/**
 * A stretch by the keys of its first message, of its last one, and of the first behind it; `end` is "" while it goes to the newest, and
 * grows with what comes; `first` is "" for the newest ones.
 * @typedef {{first: string, last: string, end: string}} Span
 */

/** The newest messages. @type {Span} */
export const NEWEST = { first: "", last: "", end: "" };

/** As many are drawn at first, and so many before and behind a message that is looked for; what is around them follows. */
const OPENING = 10;
const BEFORE = 3;
const BEHIND = 9;
/** As many are drawn at once of those that come, and at most so many in a frame of those that are around. */
const COMING = 16;
export const STEP = 6;

/** Frames that follow each other in less are quick, and in more slow; after more than a break, nobody waited for one (ms). */
const QUICK = 25;
const SLOW = 40;
const BREAK = 250;

/**
 * How many are drawn in a frame, so that a slow device keeps up.
 * @param {number} step how many were in the last one
 * @param {number} took what went by since then, in milliseconds
 */
export function nextStep(step, took) {
  if (took > SLOW && took < BREAK) return Math.max(2, step >> 1);
  return took < QUICK ? Math.min(STEP, step + 1) : step;
}

/**
 * The indices between which a stretch stands now: messages may have come at both ends, and others may be gone. Of many that come at
 * once, after a break, one who follows sees the newest; who reads further up gets them by scrolling.
 * @param {Message[]} messages
 * @param {Span} span
 * @param {boolean} following whether the newest are in view
 * @returns {{from: number, to: number, lost: boolean}} `lost`: nothing is left of what was drawn
 */
export function limits(messages, span, following) {
  const all = messages.length;
  const first = place(messages, span.first);
  const end = place(messages, span.end);
  const to = end < 0 ? all : end;
  if (first < 0 || first >= to) return { from: Math.max(0, all - OPENING), to: all, lost: span.first !== "" };
  const last = place(messages, span.last);
  if (end < 0 && last >= first && all - last > COMING) {
    return following ? { from: all - OPENING, to: all, lost: false } : { from: first, to: last + 1, lost: false };
  }
  return { from: first, to, lost: false };
}

/** @param {Message[]} messages @param {string} key */
const place = (messages, key) => (key === "" ? -1 : messages.findIndex((one) => one.key === key));

/**
 * The stretch between two indices.
 * @param {Message[]} messages
 * @param {number} from
 * @param {number} to
 * @returns {Span}
 */
export const between = (messages, from, to) => ({
  first: messages[from]?.key ?? "",
  last: messages[to - 1]?.key ?? "",
  end: messages[to]?.key ?? "",
});

/**
 * The stretch around a message.
 * @param {Message[]} messages
 * @param {number} at
 * @returns {Span}
 */
export const around = (messages, at) =>
  between(messages, Math.max(0, at - BEFORE), Math.min(messages.length, at + BEHIND));
