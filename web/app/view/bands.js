// The header of a place, and the bands over the messages and over the composer.

import { isChannel, isTalk, somebody } from "../state.js";
import { clock, namesInRow, placeName, spaced, w } from "../words.js";
import { NavButton, PanelButton } from "./drawers.js";
import { html, Icon, secondsTo, useEffect, useShared, useTicking } from "./html.js";
import { stateWord } from "./people.js";
import { openSearch } from "../search.js";

/** The band of a lost connection comes this late: most breaks are over by then. */
const BAND_MS = 2000;

/** @param {{state: import("../types.js").State, place: import("../types.js").Place}} props */
export function Bar({ state, place }) {
  const { session, frame } = useShared();
  const talk = isTalk(place.id);
  const topic = talk
    ? stateWord(somebody(state, place.id.slice(1))?.state ?? "offline")
    : place.topic || sharing(state, place) || w("noTopic");
  const name = talk ? place.name : place.id.slice(1);
  return html`<header class="bar">
    <div class="lead">
      <span class="hash" aria-hidden="true">${talk ? "@" : "#"}</span><${NavButton} state=${state} here=${place.id} />
    </div>
    <div class="title grow">
      <h1 class="cut" data-sign=${talk ? "" : "#"}>${name}</h1>
      <p class="hint cut topic">${topic}</p>
    </div>
    ${
      session.has("search") &&
      html`<button
        class="ib"
        type="button"
        aria-label=${w("search", placeName(place))}
        onClick=${() => openSearch(session, "")}
      >
        <${Icon} name="search" />
      </button>`
    }
    ${
      isChannel(place.id) &&
      state.staff &&
      html`<button
        class="ib"
        type="button"
        aria-label=${w("channelActions")}
        aria-haspopup="menu"
        onClick=${(/** @type {any} */ event) => frame.openMenu({ of: "channel" }, event.currentTarget)}
      >
        <${Icon} name="more" />
      </button>`
    }
    <${PanelButton} state=${state} />
  </header>`;
}

/** With which servers a channel is shared, of those from which somebody is there. @param {import("../types.js").State} state @param {import("../types.js").Place} place */
function sharing(state, place) {
  const servers = place.shared ? Object.values(state.elsewhere).map((one) => one.server ?? "") : [];
  return servers.length > 0 && w("sharedWith", namesInRow(servers));
}

/** The servers of the school that are gone, where they would have read along. @param {{state: import("../types.js").State, place: import("../types.js").Place}} props */
export function LostServers({ state, place }) {
  if (!place.shared) return null;
  return html`${Object.entries(state.lostServers).map(
    ([name, people]) =>
      html`<div class="band calm" role="status" key=${name}>
        <${Icon} name="room" />
        <div><b>${w("serverLost", name)}</b>${w("colon")}${w("serverLostText", people)}</div>
      </div>`,
  )}`;
}

/** @param {{link: import("../types.js").Link}} props */
export function LostBand({ link }) {
  const { session } = useShared();
  const lost = link.lostAt > 0;
  useTicking(lost, 500);
  if (!lost || Date.now() - link.lostAt < BAND_MS) return null;
  return html`<div class="band" role="status">
    <${Icon} name="off" />
    <div class="row wrap">
      <span class="grow"
        ><b>${w("lost")}</b> <span class="num">${w("lostText", link.phase === "lost" ? secondsTo(link.retryAt) : 0)}</span></span
      ><button class="btn quiet" type="button" onClick=${() => session.connection.now()}>${w("tryAgain")}</button>
    </div>
  </div>`;
}

/** @param {{renamed: {name: string, wanted: string}}} props */
export function RenamedBand({ renamed }) {
  const { session } = useShared();
  return html`<div class="band calm renamed" role="status">
    <${Icon} name="people" />
    <div class="row wrap">
      <span class="grow">${w("renamedBand", renamed.wanted)} <b>${renamed.name}</b>.</span
      ><button class="btn quiet" type="button" onClick=${() => void session.leave()}>${w("changeName")}</button
      ><button
        class="ib"
        type="button"
        aria-label=${w("close")}
        onClick=${() => session.dispatch({ type: "set", change: { renamed: null } })}
      >
        <${Icon} name="x" />
      </button>
    </div>
  </div>`;
}

/** @param {{state: import("../types.js").State, place: import("../types.js").Place}} props */
export function JumpedBand({ state, place }) {
  const { session } = useShared();
  const message = place.messages.find((one) => one.id === state.looking);
  return html`<div class="band calm">
    <${Icon} name="clock" />
    <div class="row wrap">
      <span class="grow">${w("reading")} <b>${message ? clock.dayWords(message.at, false) : ""}</b>.</span
      ><button class="btn quiet" type="button" onClick=${() => session.backToResults()}>${w("resultsShort")}</button
      ><button class="btn quiet" type="button" onClick=${() => void session.backToNow()}>${w("toNow")}</button>
    </div>
  </div>`;
}

/** A refusal over the composer, for as long as it holds. @param {{held: {text: string, until: number}}} props */
export function Held({ held }) {
  const { session } = useShared();
  useTicking(true, 500);
  const left = secondsTo(held.until);
  useEffect(() => {
    if (left === 0) session.dispatch({ type: "set", change: { held: null } });
  }, [left === 0]);
  if (left === 0) return null;
  return html`<div class="band" role="status">
    <${Icon} name="warn" />
    <div>${held.text ? spaced(held.text) : html`<span class="num">${w("tooFast", left)}</span>`}</div>
  </div>`;
}
