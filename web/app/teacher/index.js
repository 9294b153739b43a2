// What moderators and admins have besides: loaded when somebody of them is in, and by nobody else. `app/state.js` says in its
// first lines where each part goes; the type is `Teacher` in `app/types.js`. The places under "Gestion" are loaded when they are first
// shown.

import "./words.js";
import { fold, isChannel } from "../state.js";
import { w } from "../words.js";
import { later } from "../view/later.js";
import { inItsTurn } from "../view/turns.js";
import { personActions } from "./acts.js";
import { Announcement, Lead } from "./announce.js";
import { tellBoard } from "./beside.js";
import { channelActions } from "./channel.js";
import { enter, factsOf, reduce, startsFolded, typed } from "./facts.js";
import { Panel as PanelAtOnce, SilenceBand } from "./panel.js";

/** Gives somebody another password, shown once. @param {import("../session.js").Session} session @param {import("../types.js").Person} person */
async function newPassword(session, person) {
  const { openNewPassword } = await import("./accounts.js");
  await openNewPassword(session, person.name, person.role);
}

/** @type {import("../types.js").Teacher} */
export const teacher = {
  reduce,
  enter: async (session) => {
    session.folded = startsFolded();
    tellBoard(session);
    await enter(session);
  },
  Panel: inItsTurn(PanelAtOnce),
  typed,
  places: [
    { id: "~roll", icon: "list", text: () => w("roll"), view: later(async () => (await import("./roll.js")).Roll) },
    {
      id: "~accounts",
      may: (state) => state.me?.role === "admin",
      icon: "key",
      text: () => w("accounts"),
      view: later(async () => (await import("./accounts.js")).Accounts),
    },
    {
      id: "~server",
      icon: "server",
      text: () => w("server"),
      view: later(async () => (await import("./server.js")).ServerPlace),
    },
    {
      id: "~board",
      icon: "board",
      text: () => w("board"),
      hint: () => w("projector"),
      href: "/board.html",
      view: () => null,
    },
  ],
  Lead,
  Announcement,
  Band: SilenceBand,
  barActions: (session, place) => (isChannel(place.id) ? channelActions(session, place) : []),
  personActions: (session, person) => personActions(session, person, (one) => void newPassword(session, one)),
  personFacts: (session, person) => {
    const known = factsOf(session.state).clients[fold(person.name)];
    const role =
      person.role === "user"
        ? w(person.guest ? "tagGuest" : "pupil")
        : w(person.role === "admin" ? "tagStaff" : "tagModerator");
    return [role, ...(known ? [w("devicesFrom", known.count, known.addresses.join(", "))] : [])];
  },
  messageActions: (session, message) =>
    message.mine || message.kind !== "said" || message.private || message.id === null
      ? []
      : [{ icon: "trash", text: w("erase"), strong: true, act: () => session.erase(message) }],
};
