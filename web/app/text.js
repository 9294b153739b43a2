// The text of a message: where its code, links and calls are. Pure; `view/message.js` makes elements of it. Nothing is linked or
// called inside code.

/** @typedef {{t: "text" | "code" | "link" | "at", text: string}} Run */
/** @typedef {{kind: "text", runs: Run[]} | {kind: "code", lang: string, text: string}} Part */

/** Languages that the code box offers, by the word that stands behind the fence. @type {[string, string][]} */
export const LANGUAGES = [
  ["java", "Java"],
  ["python", "Python"],
  ["c", "C"],
  ["sql", "SQL"],
  ["bash", "Bash"],
  ["html", "HTML"],
  ["css", "CSS"],
  ["javascript", "JavaScript"],
  ["php", "PHP"],
  ["json", "JSON"],
  ["", ""],
];

const OTHER_NAMES = /** @type {Record<string, string>} */ ({
  py: "python",
  js: "javascript",
  sh: "bash",
  shell: "bash",
  "c++": "C++",
  cpp: "C++",
  cs: "C#",
  rs: "Rust",
  kt: "Kotlin",
  xml: "XML",
  yaml: "YAML",
});

/** Whether a plain object has a key of its own: one more that browsers of 2021 call otherwise. @param {object} one @param {string} key */
export const hasOwn = (one, key) => Object.prototype.hasOwnProperty.call(one, key);

/** What a language is called on the page, "" for plain text. @param {string} word */
export function languageName(word) {
  const key = word.toLowerCase();
  // Anybody writes anything behind a fence, `constructor` too.
  const other = hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : key;
  return LANGUAGES.find(([one]) => one === other)?.[1] ?? (other === key ? word : other);
}

/** A line that begins a code block, and the end of one. */
const OPENS = /(?:^|\n)```([^\n`]*)\n/g;
const CLOSES = /```(?=\n|$)/g;

/**
 * The parts of a message, in order. Whoever writes it chooses its letters, and all who read it pay for them: each step here takes a
 * time that grows as the text does, and no faster.
 * @param {string} text
 * @param {string} [me] one's own name, and
 * @param {string[]} [names] the others', which `@` may call
 * @returns {Part[]}
 */
export function parts(text, me = "", names = []) {
  /** @type {Part[]} */
  const found = [];
  const whole = text.replace(/\r\n?/g, "\n");
  const called = callable(whole, me, names);
  let at = 0;
  for (;;) {
    const opens = next(OPENS, whole, at);
    if (!opens) break;
    const begin = opens.index + opens[0].length;
    const closes = next(CLOSES, whole, begin);
    // What does not close this one closes no later one either.
    if (!closes) break;
    const before = whole.slice(at, opens.index);
    if (before.trim() !== "") found.push({ kind: "text", runs: runs(withoutLines(before, true), called) });
    const end = closes.index > begin && whole[closes.index - 1] === "\n" ? closes.index - 1 : closes.index;
    found.push({ kind: "code", lang: opens[1].trim().slice(0, 20), text: whole.slice(begin, end) });
    at = closes.index + closes[0].length;
  }
  const rest = whole.slice(at);
  if (rest.trim() !== "" || found.length === 0) {
    found.push({ kind: "text", runs: runs(found.length > 0 ? withoutLines(rest, false) : rest, called) });
  }
  return found;
}

/** The first match from there on. @param {RegExp} pattern @param {string} text @param {number} from */
function next(pattern, text, from) {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** A text without the empty lines before it, and those behind it. @param {string} text @param {boolean} behind */
function withoutLines(text, behind) {
  let [begin, end] = [0, text.length];
  while (begin < end && text[begin] === "\n") begin += 1;
  while (behind && end > begin && text[end - 1] === "\n") end -= 1;
  return text.slice(begin, end);
}

const TOKEN = /`([^`\n]+)`|\bhttps?:\/\/[^\s<>"'`«»]+/giu;

/**
 * @param {string} text
 * @param {Called[]} called
 * @returns {Run[]}
 */
function runs(text, called) {
  /** @type {Run[]} */
  const found = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const whole = match[1] === undefined ? linkOf(match[0]) : match[0];
    if (match[1] === undefined && !linkable(whole)) continue;
    if (match.index > at) found.push(...calls(text.slice(at, match.index), called));
    found.push(match[1] === undefined ? { t: "link", text: whole } : { t: "code", text: match[1] });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push(...calls(text.slice(at), called));
  return found;
}

/** A link without what ends the sentence, and without brackets that it did not open. @param {string} text */
function linkOf(text) {
  const sentence = text.includes("(") ? ".,;:!?…" : ".,;:!?…)";
  let end = text.length;
  while (end > 0 && sentence.includes(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

/** Only addresses of the web become links. @param {string} text */
export function linkable(text) {
  try {
    const { protocol, hostname } = new URL(text);
    return (protocol === "http:" || protocol === "https:") && hostname !== "";
  } catch {
    return false;
  }
}

/** A name that may be called, as it is compared. @typedef {{folded: string, length: number}} Called */

/**
 * Whom a text may call, the longest names first.
 * @param {string} text
 * @param {string} me
 * @param {string[]} names
 * @returns {Called[]}
 */
function callable(text, me, names) {
  if (!text.includes("@")) return [];
  return [me, ...names]
    .filter((name) => name !== "")
    .map((name) => ({ folded: name.toLowerCase(), length: name.length }))
    .sort((one, other) => other.length - one.length);
}

/**
 * @param {string} text
 * @param {Called[]} called
 * @returns {Run[]}
 */
function calls(text, called) {
  if (called.length === 0 || !text.includes("@")) return [{ t: "text", text }];
  /** @type {Run[]} */
  const found = [];
  let plain = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    if (at > 0 && /[\p{L}\p{N}_]/u.test(text[at - 1])) continue;
    const rest = text.slice(at + 1, at + 1 + called[0].length).toLowerCase();
    const begins = (/** @type {number} */ from) => /^[\p{L}\p{N}_]/u.test(text.slice(from, from + 2));
    const name = called.find((one) => rest.startsWith(one.folded) && !begins(at + 1 + one.length));
    if (!name) continue;
    if (at > plain) found.push({ t: "text", text: text.slice(plain, at) });
    plain = at + 1 + name.length;
    found.push({ t: "at", text: text.slice(at, plain) });
    at = plain - 1;
  }
  if (plain < text.length) found.push({ t: "text", text: text.slice(plain) });
  return found;
}

/** A message in one line, for a quote or what is read aloud. @param {string} text @param {string} [code] what stands for code */
export function oneLine(text, code = "…") {
  return parts(text)
    .map((part) => (part.kind === "code" ? code : part.runs.map((run) => run.text).join("")))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

/** A code block as it is sent. @param {string} lang @param {string} text */
export const fenced = (lang, text) => `\`\`\`${lang}\n${text.trimEnd()}\n\`\`\``;
