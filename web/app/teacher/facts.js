// What staff alone knows of the class, in `state.staff`: who came when, who wrote when, from where people are connected, who is
// muted, how the open poll stands. A pure step behind `app/state.js` for each event, and what is asked to know it.

import { fold, isChannel } from "../state.js";
import { panelFolded } from "../settings.js";
import { clock } from "../words.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Event} Event */
/** @typedef {Record<string, any>} Line */

/**
 * `arrived` and `said` are times by folded name; `left` who was here today and is gone; `clients` the connections of each;
 * `lesson` the one that goes on; `closed` the last result of each channel; `voted` who has answered the open poll of each; `put` the poll whose result was put away;
 * `posted` the announcement that the board shows, `code` the class code; `accounts` counts how often an account was made or changed.
 * @typedef {{
 *   arrived: Record<string, string>, said: Record<string, string>, left: {name: string, at: string}[],
 *   clients: Record<string, {count: number, addresses: string[]}>, lesson: Line | null,
 *   closed: Record<string, Line>, voted: Record<string, string[]>, announcing: boolean, put: number, posted: string | null, code: string, accounts: number,
 * }} Facts
 */

/** @type {Facts} */
export const NOTHING = {
  arrived: {},
  said: {},
  left: [],
  clients: {},
  lesson: null,
  closed: {},
  voted: {},
  announcing: false,
  put: 0,
  posted: null,
  code: "",
  accounts: 0,
};

/** @param {State} state @returns {Facts} */
export const factsOf = (state) => ({ ...NOTHING, ...state.staff });

/**
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function reduce(state, event) {
  switch (event.type) {
    case "line":
      return line(state, event.line);
    case "history": {
      let { said } = factsOf(state);
      if (!isChannel(event.place)) return state;
      for (const one of event.messages) said = wrote(said, one);
      return said === state.staff?.said ? state : withFacts(state, { said });
    }
    case "users":
      return known(state);
    case "facts":
      return withFacts(state, event.change);
    case "clients":
      return clients(state, event.clients);
    case "sheet":
      return sheet(state, event.rows);
    case "came": {
      const { arrived, left } = factsOf(state);
      const key = fold(event.name);
      return withFacts(state, {
        arrived: { [key]: event.at, ...arrived },
        left: left.filter((one) => fold(one.name) !== key),
      });
    }
    case "went": {
      const { left } = factsOf(state);
      return withFacts(state, {
        left: [...left.filter((one) => fold(one.name) !== fold(event.name)), { name: event.name, at: event.at }],
      });
    }
    default:
      return state;
  }
}

/** @param {State} state @param {Partial<Facts>} change @returns {State} */
const withFacts = (state, change) => ({ ...state, staff: { ...state.staff, ...change } });

/** @param {Record<string, string>} said @param {Line} one */
function wrote(said, one) {
  if (one.subtype === "system" || !one.from || !one.timestamp) return said;
  const key = fold(String(one.from));
  const at = String(one.timestamp);
  return said[key] >= at ? said : { ...said, [key]: at };
}

/** @param {State} state @param {Line} line @returns {State} */
function line(state, line) {
  const facts = factsOf(state);
  switch (line.type) {
    case "message": {
      const said = line.subtype === "private" ? facts.said : wrote(facts.said, line);
      return said === facts.said ? state : withFacts(state, { said });
    }
    case "poll_opened": {
      const voted = { ...facts.voted, [line.channel]: line.voted ?? [] };
      const closed = { ...facts.closed };
      delete closed[line.channel];
      return withFacts(state, { voted, closed });
    }
    case "poll_closed":
      return withFacts(state, { closed: { ...facts.closed, [line.channel]: line } });
    case "status":
      return known(state);
    // What others in charge do, here or by a client of another kind.
    case "mute":
    case "unmute":
      return withMuted(state, String(line.user), line.type === "mute");
    case "lesson":
      return withFacts(state, { lesson: line.ended ? null : line });
    case "account":
      return withFacts(state, { accounts: facts.accounts + 1 });
    default:
      return state;
  }
}

/** @param {State} state @param {string} name @param {boolean} muted @returns {State} */
export function withMuted(state, name, muted) {
  const key = fold(name);
  const person = state.people[key];
  return person ? { ...state, people: { ...state.people, [key]: { ...person, muted } } } : state;
}

/** What is known of people is theirs again after the list of them was made anew. @param {State} state @returns {State} */
function known(state) {
  const facts = factsOf(state);
  let { people } = state;
  for (const [key, at] of Object.entries(facts.arrived)) {
    if (people[key] && people[key].since !== at) people = { ...people, [key]: { ...people[key], since: at } };
  }
  return people === state.people ? state : { ...state, people };
}

/** @param {State} state @param {Line[]} all @returns {State} */
function clients(state, all) {
  /** @type {Facts["clients"]} */
  const connections = {};
  const people = { ...state.people };
  for (const one of all) {
    if (!one.name) continue;
    const key = fold(String(one.name));
    const before = connections[key] ?? { count: 0, addresses: [] };
    const address = String(one.address);
    connections[key] = {
      count: before.count + 1,
      addresses: before.addresses.includes(address) ? before.addresses : [...before.addresses, address],
    };
    const person = people[key];
    if (person)
      people[key] = { ...person, role: one.role ?? "user", muted: Boolean(one.muted), name: person.name || one.name };
  }
  return withFacts({ ...state, people }, { clients: connections });
}

/** Today's attendance: first arrivals, and who left. @param {State} state @param {Line[]} rows @returns {State} */
function sheet(state, rows) {
  /** @type {Facts["arrived"]} */
  const arrived = {};
  /** @type {Facts["left"]} */
  const left = [];
  const people = { ...state.people };
  for (const row of rows) {
    if (row.lesson !== null) continue;
    const key = fold(String(row.user));
    arrived[key] = String(row.arrived);
    if (people[key]) people[key] = { ...people[key], guest: !row.account };
    else if (row.left && row.account) left.push({ name: String(row.user), at: String(row.left) });
  }
  return known(withFacts({ ...state, people }, { arrived, left }));
}

// Asking

/** How long after an arrival the connections and the attendance (who is a guest) are asked for: a class comes in at once. */
const SETTLED_MS = 1500;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** How long after a vote it is asked who has voted. */
const VOTED_MS = 400;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let voteTimer;
/** @type {WeakSet<object>} */
const watched = new WeakSet();

/**
 * Asks all pages of an answer that has rows and `next`.
 * @param {import("../session.js").Session} session
 * @param {Line} request
 * @returns {Promise<Line[]>}
 */
export async function allRows(session, request) {
  const rows = [];
  /** @type {Line} */
  let first = {};
  let after = null;
  do {
    const answer = await session.ask(after === null ? request : { ...request, after });
    if (after === null) first = answer;
    rows.push(...answer.rows);
    after = answer.next ?? null;
  } while (after !== null);
  return Object.assign(rows, { lessons: first.lessons ?? [] });
}

/**
 * What the panel needs, at each login or reconnection.
 * @param {import("../session.js").Session} session
 */
export async function enter(session) {
  if (!watched.has(session)) {
    watched.add(session);
    session.watch((before, event) => follow(session, before, event));
  }
  await askClients(session);
  const address = await session.wish({ type: "address" });
  if (address) session.dispatch({ type: "facts", change: { code: String(address.class_code ?? "") } });
  const hands = await session.wish({ type: "hands" });
  if (hands) session.dispatch({ type: "set", change: { hands: hands.hands } });
  await askToday(session);
  const lesson = await session.wish({ type: "lesson" });
  session.dispatch({ type: "facts", change: { lesson: lesson && !lesson.ended ? lesson : null } });
}

/**
 * Asks anew for what a typed command may have changed: the server answers one in words.
 * @param {import("../session.js").Session} session
 */
export async function typed(session) {
  await session.learn();
  await enter(session);
}

/** @param {import("../session.js").Session} session */
export async function askToday(session) {
  try {
    session.dispatch({ type: "sheet", rows: await allRows(session, { type: "attendance" }) });
  } catch {
    // No attendance is taken here: people have no arrival.
  }
}

/** @param {import("../session.js").Session} session */
export async function askClients(session) {
  const answer = await session.wish({ type: "clients" });
  if (!answer) return;
  session.dispatch({ type: "clients", clients: answer.clients });
  const me = answer.clients.find(
    (/** @type {Line} */ one) => one.name && fold(String(one.name)) === fold(session.state.me?.name ?? ""),
  );
  if (me?.role && me.role !== session.state.me?.role) session.dispatch({ type: "me", change: { role: me.role } });
}

/** Who has answered the open polls. @param {import("../session.js").Session} session */
async function askVoted(session) {
  const answer = await session.wish({ type: "polls" });
  const voted = { ...factsOf(session.state).voted };
  for (const poll of answer?.polls ?? []) if (poll.voted) voted[poll.channel] = poll.voted;
  session.dispatch({ type: "facts", change: { voted } });
}

/** @param {import("../session.js").Session} session @param {State} before @param {Event} event */
function follow(session, before, event) {
  if (event.type !== "line" || !session.state.staff) return;
  if (event.line.type === "poll_counts") {
    clearTimeout(voteTimer);
    voteTimer = setTimeout(() => void askVoted(session), VOTED_MS);
  }
  if (event.line.type !== "status") return;
  const name = String(event.line.user);
  const key = fold(name);
  const gone = event.line.state === "offline";
  if (gone) session.dispatch({ type: "went", name, at: clock.now() });
  else if (!(key in before.people)) session.dispatch({ type: "came", name, at: clock.now() });
  else return;
  clearTimeout(timer);
  timer = setTimeout(() => void askClients(session).then(() => askToday(session)), SETTLED_MS);
}

/** Whether the panel begins folded: on middle widths, unless it was opened there. @returns {boolean} */
export function startsFolded() {
  const kept = panelFolded.read();
  return kept === null ? matchMedia("(min-width: 70em) and (max-width: 99.99em)").matches : kept;
}
