// The pages that stand beside this one in the same browser: the board and the slips. They have no connection and no rights of
// their own; this page tells them over a BroadcastChannel what they show, whenever it changes and whenever one of them asks.

import { channelOf } from "./panel.js";
import { factsOf } from "./facts.js";
import { lang } from "../words.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {Record<string, any>} Line */

const BOARD = "classcord-board";
const SLIPS = "classcord-slips";
/** Sessions that tell the board. @type {WeakSet<object>} */
const told = new WeakSet();

/** What the board shows. @param {Session} session */
export function boardOf(session) {
  const { state } = session;
  const channel = channelOf(state);
  const { facts } = state.server;
  const poll = state.polls[channel];
  const known = factsOf(state);
  const closed = known.closed[channel];
  const people = Object.values(state.people).filter((one) => one.state !== "offline");
  return {
    lang: lang(),
    class: facts.class ?? "",
    code: known.code,
    fingerprint: String(facts.fingerprint ?? ""),
    present: people.length,
    pupils: people.filter((one) => one.role === "user").length,
    hands: state.hands.map((one) => one.user),
    poll: poll && { question: poll.question, answers: poll.answers, voters: Number(poll.voters ?? 0) },
    result:
      closed && closed.id !== known.put
        ? {
            question: closed.question,
            answers: closed.answers,
            counts: closed.counts,
            voters: Number(closed.voters ?? 0),
          }
        : null,
    announcement: known.posted,
  };
}

/** Tells the board from now on. @param {Session} session */
export function tellBoard(session) {
  if (typeof BroadcastChannel === "undefined" || told.has(session)) return;
  told.add(session);
  const channel = new BroadcastChannel(BOARD);
  let last = "";
  /** @param {boolean} [again] */
  const tell = (again) => {
    if (!session.state.staff) return;
    const board = JSON.stringify(boardOf(session));
    if (board === last && !again) return;
    last = board;
    channel.postMessage({ board });
  };
  channel.onmessage = ({ data }) => {
    if (data?.asks) tell(true);
  };
  session.subscribe(() => tell());
}

/**
 * Opens the page of slips and gives it these once, when it asks; they hold passwords, and are kept nowhere.
 * @param {Line} slips
 */
export function openSlips(slips) {
  const channel = new BroadcastChannel(SLIPS);
  channel.onmessage = ({ data }) => {
    if (!data?.asks) return;
    channel.postMessage({ slips });
    channel.close();
  };
  open("/slips.html", "_blank");
}
