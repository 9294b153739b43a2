// The state: all that the page knows, a plain object that is never changed but replaced by `reduce(state, event)`. No DOM, no
// clock, no socket: it runs in node, where `tests/state.mjs` tries it. `app/session.js` feeds it; the views read it.
//
// ## Where the teacher's views plug in
// `app/teacher/index.js` is loaded (once) when `state.me.role` is "moderator" or "admin"; pupils never load it. It exports one
// object, `teacher`, of the type `Teacher` in `app/types.js`:
//  - `reduce(state, event)`: what staff alone is told, kept in `state.staff` (null for pupils, `{}` for staff at first). It runs
//    behind `reduce` here for each event, and returns the same object if nothing changed;
//  - `enter(session)`: asks for what the panel needs, once at each login or reconnection; `typed(session)` anew behind a command;
//  - `Panel`: the class panel in the place of `People`, an `<aside class="panel" id="people">` with its `.rail` inside;
//    `session.folded` and `session.showControls` are its two switches (change one, then `session.refresh()`);
//  - `places`: the rows under "Gestion" and the views that replace the conversation (`state.here` is then "~roll" and so on);
//  - `Lead`: the button in the margin of the composer (announce, instead of the hand), `Announcement` what stands in the
//    composer's place while `state.staff.announcing`, `Band` what stands over the composer, `personFacts` more about a person;
//  - `barActions`, `personActions`, `messageActions`: more entries for the menus of a channel, a person, a message.
// It asks by `session.ask({type: …})`, a promise of the answer that a `Refusal` rejects; undoes by `session.toast({text, undo})`
// (`done` instead of acting at once: for what is sent after the 8 s); opens a dialog of its own by
// `session.showOwn(() => html`<${Dialog} …>`)`; and adds its words by `addWords` of `app/words.js`.

import { hasOwn } from "./text.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {import("./types.js").Event} Event */
/** @typedef {Record<string, any>} Line */

/** How many messages of a place are kept while the newest are in view; older ones are asked for again. */
const KEPT = 6000;

/** @type {State} */
export const start = {
  link: { phase: "connecting", retryAt: 0, lostAt: 0, entries: 0 },
  server: { version: "", features: [], facts: {} },
  me: null,
  gate: { error: null, change: null },
  people: {},
  elsewhere: {},
  lostServers: {},
  apart: false,
  places: {},
  here: "",
  looking: null,
  hand: { place: 0, since: "" },
  hands: [],
  silences: [],
  privateMode: "all",
  muted: null,
  lesson: null,
  polls: {},
  questions: [],
  boxClosed: false,
  answered: null,
  search: null,
  renamed: null,
  held: null,
  staff: null,
  focused: true,
  next: 1,
};

/** A text as names are compared: the server compares after NFKC and case folding too. @param {string} text */
const folded = (text) => text.normalize("NFKC").toLowerCase();

/**
 * What a name is compared by, and found by in plain objects: somebody may be called `__proto__` or `constructor`, which each of these
 * has, so such a name has a blank before it here, as no name has.
 * @param {string} name
 */
export function fold(name) {
  const key = folded(name);
  return key in Object.prototype ? ` ${key}` : key;
}

/** What the server tells under a name, whatever that name is. @param {Record<string, any> | undefined} told @param {string} name */
const under = (told, name) => (told && hasOwn(told, name) ? told[name] : undefined);

/** @param {string} name the id of the private conversation with this person */
export const talkWith = (name) => `@${fold(name)}`;

/** The channel in which everybody is. @param {State} state */
export const mainChannel = (state) => String(state.server.facts.channel ?? "#général");

/** @param {string} id whether this is the id of a channel */
export const isChannel = (id) => id.startsWith("#");

/** @param {string} id whether this is the id of a private conversation */
export const isTalk = (id) => id.startsWith("@");

/**
 * The state after an event.
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function reduce(state, event) {
  const step = /** @type {Record<string, (state: State, event: any) => State>} */ (on)[event.type];
  return step ? step(state, event) : state;
}

/**
 * A place, made if there is none.
 * @param {State} state
 * @param {string} id
 * @param {Partial<Place>} change
 * @returns {State}
 */
export function withPlace(state, id, change) {
  const place = state.places[id] ?? blank(id);
  return { ...state, places: { ...state.places, [id]: { ...place, ...change } } };
}

/**
 * @param {string} id
 * @returns {Place}
 */
function blank(id) {
  return {
    id,
    name: id.slice(1),
    topic: "",
    members: 0,
    joined: false,
    readOnly: false,
    slow: 0,
    slowUntil: 0,
    messages: [],
    more: true,
    loaded: false,
    loading: false,
    unread: 0,
    mentioned: false,
    fresh: null,
    up: false,
    draft: "",
    code: null,
    reply: null,
    edit: null,
  };
}

/**
 * Messages with one more, at the place of its id; one that is there already is replaced.
 * @param {Message[]} messages
 * @param {Message} message
 * @returns {Message[]}
 */
export function insert(messages, message) {
  const { id } = message;
  if (id === null) return [...messages, message];
  let at = messages.length;
  while (at > 0) {
    const before = messages[at - 1];
    const number = before.id;
    if (number === id) return messages.map((one, index) => (index === at - 1 ? merge(one, message) : one));
    // Messages without a number stay where they were said: those waiting to be sent at the end, the server's in their place.
    if (number !== null && number < id) break;
    if (number === null && !before.waiting && older(before, message)) break;
    at -= 1;
  }
  return [...messages.slice(0, at), message, ...messages.slice(at)];
}

/**
 * Messages with a page of the history, which mostly comes whole before them.
 * @param {Message[]} page
 * @param {Message[]} messages
 */
function together(page, messages) {
  const [last, first] = [page[page.length - 1], messages[0]];
  if (!last || !first) return page.length > 0 ? page : messages;
  const before = first.id === null ? !first.waiting && first.at > last.at : last.id !== null && first.id > last.id;
  return before ? [...page, ...messages] : page.reduce(insert, messages);
}

/**
 * Messages with one that has no number, at the place of its time; one that is there already stays.
 * @param {Message[]} messages
 * @param {Message} message
 */
function byTime(messages, message) {
  if (messages.some((one) => one.key === message.key)) return messages;
  let at = messages.length;
  while (at > 0 && (messages[at - 1].waiting || messages[at - 1].at > message.at)) at -= 1;
  return [...messages.slice(0, at), message, ...messages.slice(at)];
}

/** @param {Message} one @param {Message} other */
const older = (one, other) => one.at !== "" && one.at <= other.at;

/**
 * The same message, known better: what the page knew and the history does not say stays.
 * @param {Message} known
 * @param {Message} told
 * @returns {Message}
 */
function merge(known, told) {
  return { ...told, key: known.key, kept: known.kept || told.kept, gone: told.gone ?? known.gone };
}

/**
 * A message of the server as the page keeps it.
 * @param {State} state
 * @param {Line} line
 * @returns {Message}
 */
export function fromLine(state, line) {
  const system = line.subtype === "system";
  const from = String(line.from ?? "");
  return {
    key: typeof line.id === "number" ? `m${line.id}` : `s${state.next}`,
    id: typeof line.id === "number" ? line.id : null,
    from,
    to: String(line.to ?? ""),
    at: String(line.timestamp ?? ""),
    text: String(line.content ?? ""),
    kind: system ? (line.code === "announcement" ? "announce" : "system") : "said",
    code: line.code ?? null,
    mine: !system && state.me !== null && fold(from) === fold(state.me.name),
    waiting: false,
    sent: false,
    kept: false,
    failed: null,
    edited: Boolean(line.edited),
    // A message that is gone is in no history, and what is erased meanwhile comes as `delete`: what a message says of it is
    // its author's own, as is every field that the server does not know.
    gone: null,
    replyTo: typeof line.reply_to === "number" ? line.reply_to : null,
    reacts: reactions(line.reactions),
    private: line.subtype === "private",
    poll: null,
  };
}

/**
 * Reactions as `[emoji, names]`, whatever the order in which the server lists them.
 * @param {any} told
 * @returns {[string, string[]][]}
 */
function reactions(told) {
  if (!told || typeof told !== "object") return [];
  return Object.entries(told)
    .map(([emoji, names]) => /** @type {[string, string[]]} */ ([emoji, Array.isArray(names) ? names.map(String) : []]))
    .filter(([, names]) => names.length > 0);
}

/**
 * Reactions with one more or less.
 * @param {[string, string[]][]} all
 * @param {string} emoji
 * @param {string} user
 * @param {boolean} on
 * @returns {[string, string[]][]}
 */
export function reacted(all, emoji, user, on) {
  const known = all.find(([one]) => one === emoji)?.[1] ?? [];
  const others = known.filter((name) => fold(name) !== fold(user));
  const names = on ? [...others, user] : others;
  if (!all.some(([one]) => one === emoji)) return names.length > 0 ? [...all, [emoji, names]] : all;
  return all
    .map(([one, list]) => /** @type {[string, string[]]} */ ([one, one === emoji ? names : list]))
    .filter(([, list]) => list.length > 0);
}

/**
 * Whether a text calls somebody by their name, as `@name`, in any capitals.
 * @param {string} text
 * @param {string} name
 */
export function mentions(text, name) {
  const [said, called] = [folded(text), `@${folded(name)}`];
  const where = said.indexOf(called);
  if (where < 0) return false;
  const after = said.charAt(where + called.length);
  return !/[\p{L}\p{N}_]/u.test(after);
}

/**
 * What the server says of arrivals, in its two languages, so that the page groups them and says them in its own.
 * @type {[RegExp, "joined" | "left"][]}
 */
const ARRIVALS = [
  [/^(.+) a rejoint la discussion\.$/, "joined"],
  [/^(.+) has joined the chat\.$/, "joined"],
  [/^(.+) a quitté la discussion\.$/, "left"],
  [/^(.+) has left the chat\.$/, "left"],
];

/**
 * @param {Message} message
 * @returns {{kind: "joined" | "left", name: string} | null}
 */
export function arrival(message) {
  if (message.kind !== "system" || message.code) return null;
  for (const [pattern, kind] of ARRIVALS) {
    const found = pattern.exec(message.text);
    if (found) return { kind, name: found[1] };
  }
  return null;
}

/** A mute as it is told to whom it is for: until when ("" without an end), and the reason that was given ("" without one). @typedef {{until: string, reason: string}} Mute */

const MUTE =
  /^(?:Vous êtes muet|You are muted) (?:(?:jusqu'à|until) (?<time>\d\d:\d\d)|jusqu'au (?<d>\d\d)\/(?<m>\d\d)\/(?<y>\d{4}) à (?<then>\d\d:\d\d)|until (?<day>\d{4}-\d\d-\d\d) (?<at>\d\d:\d\d)|sans limite de durée|without an end)(?: \((?<reason>.*)\))? ?: (?:vous pouvez lire, pas écrire|you may read, not write)\.$/s;

/**
 * What the server says of a mute, in its two languages, to whom it is for: the mute, "over" when it has ended, null for anything else.
 * @param {string} text
 * @param {string} today the day on which it is said, `2025-06-20`: of another day than that the server says the date
 * @returns {Mute | "over" | null}
 */
export function muting(text, today) {
  if (/^(Vous pouvez de nouveau écrire|You may write again)\.$/.test(text)) return "over";
  const of = MUTE.exec(text)?.groups;
  if (!of) return null;
  const { time, d, m, y, then, day, at, reason = "" } = of;
  if (time) return { until: `${today}T${time}`, reason };
  if (then) return { until: `${y}-${m}-${d}T${then}`, reason };
  return { until: day ? `${day}T${at}` : "", reason };
}

/** Where a line's message belongs.
 * @param {State} state
 * @param {Line} line
 * @returns {string}
 */
function placeOf(state, line) {
  if (line.subtype === "private") {
    const from = String(line.from ?? "");
    const mine = state.me !== null && fold(from) === fold(state.me.name);
    return talkWith(mine ? String(line.to ?? "") : from);
  }
  const channel = String(line.channel ?? "");
  if (line.subtype === "system") {
    // What the server says to one person is read where they are.
    const here = state.here in state.places ? state.here : "";
    if (line.to !== "global" && isChannel(here)) return here;
    return channel in state.places ? channel : here || channel;
  }
  return channel;
}

/**
 * @param {State} state
 * @param {Line} line
 * @returns {State}
 */
function message(state, line) {
  const told = { ...state, next: state.next + 1 };
  const one = fromLine(state, line);
  const id = placeOf(state, line);
  if (id === "") return told;
  const known = told.places[id];
  if (known && one.id !== null && known.messages.some((other) => other.id === one.id)) return told;
  if (line.code === "guest_renamed" && told.me) {
    const name = one.to !== "" && one.to !== "global" ? one.to : told.me.name;
    return {
      ...told,
      me: { ...told.me, name },
      renamed: told.link.entries > 1 ? { name, wanted: told.me.wanted } : null,
    };
  }
  const place = known ?? {
    ...blank(id),
    name: one.private ? (one.mine ? one.to : one.from) : id.slice(1),
    joined: true,
  };
  const seen = id === told.here && told.focused && !place.up && told.looking === null;
  const counts = one.kind !== "system" && !one.mine && !line.history;
  const calls = counts && told.me !== null && (one.private || mentions(one.text, told.me.name));
  const trimmed = place.messages.length > KEPT && seen ? place.messages.slice(-KEPT / 2) : place.messages;
  return withPlace(told, id, {
    name: place.name,
    joined: true,
    messages: place.detached ? place.messages : insert(trimmed, one),
    more: place.more || trimmed !== place.messages,
    loaded: place.loaded,
    unread: seen || !counts ? place.unread : place.unread + 1,
    mentioned: place.mentioned || (!seen && calls),
    // The line over what is new is set by the first that comes while nobody looks.
    fresh: !seen && counts && place.fresh === null && one.id !== null ? one.id : place.fresh,
  });
}

/** Changes one message, wherever it is.
 * @param {State} state
 * @param {(message: Message) => boolean} which
 * @param {(message: Message) => Message} change
 * @returns {State}
 */
export function changeMessage(state, which, change) {
  for (const place of Object.values(state.places)) {
    const at = place.messages.findIndex(which);
    if (at < 0) continue;
    const messages = place.messages.slice();
    messages[at] = change(messages[at]);
    return withPlace(state, place.id, { messages });
  }
  return state;
}

/**
 * Somebody of another server.
 * @param {string} server
 * @param {string} name
 * @param {string} [presence]
 * @returns {Person}
 */
const ofServer = (server, name, presence) => ({ ...stranger(name), server, state: presence ?? "online" });

/**
 * Somebody, here or on another server.
 * @param {State} state
 * @param {string} key the name, folded
 * @returns {Person | undefined}
 */
export const somebody = (state, key) => state.elsewhere[key] ?? state.people[key];

/**
 * @param {State} state
 * @param {string} name
 * @param {Partial<Person> | null} change null: gone
 * @returns {State}
 */
function withPerson(state, name, change) {
  const key = fold(name);
  const known = state.people[key];
  if (change === null) {
    if (!known) return state;
    return { ...state, people: { ...state.people, [key]: { ...known, state: "offline" } } };
  }
  const person = { ...(known ?? stranger(name)), ...change, name };
  return { ...state, people: { ...state.people, [key]: person } };
}

/**
 * A line in the conversation about what somebody did to a channel; `app/view/message.js` has the words. What the server told has its
 * time in `at`, one's own act has none and says nothing.
 * @param {State} state
 * @param {string} id
 * @param {Line} line
 */
function noted(state, id, line) {
  const place = state.places[id];
  if (!line.at || !place || place.detached) return state;
  const told = { subtype: "system", from: "server", to: "global", timestamp: line.at, content: "" };
  const message = { ...fromLine(state, told), note: line };
  return withPlace({ ...state, next: state.next + 1 }, id, { messages: insert(place.messages, message) });
}

/** Somebody of whom nothing is known. @param {string} name @returns {Person} */
const stranger = (name) => ({ name, state: "online", role: "user", guest: guestName(name), muted: false });

/** @param {string} name whether the server gave this name to a guest */
export const guestName = (name) => /\((invité|guest)( \d+)?\)$/.test(name);

/** The steps, by the event's type; those of the server's lines are under `line`. */
const on = {
  /** @param {State} state @param {{link: Partial<State["link"]>}} event */
  link: (state, event) => {
    const link = { ...state.link, ...event.link };
    return { ...state, link };
  },

  /** @param {State} state @param {{line: Line}} event */
  hello: (state, { line }) => ({
    ...state,
    server: {
      version: String(line.version ?? ""),
      features: Array.isArray(line.features) ? line.features.map(String) : [],
      facts: line,
    },
  }),

  /** @param {State} state @param {{change: Partial<State["gate"]>}} event */
  gate: (state, event) => ({ ...state, gate: { ...state.gate, ...event.change } }),

  /** Somebody is in. @param {State} state @param {{me: import("./types.js").Me}} event */
  entered: (state, { me }) => ({
    ...state,
    me,
    gate: start.gate,
    staff: me.role === "user" ? null : (state.staff ?? {}),
    link: { ...state.link, entries: state.link.entries + 1 },
    hand: start.hand,
    hands: [],
    lostServers: {},
    renamed: null,
    held: null,
    muted: null,
  }),

  /** Nobody is in any more; what was read is forgotten. @param {State} state */
  left: (state) => ({ ...start, link: { ...state.link, entries: 0 }, server: state.server, next: state.next }),

  /** @param {State} state @param {{change: Partial<import("./types.js").Me>}} event */
  me: (state, { change }) => (state.me ? { ...state, me: { ...state.me, ...change } } : state),

  /** @param {State} state @param {{answer: Line}} event */
  users: (state, { answer }) => {
    /** @type {State["people"]} */
    const people = {};
    /** @type {State["elsewhere"]} */
    const elsewhere = {};
    for (const [server, names] of Object.entries(answer.elsewhere ?? {}))
      for (const name of names) elsewhere[fold(name)] = ofServer(server, name, under(answer.states, name));
    for (const name of answer.users ?? []) {
      if (fold(name) in elsewhere) continue;
      const known = state.people[fold(name)];
      // Who is not among those in charge is a pupil, if the server says who is.
      const role = under(answer.roles, name) ?? (answer.roles ? "user" : (known?.role ?? "user"));
      people[fold(name)] = {
        ...known,
        name,
        state: under(answer.states, name) ?? "online",
        role,
        guest: answer.guests ? answer.guests.includes(name) : (known?.guest ?? guestName(name)),
        muted: answer.muted ? answer.muted.includes(name) : (known?.muted ?? false),
      };
    }
    // Somebody with whom one talks in private stays in the list, away.
    for (const place of Object.values(state.places)) {
      const key = place.id.slice(1);
      if (isTalk(place.id) && !(key in people) && !(key in elsewhere)) {
        people[key] = { ...(state.people[key] ?? stranger(place.name)), state: "offline" };
      }
    }
    return { ...state, people, elsewhere };
  },

  /** @param {State} state @param {{channels: Line[]}} event */
  channels: (state, { channels }) => {
    const places = { ...state.places };
    const named = new Set(channels.map((one) => one.name));
    for (const id of Object.keys(places)) if (isChannel(id) && !named.has(id)) delete places[id];
    for (const one of channels) {
      const place = places[one.name] ?? blank(one.name);
      places[one.name] = {
        ...place,
        topic: String(one.topic ?? ""),
        members: Number(one.members ?? 0),
        joined: Boolean(one.joined),
        readOnly: Boolean(one.read_only),
        disabled: Boolean(one.disabled),
        staff: Boolean(one.staff),
        shared: Boolean(one.shared),
        slow: Number(one.slow ?? 0),
      };
    }
    return { ...state, places };
  },

  /** Older messages, or what was missed. @param {State} state @param {{place: string, messages: Line[], more?: boolean}} event */
  history: (state, { place: id, messages, more }) => {
    const place = state.places[id] ?? blank(id);
    let next = state.next;
    let list = place.messages;
    let unread = place.unread;
    const missed = [];
    const page = [];
    for (const line of messages) {
      const told = fromLine({ ...state, next }, line);
      next += 1;
      if (told.id !== null && told.mine && !list.some((one) => one.id === told.id)) {
        // What was sent when the connection broke, and came in all the same, waits no longer.
        const twin = list.findIndex((one) => one.waiting && one.doubtful && one.text === told.text);
        if (twin >= 0) list = list.filter((_, index) => index !== twin);
      }
      if (place.loaded && more === undefined && !told.mine && told.kind === "said") missed.push(told);
      page.push(told);
    }
    list = together(page, list);
    const seen = id === state.here && state.focused;
    if (!seen) unread += missed.length;
    const calls = missed.some((one) => state.me !== null && mentions(one.text, state.me.name));
    return withPlace({ ...state, next }, id, {
      messages: list,
      loaded: true,
      loading: false,
      more: more ?? place.more,
      unread,
      mentioned: place.mentioned || (!seen && calls),
      fresh: missed.length > 0 && place.fresh === null ? missed[0].id : place.fresh,
    });
  },

  /** Messages that the page itself kept. @param {State} state @param {{talks: Record<string, any[]>}} event */
  talks: (state, { talks }) => {
    let told = state;
    for (const [id, messages] of Object.entries(talks)) {
      const name = messages.length > 0 ? String(messages[0].mine ? messages[0].to : messages[0].from) : id.slice(1);
      told = withPlace(told, id, { name, joined: true, messages });
      if (!(id.slice(1) in told.people)) told = withPerson(told, name, { state: "offline" });
    }
    return told;
  },

  /** A place as the page changes it. @param {State} state @param {{place: string, change: Partial<Place>}} event */
  place: (state, { place, change }) => withPlace(state, place, change),

  /** Goes to a place. @param {State} state @param {{to: string, name?: string}} event */
  go: (state, { to, name }) => {
    let told = state;
    const from = state.places[state.here];
    if (from && from.id !== to) told = withPlace(told, from.id, { fresh: null, up: false, far: false });
    if (to.startsWith("~")) return { ...told, here: to, search: null, looking: null };
    const place = told.places[to];
    told = withPlace(told, to, {
      name: place?.name ?? name ?? to.slice(1),
      joined: isTalk(to) || (place?.joined ?? false),
      unread: 0,
      mentioned: false,
      // A guest's private conversations are kept nowhere but here.
      ...(isTalk(to) && !state.me?.account ? { loaded: true, more: false } : {}),
    });
    return { ...told, here: to, search: null, looking: null };
  },

  /** Whether somebody looks at the page. @param {State} state @param {{focused: boolean}} event */
  focus: (state, { focused }) => {
    const place = state.places[state.here];
    const told = { ...state, focused };
    if (!place) return told;
    if (focused) return withPlace(told, place.id, { unread: 0, mentioned: false });
    return withPlace(told, place.id, { fresh: null });
  },

  /** One says something: it waits until the server has it. @param {State} state @param {{place: string, message: Message}} event */
  say: (state, { place, message: one }) =>
    withPlace({ ...state, next: state.next + 1 }, place, {
      messages: [...(state.places[place]?.messages ?? []), one],
      fresh: null,
      up: false,
      far: false,
    }),

  /** The server has it. @param {State} state @param {{key: string, id: number, at: string}} event */
  acked: (state, { key, id, at }) => {
    for (const place of Object.values(state.places)) {
      const one = place.messages.find((other) => other.key === key);
      if (!one) continue;
      const rest = place.messages.filter((other) => other.key !== key && other.id !== id);
      return withPlace(state, place.id, {
        messages: insert(rest, { ...one, id, at, waiting: false, doubtful: false, sent: true }),
      });
    }
    return state;
  },

  /** The server does not take it. @param {State} state @param {{key: string, error: string, code: string}} event */
  refused: (state, { key, error, code }) =>
    changeMessage(
      state,
      (one) => one.key === key,
      (one) => ({ ...one, waiting: false, doubtful: false, failed: { text: error, code } }),
    ),

  /** It is about to be erased, and can still come back. @param {State} state @param {{key: string, hidden: boolean}} event */
  hide: (state, { key, hidden }) =>
    changeMessage(
      state,
      (one) => one.key === key,
      (one) => ({ ...one, hidden }),
    ),

  /** It waits for somebody who is away. @param {State} state @param {{place: string, key: string}} event */
  kept: (state, { key }) =>
    changeMessage(
      state,
      (one) => one.key === key,
      (one) => ({ ...one, kept: true }),
    ),

  /** It waits again. @param {State} state @param {{key: string}} event */
  again: (state, { key }) => {
    for (const place of Object.values(state.places)) {
      const one = place.messages.find((other) => other.key === key);
      if (!one) continue;
      const rest = place.messages.filter((other) => other.key !== key);
      return withPlace(state, place.id, { messages: [...rest, { ...one, failed: null, waiting: true }] });
    }
    return state;
  },

  /** Forgets a message that never left. @param {State} state @param {{key: string}} event */
  dropped: (state, { key }) => {
    for (const place of Object.values(state.places)) {
      if (!place.messages.some((one) => one.key === key)) continue;
      return withPlace(state, place.id, { messages: place.messages.filter((one) => one.key !== key) });
    }
    return state;
  },

  /** The connection broke: what was on its way may have arrived, or not. @param {State} state */
  doubtful: (state) => {
    const places = { ...state.places };
    for (const place of Object.values(places)) {
      if (!place.messages.some((one) => one.waiting && one.flown)) continue;
      places[place.id] = {
        ...place,
        messages: place.messages.map((one) => (one.waiting && one.flown ? { ...one, doubtful: true } : one)),
      };
    }
    return { ...state, places };
  },

  /** It was handed to the connection. @param {State} state @param {{key: string}} event */
  flown: (state, { key }) =>
    changeMessage(
      state,
      (one) => one.key === key,
      (one) => ({ ...one, flown: true }),
    ),

  /** @param {State} state @param {{change: Partial<State>}} event */
  set: (state, { change }) => ({ ...state, ...change }),

  /** @param {State} state @param {{line: Line}} event */
  line: (state, { line }) => {
    const step = /** @type {Record<string, (state: State, line: Line) => State>} */ (told)[line.type];
    return step ? step(state, line) : state;
  },
};

/** What the server tells of itself, by the line's type. */
const told = {
  message,

  /** The other servers of the school, or people of one of them. @param {State} state @param {Line} line */
  school: (state, line) => {
    if (typeof line.connected === "boolean") state = { ...state, apart: !line.connected };
    if (!line.server) return state;
    const elsewhere = { ...state.elsewhere };
    const lostServers = { ...state.lostServers };
    const there = Object.values(elsewhere).filter((one) => one.server === line.server).length;
    if (line.present !== false) delete lostServers[line.server];
    else if (there > 0) lostServers[line.server] = there;
    for (const name of line.left ?? []) delete elsewhere[fold(name)];
    for (const name of line.came ?? []) elsewhere[fold(name)] = ofServer(line.server, name, under(line.states, name));
    if (line.present === false)
      for (const [key, one] of Object.entries(elsewhere)) if (one.server === line.server) delete elsewhere[key];
    // With whom one talks is in the class's list, away, while they are in none.
    const people = { ...state.people };
    for (const key of Object.keys(elsewhere)) delete people[key];
    for (const place of Object.values(state.places)) {
      const key = place.id.slice(1);
      if (isTalk(place.id) && !(key in people) && !(key in elsewhere))
        people[key] = { ...(state.elsewhere[key] ?? stranger(place.name)), state: "offline" };
    }
    return { ...state, people, elsewhere, lostServers };
  },

  /** @param {State} state @param {Line} line */
  status: (state, line) => {
    const name = String(line.user);
    if (line.state === "offline" || line.state === "invisible") return withPerson(state, name, null);
    /** @type {Partial<Person>} */
    const change = { state: String(line.state) };
    if (line.role || state.server.features.includes("roles")) change.role = line.role ?? "user";
    if (typeof line.guest === "boolean") change.guest = line.guest;
    return withPerson(state, name, change);
  },

  /** @param {State} state @param {Line} line */
  delete: (state, line) =>
    changeMessage(
      state,
      (one) => one.id === line.id,
      (one) => ({ ...one, text: "", hidden: false, gone: { by: String(line.by ?? "") }, reacts: [] }),
    ),

  /** @param {State} state @param {Line} line */
  edited: (state, line) =>
    changeMessage(
      state,
      (one) => one.id === line.id,
      (one) => ({ ...one, text: String(line.content ?? one.text), edited: true }),
    ),

  /** What it answers has come after it, from another server. @param {State} state @param {Line} line */
  reply: (state, line) =>
    changeMessage(
      state,
      (one) => one.id === line.id,
      (one) => ({ ...one, replyTo: Number(line.reply_to) }),
    ),

  /** @param {State} state @param {Line} line */
  reaction: (state, line) =>
    changeMessage(
      state,
      (one) => one.id === line.id,
      (one) => ({ ...one, reacts: reacted(one.reacts, String(line.emoji), String(line.user), line.state === "on") }),
    ),

  /** @param {State} state @param {Line} line */
  cleared: (state, line) =>
    withPlace(state, line.channel, { messages: [], more: false, unread: 0, mentioned: false, fresh: null }),

  /** @param {State} state @param {Line} line */
  role: (state, line) =>
    fold(String(line.user)) in state.people ? withPerson(state, String(line.user), { role: line.role }) : state,

  /** @param {State} state @param {Line} line */
  topic: (state, line) =>
    line.channel in state.places
      ? withPlace(noted(state, line.channel, line), line.channel, { topic: String(line.topic ?? "") })
      : state,

  /** Who may write in a channel has changed. @param {State} state @param {Line} line */
  channel: (state, line) => {
    if (!(line.channel in state.places) || (line.mode !== "open" && line.mode !== "read_only")) return state;
    return withPlace(noted(state, line.channel, line), line.channel, { readOnly: line.mode === "read_only" });
  },

  /** @param {State} state @param {Line} line */
  slow: (state, line) =>
    line.channel in state.places
      ? withPlace(state, line.channel, { slow: Number(line.seconds ?? 0), slowUntil: 0 })
      : state,

  /** @param {State} state @param {Line} line */
  silence: (state, line) => {
    const rest = state.silences.filter((one) => one.channel !== (line.channel ?? null));
    if (line.state === "off") return { ...state, silences: line.channel === null ? [] : rest };
    const silence = { channel: line.channel ?? null, until: line.until ?? null, by: String(line.by ?? "") };
    return { ...state, silences: [...rest, silence] };
  },

  /** @param {State} state @param {Line} line */
  private_messages: (state, line) => ({ ...state, privateMode: line.mode }),

  /** @param {State} state @param {Line} line */
  hand: (state, line) => {
    const name = String(line.user ?? state.me?.name ?? "");
    const mine = state.me !== null && fold(name) === fold(state.me.name);
    const up = line.state === "up";
    const since = String(line.since ?? "");
    const hands = state.hands.filter((one) => fold(one.user) !== fold(name));
    if (up) hands.push({ user: name, since });
    return {
      ...state,
      hands: state.staff || mine ? hands : state.hands,
      hand: mine ? { place: up ? Number(line.place ?? 0) : 0, since: up ? since : "" } : state.hand,
    };
  },

  /** @param {State} state @param {Line} line */
  poll_opened: (state, line) => ({
    ...state,
    polls: { ...state.polls, [line.channel]: { ...line, folded: false, changing: false } },
  }),

  /** @param {State} state @param {Line} line */
  poll_counts: (state, line) => {
    const poll = Object.values(state.polls).find((one) => one.id === line.id);
    if (!poll) return state;
    return { ...state, polls: { ...state.polls, [poll.channel]: { ...poll, ...line, type: poll.type } } };
  },

  /** @param {State} state @param {Line} line */
  poll_closed: (state, line) => {
    const known = state.polls[line.channel];
    const polls = { ...state.polls };
    if (known?.id === line.id) delete polls[line.channel];
    const one = fromLine(state, { from: line.by, content: "", timestamp: line.closed ?? line.timestamp });
    const card = {
      ...one,
      key: `poll${line.id}`,
      poll: { ...line, yours: line.yours ?? known?.yours },
      kind: /** @type {const} */ ("said"),
    };
    const messages = byTime(state.places[line.channel]?.messages ?? [], card);
    return withPlace({ ...state, polls, next: state.next + 1 }, line.channel, { messages });
  },

  /** @param {State} state @param {Line} line */
  poll_cancelled: (state, line) => {
    const polls = { ...state.polls };
    if (polls[line.channel]?.id === line.id) delete polls[line.channel];
    return { ...state, polls };
  },

  /** @param {State} state @param {Line} line */
  question: (state, line) => {
    const known = state.questions.find((one) => one.id === line.id);
    const rest = state.questions.filter((one) => one.id !== line.id);
    return { ...state, questions: [...rest, { open: true, voted: false, mine: false, ...known, ...line }] };
  },

  /** @param {State} state @param {Line} line */
  question_votes: (state, line) => ({
    ...state,
    questions: state.questions.map((one) => (one.id === line.id ? { ...one, votes: line.votes } : one)),
  }),

  /** @param {State} state @param {Line} line */
  question_answered: (state, line) => {
    const known = state.questions.find((one) => one.id === line.id);
    return {
      ...state,
      questions: state.questions.map((one) =>
        one.id === line.id
          ? { ...one, open: false, by: line.by, answer: line.answer ?? null, answered: line.timestamp }
          : one,
      ),
      answered: known?.mine
        ? { ...known, by: line.by, answer: line.answer ?? null, answered: line.timestamp }
        : state.answered,
    };
  },

  /** @param {State} state @param {Line} line */
  question_box: (state, line) => ({ ...state, boxClosed: line.state === "closed" }),

  /** @param {State} state @param {Line} line */
  question_removed: (state, line) => ({ ...state, questions: state.questions.filter((one) => one.id !== line.id) }),
};
