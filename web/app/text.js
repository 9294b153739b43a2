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

/** What a language is called on the page, "" for plain text. @param {string} word */
export function languageName(word) {
  const key = word.toLowerCase();
  const other = OTHER_NAMES[key] ?? key;
  return LANGUAGES.find(([one]) => one === other)?.[1] ?? (other === key ? word : other);
}

const FENCE = /(?:^|\n)```([^\n`]*)\n([^]*?)\n?```(?=\n|$)/;

/**
 * The parts of a message, in order.
 * @param {string} text
 * @param {string} [me] one's own name, and
 * @param {string[]} [names] the others', which `@` may call
 * @returns {Part[]}
 */
export function parts(text, me = "", names = []) {
  /** @type {Part[]} */
  const found = [];
  let rest = text.replace(/\r\n?/g, "\n");
  for (;;) {
    const fence = FENCE.exec(rest);
    if (!fence) break;
    const before = rest.slice(0, fence.index);
    if (before.trim() !== "") found.push({ kind: "text", runs: runs(before.replace(/^\n+|\n+$/g, ""), me, names) });
    found.push({ kind: "code", lang: fence[1].trim().slice(0, 20), text: fence[2] });
    rest = rest.slice(fence.index + fence[0].length);
  }
  if (rest.trim() !== "" || found.length === 0) {
    found.push({ kind: "text", runs: runs(found.length > 0 ? rest.replace(/^\n+/, "") : rest, me, names) });
  }
  return found;
}

const TOKEN = /`([^`\n]+)`|\bhttps?:\/\/[^\s<>"'`«»]+/giu;

/**
 * @param {string} text
 * @param {string} me
 * @param {string[]} names
 * @returns {Run[]}
 */
function runs(text, me, names) {
  /** @type {Run[]} */
  const found = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    let whole = match[0];
    if (match[1] === undefined) {
      // What ends a sentence is not the link's, nor a bracket that the link did not open.
      whole = whole.replace(/[.,;:!?…]+$/u, "");
      while (whole.endsWith(")") && !whole.includes("(")) whole = whole.slice(0, -1).replace(/[.,;:!?…]+$/u, "");
      if (!linkable(whole)) continue;
    }
    if (match.index > at) found.push(...calls(text.slice(at, match.index), me, names));
    found.push(match[1] === undefined ? { t: "link", text: whole } : { t: "code", text: match[1] });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push(...calls(text.slice(at), me, names));
  return found;
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

/**
 * @param {string} text
 * @param {string} me
 * @param {string[]} names
 * @returns {Run[]}
 */
function calls(text, me, names) {
  if (!text.includes("@")) return [{ t: "text", text }];
  const known = [me, ...names].filter((name) => name !== "").sort((one, other) => other.length - one.length);
  /** @type {Run[]} */
  const found = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const before = at === 0 ? " " : text[at - 1];
    if (text[at] === "@" && !/[\p{L}\p{N}_]/u.test(before)) {
      const rest = text.slice(at + 1);
      const folded = rest.toLowerCase();
      const name = known.find(
        (one) => folded.startsWith(one.toLowerCase()) && !/^[\p{L}\p{N}_]/u.test(rest.slice(one.length)),
      );
      if (name) {
        if (plain) found.push({ t: "text", text: plain });
        plain = "";
        found.push({ t: "at", text: `@${rest.slice(0, name.length)}` });
        at += name.length + 1;
        continue;
      }
    }
    plain += text[at];
    at += 1;
  }
  if (plain) found.push({ t: "text", text: plain });
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
export const fenced = (lang, text) => `\`\`\`${lang}\n${text.replace(/\s+$/, "")}\n\`\`\``;
