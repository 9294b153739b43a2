// Tables as a French spreadsheet opens them by a double click (`classcord export --spreadsheet` writes the same): semicolons, a
// byte order mark, texts in quotes, nothing that begins a formula. And class lists as schools' tools write them. Pure, but for `save`.

/** What ends a piece of a text in which a cell could begin. */
const PIECES = /[^;\t\r\n]*[;\t\r\n]|[^;\t\r\n]+$/g;

/** A text with an apostrophe wherever a formula could begin. @param {string} text */
export function guarded(text) {
  const indented = /^'*[\t\r]/.test(text) ? "'" : "";
  const pieces = text.match(PIECES) ?? [];
  return indented + pieces.map((piece) => (/^["']*[=+\-@]/.test(piece) ? `'${piece}` : piece)).join("");
}

/**
 * @param {(string | number | null)[][]} rows
 * @returns {string}
 */
export function table(rows) {
  const cell = (/** @type {string | number | null} */ value) => {
    if (value === null) return "";
    return typeof value === "number" ? String(value) : `"${guarded(value).replace(/"/g, '""')}"`;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;
}

/**
 * Hands a file to the browser.
 * @param {string} name
 * @param {string} text
 * @param {string} [kind]
 */
export function save(name, text, kind = "text/csv;charset=utf-8") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * The text of a file, and what it was written in: UTF-8, UTF-16 with its mark, else windows-1252.
 * @param {Uint8Array} bytes
 * @returns {{text: string, encoding: string}}
 */
export function decode(bytes) {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: "UTF-16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}

/**
 * The records of a text, with the line on which each begins.
 * @param {string} text
 * @param {string} separator
 * @returns {{line: number, cells: string[]}[]}
 */
export function records(text, separator) {
  /** @type {{line: number, cells: string[]}[]} */
  const all = [];
  let [cells, cell, quoted, line, begins] = [/** @type {string[]} */ ([]), "", false, 1, 1];
  const end = () => {
    cells.push(cell.trim());
    if (cells.some(Boolean)) all.push({ line: begins, cells });
    [cells, cell, begins] = [[], "", line];
  };
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (c === "\n") line += 1;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') {
        cell += c;
        at += 1;
      } else quoted = false;
    } else if (c === '"' && cell.trim() === "") {
      [quoted, cell] = [true, ""];
    } else if (c === separator) {
      cells.push(cell.trim());
      cell = "";
    } else if (c === "\n") end();
    else if (c !== "\r") cell += c;
  }
  end();
  return all;
}

/** A column's name without accents, capitals and blanks. @param {string} text */
const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

const SURNAMES = "nomdefamille nomdusage nomusage nomeleve nomdeleve lastname surname familyname nom last".split(" ");
const FIRST_NAMES =
  "prenomusuel prenomusage prenom prenoms prenom1 prenomeleve prenomdeleve firstname givenname first".split(" ");
const SURNAME_FIRST = "nomprenom nometprenom nomprenoms nometprenoms".split(" ");
const WHOLE = "prenomnom prenometnom nomcomplet fullname eleve eleves etudiant etudiants student pupil name nom".split(
  " ",
);
const GROUPS = "groupe group classe class division section td tp libelleclasse codeclasse structure".split(" ");
const ACCOUNTS = "identifiant login username user pseudo compte account utilisateur".split(" ");
/** Records before the one that names the columns: a title, a date. */
const TITLES = 10;

/** @typedef {{line: number, first: string, last: string, group: string, account: string}} Pupil */

/**
 * The people of a class list; null if no line names its columns.
 * @param {string} text
 * @returns {{pupils: Pupil[], nameless: number[], separator: string} | null}
 */
export function classList(text) {
  const plain = text.replace(/^\ufeff/, "");
  for (const separator of [";", "\t", ","]) {
    const all = records(plain, separator);
    for (let head = 0; head < Math.min(TITLES, all.length); head += 1) {
      const names = all[head].cells.map(folded);
      const at = (/** @type {string[]} */ list) => names.findIndex((name) => list.includes(name));
      const [last, first, both, whole] = [at(SURNAMES), at(FIRST_NAMES), at(SURNAME_FIRST), at(WHOLE)];
      const two = last >= 0 && first >= 0;
      if (!two && both < 0 && whole < 0 && first < 0) continue;
      const [group, account] = [at(GROUPS), at(ACCOUNTS)];
      /** @type {Pupil[]} */
      const pupils = [];
      const nameless = [];
      for (const { line, cells } of all.slice(head + 1)) {
        const cell = (/** @type {number} */ index) => (index >= 0 ? (cells[index] ?? "") : "").slice(0, 80);
        const name = two
          ? { first: cell(first), last: cell(last) }
          : both >= 0
            ? surnameFirst(cell(both))
            : parted(cell(whole >= 0 ? whole : first));
        if (name.first === "" && name.last === "") nameless.push(line);
        else pupils.push({ line, ...name, group: cell(group), account: cell(account) });
      }
      return { pupils, nameless, separator };
    }
  }
  return null;
}

/** "MARTIN Léa", "MARTIN, Léa". @param {string} text */
function surnameFirst(text) {
  const comma = text.split(",");
  if (comma.length === 2) return { last: comma[0].trim(), first: comma[1].trim() };
  const words = text.split(/\s+/).filter(Boolean);
  const capitals = words.findIndex((word) => word !== word.toUpperCase());
  const cut = capitals > 0 ? capitals : 1;
  return { last: words.slice(0, cut).join(" "), first: words.slice(cut).join(" ") };
}

/** "Léa MARTIN", unless capitals or a comma tell another order. @param {string} text */
function parted(text) {
  if (text.includes(",")) return surnameFirst(text);
  const words = text.split(/\s+/).filter(Boolean);
  const last = words[words.length - 1];
  if (words.length > 1 && words[0] === words[0].toUpperCase() && last !== last.toUpperCase()) return surnameFirst(text);
  return { first: words[0] ?? "", last: words.slice(1).join(" ") };
}

/** A text in small letters without accents, words put together by hyphens. @param {string} text */
export const plainName = (text) =>
  text
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss")
    .replace(/['’ʼ]/g, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/**
 * Names for accounts, as `classcord import` makes them: the first name, with as many letters of the surname as it takes.
 * @param {Pupil[]} pupils
 * @returns {string[]}
 */
export function accountNames(pupils) {
  const stems = pupils.map((one) => plainName(one.first) || plainName(one.last));
  /** @type {Set<string>} */
  const used = new Set(pupils.map((one) => one.account.toLowerCase()).filter(Boolean));
  return pupils.map((one, index) => {
    if (one.account) return one.account;
    const stem = stems[index];
    const shared = stems.filter((other, at) => other === stem && !pupils[at].account).length > 1;
    const last = plainName(one.last).replace(/-/g, "");
    const candidates = shared ? [] : [stem];
    for (let letters = 1; letters <= last.length; letters += 1) candidates.push(`${stem}.${last.slice(0, letters)}`);
    for (let number = 2; number < 100; number += 1) candidates.push(`${stem}${number}`);
    const others = pupils.filter((other, at) => at !== index && stems[at] === stem && !other.account);
    const distinct = (/** @type {string} */ name) =>
      !shared || !others.some((other) => `${stem}.${plainName(other.last).replace(/-/g, "")}`.startsWith(name));
    const found =
      candidates.find((name) => !used.has(name) && distinct(name)) ??
      candidates.find((name) => !used.has(name)) ??
      stem;
    used.add(found);
    return found;
  });
}
