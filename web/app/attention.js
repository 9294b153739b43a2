// What calls somebody's attention: the polite region that a screen reader reads out, the title, a short sound. Watches the
// session's events; what is never announced is not here: presence, typing, one's own messages, others' hands, countdowns.

import * as settings from "./settings.js";
import { arrival, fold, isTalk, mentions, talkWith } from "./state.js";
import { oneLine } from "./text.js";
import { clock, placeName, w } from "./words.js";

/** @typedef {import("./types.js").State} State */

/** More messages than these in the time become their number. */
const MANY = 3;
const MANY_MS = 2000;
/** How long an announcement stays in the region. */
const CLEAR_MS = 5000;

/** Says a text in the polite region. @param {string} text */
export function announce(text) {
  const region = document.querySelector("#live");
  if (!region) return;
  const line = document.createElement("p");
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), CLEAR_MS);
}

/** @type {AudioContext | null} */
let audio = null;

/** Browsers let a page sound only behind a gesture: the first one opens the way. */
export function readySound() {
  const open = () => {
    removeEventListener("pointerdown", open);
    removeEventListener("keydown", open);
    if (typeof AudioContext !== "undefined") audio = new AudioContext();
  };
  addEventListener("pointerdown", open);
  addEventListener("keydown", open);
}

/** Two short tones. */
function beep() {
  if (!audio || !settings.sound.read()) return;
  const at = audio.currentTime;
  for (const [index, pitch] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = pitch;
    const begins = at + index * 0.11;
    gain.gain.setValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(0.12, begins + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.001, begins + 0.1);
    tone.connect(gain).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + 0.11);
  }
}

/** Watches a session. @param {import("./session.js").Session} session */
export function watch(session) {
  /** @type {string[]} */
  let heard = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const flush = () => {
    timer = undefined;
    if (heard.length > MANY) announce(w("newMessages", heard.length));
    else for (const text of heard) announce(text);
    heard = [];
  };
  session.watch((before, event) => {
    const { state } = session;
    if (event.type === "line" && event.line.type === "message") {
      const call = heardMessage(state, event.line);
      if (call?.text) {
        heard.push(call.text);
        timer ??= setTimeout(flush, MANY_MS / 2);
      }
      if (call?.loud && state.me?.state !== "dnd" && !(state.focused && call.here)) beep();
    } else {
      const text = changed(before, state);
      if (text) announce(text);
    }
    title(state);
  });
}

/**
 * What is read aloud of a message, and whether it makes a sound.
 * @param {State} state
 * @param {Record<string, any>} line
 */
function heardMessage(state, line) {
  if (!state.me || line.history) return null;
  const from = String(line.from ?? "");
  const text = oneLine(String(line.content ?? ""), w("codeAloud"));
  if (line.subtype === "system") {
    if (line.code === "announcement") return { text, loud: true, here: false };
    const silent = arrival(
      /** @type {any} */ ({ kind: "system", code: line.code ?? null, text: String(line.content) }),
    );
    // What the server answers to oneself, and what happens to all; arrivals are not read.
    return silent ? null : { text, loud: false, here: true };
  }
  if (fold(from) === fold(state.me.name)) return null;
  if (line.subtype === "private")
    return { text: w("privateAloud", from, text), loud: true, here: state.here === talkWith(from) };
  const channel = String(line.channel);
  const here = state.here === channel;
  if (mentions(String(line.content), state.me.name))
    return { text: here ? w("saysAloud", from, text) : w("mentionAloud", from, channel, text), loud: true, here };
  return here ? { text: w("saysAloud", from, text), loud: false, here } : null;
}

/** What is said of a change of how things are. @param {State} before @param {State} after */
function changed(before, after) {
  if (!after.me) return null;
  if (before.link.lostAt > 0 && after.link.lostAt === 0 && after.link.phase === "open" && after.link.entries > 1)
    return w("back");
  if (before.link.lostAt === 0 && after.link.lostAt > 0) return w("lost");
  if (!before.me) return null;
  const here = after.here;
  const [old, now] = [before.polls[here], after.polls[here]];
  if (now && now.id !== old?.id) return w("pollOpened", now.question);
  if (old && !now && before.here === here) return w("pollClosed");
  if (before.silences.length === 0 && after.silences.length > 0)
    return `${w("silenced")}${after.silences[0].until ? w("until", clock.moment(after.silences[0].until)) : "."}`;
  if (before.silences.length > 0 && after.silences.length === 0) return w("silenceOff");
  const [slowBefore, slowAfter] = [before.places[here]?.slow ?? 0, after.places[here]?.slow ?? 0];
  if (before.here === here && slowBefore !== slowAfter) return slowAfter > 0 ? w("slow", slowAfter) : w("slowOff");
  if (!before.muted && after.muted) return w("muted", after.muted.until ? clock.moment(after.muted.until) : "");
  if (before.hand.place !== after.hand.place) {
    if (after.hand.place === 1 && before.hand.place > 1) return w("firstInLine");
    if (before.hand.place === 0) return w("handTitle", after.hand.place);
    if (after.hand.place === 0) return w("handDown");
  }
  if (after.staff && after.hands.length > before.hands.length)
    return w("handLifted", after.hands[after.hands.length - 1].user);
  return null;
}

/** `(12) #général – ClassCord`, `(!)` for a mention or a private message. @param {State} state */
function title(state) {
  if (!state.me) return;
  let unread = 0;
  let called = false;
  for (const place of Object.values(state.places)) {
    unread += place.unread;
    called ||= place.mentioned || (isTalk(place.id) && place.unread > 0);
  }
  const place = state.places[state.here];
  const name = place ? `${placeName(place)} – ` : "";
  const mark = called ? "(!) " : unread > 0 ? `(${unread}) ` : "";
  const words = `${mark}${name}ClassCord`;
  if (document.title !== words) document.title = words;
}
