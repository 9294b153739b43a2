// The ways to the two drawers of narrow screens, in the bar over whatever is in view: places at the left, people at the right.

import { w } from "../words.js";
import { html, Icon, useShared } from "./html.js";

/** @typedef {import("../types.js").State} State */

/** Opens the places; marked while there is something unread in another one than `here`. @param {{state: State, here?: string}} props */
export function NavButton({ state, here }) {
  const { frame } = useShared();
  const unread = Object.values(state.places).reduce((sum, one) => sum + (one.id === here ? 0 : one.unread), 0);
  return html`<button
    class=${unread > 0 ? "ib only-narrow unread" : "ib only-narrow"}
    type="button"
    aria-label=${w("placesUnread", unread)}
    aria-controls="nav"
    aria-expanded=${String(frame.nav)}
    onClick=${() => frame.openNav()}
  >
    <${Icon} name="menu" />
  </button>`;
}

/** Opens the people, with how many are there and, for staff, how many have a hand up. @param {{state: State}} props */
export function PanelButton({ state }) {
  const { frame } = useShared();
  const present = Object.values(state.people).filter((one) => one.state !== "offline").length;
  const hands = state.staff ? state.hands.length : 0;
  return html`<button
    class="btn quiet only-narrow"
    type="button"
    aria-controls="people"
    aria-expanded=${String(frame.panel)}
    onClick=${() => frame.openPanel()}
  >
    <${Icon} name="people" /><span class="num">${present}</span><span class="sr">${w("peopleHere", present)}</span
    >${hands > 0 && html`<span class="count hand">${hands}<span class="sr"> ${w("handsUp")}</span></span>`}
  </button>`;
}
