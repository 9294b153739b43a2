// The words of the page in the language chosen, typographic spaces, times and days. A view asks for words by their key:
// `w("signIn")`. Only the chosen language is loaded (`words/fr.js`, `words/en.js`). What people wrote never goes through here.

/** @typedef {import("./words/fr.js").Words} Words */
/** @typedef {typeof import("./words/fr.js")} Table */

/** @type {"fr" | "en"} */
let chosen = "fr";
/** @type {Table} */
let table;

/** Words that are always the same, with their spaces: a drawing of the page asks for hundreds. @type {Map<string, string>} */
const settled = new Map();

/** The language of the page. */
export const lang = () => chosen;

/** Changes the language of the page, once its words are here. @param {"fr" | "en"} wanted */
export async function use(wanted) {
  table = wanted === "fr" ? await import("./words/fr.js") : await import("./words/en.js");
  chosen = wanted;
  settled.clear();
}

/** The language to begin with: the one that `before.js` has found. @returns {"fr" | "en"} */
export const firstLanguage = () => (document.documentElement.lang === "en" ? "en" : "fr");

/**
 * Words in the page's language.
 * @param {string} key
 * @param {...any} args
 * @returns {string}
 */
export function w(key, ...args) {
  const known = settled.get(key);
  if (known !== undefined) return known;
  const words = table.words[key] ?? more[key]?.[chosen === "fr" ? 0 : 1];
  if (words === undefined) throw new Error(`no words for ${key}`);
  if (typeof words === "function") return spaced(words(...args));
  const said = spaced(words);
  settled.set(key, said);
  return said;
}

/** Words of parts that are not always loaded, in French and English. @type {Record<string, [Words, Words]>} */
const more = {};

/** Adds words by their key, in French and English. @param {Record<string, [Words, Words]>} words */
export function addWords(words) {
  Object.assign(more, words);
}

const UNITS = /(\d) (s|min|h|Mo|Go|Ko|MB|GB|KB|ms|%)(?![\p{L}])/gu;

/**
 * A sentence of the page or of the server with the spaces and apostrophes that its language wants.
 * @param {string} text
 * @returns {string}
 */
export function spaced(text) {
  return table.spaces(text.replace(/(\p{L})'(\p{L})/gu, "$1’$2").replace(UNITS, "$1\u00a0$2"));
}

/** What somebody wrote, as it is written, between the marks of the page's language. @param {string} text */
export const quoted = (text) => `${table.quotes[0]}${text}${table.quotes[1]}`;

/** A place as it is written: `#général`, `Dora`. @param {{id: string, name: string}} place */
export const placeName = (place) => (place.id.startsWith("#") ? place.id : place.name);

/** Times. What the server says is its clock on the wall, `2025-06-20T17:14:06.611042`, without a zone; it is shown as it is. */
export const clock = {
  /** The time of this device, in the server's form. */
  now() {
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 23);
  },
  /** @param {string} at `10:40` */
  time: (at) => at.slice(11, 16),
  /** @param {string} at `2025-06-20` */
  day: (at) => at.slice(0, 10),
  /** The day in words, without the year if it is this one. @param {string} at @param {boolean} [marked] says "today" too */
  dayWords(at, marked = true) {
    const [year, month, day] = at.slice(0, 10).split("-").map(Number);
    if (!year) return "";
    const week = table.days[new Date(year, month - 1, day).getDay()];
    const now = clock.now();
    const same = now.slice(0, 4) === at.slice(0, 4) ? "" : ` ${year}`;
    const words = `${table.dayWords(week, day, month - 1)}${same}`;
    return marked && now.slice(0, 10) === at.slice(0, 10) ? `${w("today")}, ${words}` : words;
  },
  /** "today", or the day in words. @param {string} at */
  dayShort: (at) => (clock.now().slice(0, 10) === at.slice(0, 10) ? w("today") : clock.dayWords(at)),
  /** Until when: the time alone if it is today. @param {string} at */
  moment: (at) =>
    clock.now().slice(0, 10) === at.slice(0, 10) ? clock.time(at) : `${clock.dayWords(at)}, ${clock.time(at)}`,
};

/** Names in a row: "Ben, Chloé et 19 autres". @param {string[]} names */
export function namesInRow(names) {
  const unique = [...new Set(names)];
  if (unique.length === 1) return unique[0];
  if (unique.length <= 3) return `${unique.slice(0, -1).join(", ")} ${w("and")} ${unique[unique.length - 1]}`;
  return `${unique.slice(0, 2).join(", ")} ${w("and")} ${w("others", unique.length - 2)}`;
}
