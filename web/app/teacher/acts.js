// What staff does to people and to the class, each with what undoes it. The views call these; words and requests are here.

import { fold } from "../state.js";
import { clock, w } from "../words.js";
import { askClients } from "./facts.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../types.js").Person} Person */
/** @typedef {Record<string, any>} Line */

/**
 * Asks, and shows a refusal; the answer, or null.
 * @param {Session} session
 * @param {Line} request
 * @returns {Promise<Line | null>}
 */
export async function order(session, request) {
  try {
    return await session.ask(request);
  } catch (error) {
    session.trouble(error);
    return null;
  }
}

/** @param {Session} session @param {string} name @param {boolean} muted */
const setMuted = (session, name, muted) =>
  session.dispatch({ type: "line", line: { type: muted ? "mute" : "unmute", user: name } });

/** @param {Session} session @param {string} name */
export async function mute(session, name) {
  const answer = await order(session, { type: "mute", user: name });
  if (!answer) return;
  setMuted(session, name, true);
  const until = answer.until ? clock.moment(String(answer.until)) : "";
  session.toast({ text: w("mutedUntil", name, until), undo: () => void unmute(session, name, false) });
}

/** @param {Session} session @param {string} name @param {boolean} [says] */
export async function unmute(session, name, says = true) {
  if (!(await order(session, { type: "unmute", user: name }))) return;
  setMuted(session, name, false);
  if (says) session.toast({ text: w("unmuted", name), undo: () => void mute(session, name) });
}

/** @param {Session} session @param {string} name */
async function kick(session, name) {
  if (await order(session, { type: "kick", user: name })) session.toast({ text: w("kicked", name) });
}

/** @param {Session} session @param {string} name */
async function ban(session, name) {
  const answer = await order(session, { type: "ban", user: name });
  if (!answer) return;
  const until = answer.until ? clock.moment(String(answer.until)) : "";
  session.toast({
    text: w("banned", name, until),
    undo: () => void order(session, { type: "unban", user: name }),
  });
}

/** @param {Session} session @param {string} name @param {"user" | "moderator"} role */
async function setRole(session, name, role) {
  if (!(await order(session, { type: "role", user: name, role }))) return;
  await askClients(session);
  const other = role === "user" ? "moderator" : "user";
  session.toast({
    text: w(role === "user" ? "isUser" : "isModerator", name),
    undo: () => void order(session, { type: "role", user: name, role: other }).then(() => askClients(session)),
  });
}

/**
 * Lowers hands, 8 s later: until then it can be undone, and nobody loses their place.
 * @param {Session} session
 * @param {string[]} names all of them if there is more than one
 */
export function lower(session, names) {
  const kept = session.state.hands;
  const down = new Set(names.map(fold));
  session.dispatch({ type: "set", change: { hands: kept.filter((one) => !down.has(fold(one.user))) } });
  const back = () => {
    const now = session.state.hands.filter((one) => !down.has(fold(one.user)));
    const lowered = kept.filter((one) => down.has(fold(one.user)));
    const hands = [...lowered, ...now].sort((one, other) => (one.since < other.since ? -1 : 1));
    session.dispatch({ type: "set", change: { hands } });
  };
  session.toast({
    text: w("lowered", names.length),
    undo: back,
    done: () => {
      for (const user of names) void session.wish({ type: "hand", state: "down", user });
    },
  });
}

/**
 * Suspends the discussion.
 * @param {Session} session
 * @param {number} minutes 0 for no end
 * @param {string | null} [channel] everywhere if it is not said
 */
export async function silence(session, minutes, channel = null) {
  const request = /** @type {Line} */ ({ type: "silence", state: "on", minutes });
  if (channel) request.channel = channel;
  const answer = await order(session, request);
  if (!answer) return;
  await askSilences(session);
  session.toast({ text: w("silenceBegan"), undo: () => void speak(session, channel, false) });
}

/** @param {Session} session @param {string | null} [channel] @param {boolean} [says] */
export async function speak(session, channel = null, says = true) {
  const before = session.state.silences;
  const request = /** @type {Line} */ ({ type: "silence", state: "off" });
  if (channel) request.channel = channel;
  if (!(await order(session, request))) return;
  await askSilences(session);
  const was = before.find((one) => one.channel === channel);
  if (!says || !was) return;
  session.toast({
    text: w("silenceEnded"),
    undo: () => void silence(session, was.until ? Math.max(1, minutesTo(was.until)) : 0, channel),
  });
}

/** @param {Session} session */
async function askSilences(session) {
  const answer = await session.wish({ type: "silence" });
  if (answer?.silences) session.dispatch({ type: "set", change: { silences: answer.silences } });
}

/** Minutes from now to a time of the server, rounded up. @param {string} at */
export const minutesTo = (at) =>
  Math.ceil((Date.parse(`${at.slice(0, 19)}Z`) - Date.parse(`${clock.now().slice(0, 19)}Z`)) / 60_000);

/** @param {Session} session @param {string} channel @param {number} seconds */
export async function slow(session, channel, seconds) {
  const answer = await order(session, { type: "slow", channel, seconds });
  if (answer) session.dispatch({ type: "line", line: { type: "slow", channel, seconds } });
}

/** @param {Session} session @param {string} mode */
export async function privateMessages(session, mode) {
  const answer = await order(session, { type: "private_messages", mode });
  if (answer) session.dispatch({ type: "set", change: { privateMode: mode } });
}

/**
 * What staff may do with a person, for their menu.
 * @param {Session} session
 * @param {Person} person
 * @param {(person: Person) => void} newPassword
 * @returns {import("../types.js").Action[]}
 */
export function personActions(session, person, newPassword) {
  const { state } = session;
  const { name } = person;
  const admin = state.me?.role === "admin";
  const place = state.hands.findIndex((one) => fold(one.user) === fold(name)) + 1;
  /** @type {import("../types.js").Action[]} */
  const all = [];
  if (place > 0)
    all.push({ icon: "hand", text: w("lowerHand"), hint: w("nth", place), act: () => lower(session, [name]) });
  if (person.state === "offline" || person.role === "admin") return all;
  if (person.muted) all.push({ icon: "mute", text: w("unmute"), begins: true, act: () => void unmute(session, name) });
  else all.push({ icon: "mute", text: w("mute"), begins: true, act: () => void mute(session, name) });
  if (admin && !person.guest) {
    const moderator = person.role === "moderator";
    all.push({
      icon: "star",
      text: w(moderator ? "makeUser" : "makeModerator"),
      act: () => void setRole(session, name, moderator ? "user" : "moderator"),
    });
    all.push({ icon: "key", text: w("newPasswordOf"), act: () => newPassword(person) });
  }
  all.push({ icon: "exit", text: w("kick"), strong: true, act: () => void kick(session, name) });
  all.push({ icon: "ban", text: w("ban"), strong: true, act: () => void ban(session, name) });
  return all;
}
