// What a device keeps for its owner: language, theme, sound, who they are, drafts. Owns localStorage and sessionStorage; a
// browser that refuses both (private windows do) keeps them for as long as the page is open.

/** @type {Map<string, string>} */
const memory = new Map();

/**
 * A text kept under this name, or null.
 * @param {string} name
 * @param {Storage | null} [where]
 * @returns {string | null}
 */
function read(name, where = local()) {
  try {
    const kept = where?.getItem(`classcord.${name}`);
    if (kept !== null && kept !== undefined) return kept;
  } catch {
    // Refused: what this page remembers itself is all there is.
  }
  return memory.get(name) ?? null;
}

/**
 * Keeps a text, or forgets it with null.
 * @param {string} name
 * @param {string | null} value
 * @param {Storage | null} [where]
 */
function write(name, value, where = local()) {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) where?.removeItem(`classcord.${name}`);
    else where?.setItem(`classcord.${name}`, value);
  } catch {
    // Full or refused: `memory` has it.
  }
}

/** @returns {Storage | null} */
function local() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** @returns {Storage | null} */
function session() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

/**
 * A value kept as JSON, or `otherwise` if there is none that can be read.
 * @template T
 * @param {string | null} text
 * @param {T} otherwise
 * @returns {T}
 */
function parsed(text, otherwise) {
  if (text === null) return otherwise;
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/**
 * How somebody came in, to come in again: an account by its token, or a guest by the name, with the token that holds it.
 * @typedef {{kind: "token", name: string, token: string} | {kind: "guest", name: string, token?: string}} Identity
 */

/** Who the owner of this device is: on it for good after "stay signed in", else until the tab is closed. */
export const identity = {
  /** @returns {Identity | null} */
  read: () => parsed(read("identity", session()), null) ?? parsed(read("identity"), null),
  /** @param {Identity} who @param {boolean} stay */
  keep(who, stay) {
    write("identity", JSON.stringify(who), stay ? local() : session());
  },
  forget() {
    write("identity", null, session());
    write("identity", null);
  },
};

/** The last name typed into the login form. */
export const lastName = {
  read: () => read("name") ?? "",
  /** @param {string} name */
  keep: (name) => write("name", name),
};

/** The theme: "light", "dark" or "auto" (as the device). */
export const theme = {
  /** @returns {"light" | "dark" | "auto"} */
  read() {
    const kept = read("theme");
    return kept === "light" || kept === "dark" ? kept : "auto";
  },
  /** @param {"light" | "dark" | "auto"} wanted */
  choose(wanted) {
    write("theme", wanted === "auto" ? null : wanted);
    theme.show();
    theme.keepInDocument();
  },
  /** Has what the browser keeps of the page's document in this theme, so that the next visit is painted in it at once: `src/web/theme.rs`. */
  keepInDocument() {
    void fetch("/", { cache: "reload", headers: { "ClassCord-Theme": theme.read() } }).catch(() => {});
  },
  show() {
    const wanted = theme.read();
    const dark = wanted === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : wanted === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  },
};

/** The language chosen on this device, which `before.js` reads. */
export const language = {
  /** @param {"fr" | "en"} wanted */
  keep: (wanted) => write("lang", wanted),
};

/** Whether a mention makes a sound. */
export const sound = {
  read: () => read("sound") !== "off",
  /** @param {boolean} on */
  keep: (on) => write("sound", on ? null : "off"),
};

/** Whether the class panel is folded; null if nobody chose. */
export const panelFolded = {
  /** @returns {boolean | null} */
  read: () => parsed(read("folded"), null),
  /** @param {boolean} folded */
  keep: (folded) => write("folded", JSON.stringify(folded)),
};

/** The channels that somebody was in, so that the next visit joins them again. */
export const joined = {
  /** @param {string} name @returns {string[]} */
  read: (name) => parsed(read(`joined.${name}`), /** @type {string[]} */ ([])),
  /** @param {string} name @param {string[]} channels */
  keep: (name, channels) => write(`joined.${name}`, JSON.stringify(channels)),
};

/** Where somebody was in this tab, to be there again after a reload. */
export const lastPlace = {
  /** @param {string} name */
  read: (name) => read(`place.${name}`, session()) ?? "",
  /** @param {string} name @param {string} place */
  keep: (name, place) => write(`place.${name}`, place, session()),
};

/** Private conversations of this tab: the server gives none back. */
export const talks = {
  /** @param {string} name @returns {Record<string, object[]>} */
  read: (name) => parsed(read(`talks.${name}`, session()), {}),
  /** @param {string} name @param {Record<string, object[]>} all */
  keep: (name, all) => write(`talks.${name}`, JSON.stringify(all), session()),
  /** @param {string} name */
  forget: (name) => write(`talks.${name}`, null, session()),
};
