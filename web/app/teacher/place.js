// What the teacher's places have in common: the bar over them, with the ways to the drawers on narrow screens.

import { html, Icon, useShared } from "../view/html.js";
import { w } from "../words.js";

/** @param {{state: import("../types.js").State, icon: string, title: string, hint?: string}} props */
export function PlaceBar({ state, icon, title, hint }) {
  const { frame } = useShared();
  const unread = Object.values(state.places).reduce((sum, one) => sum + one.unread, 0);
  const present = Object.values(state.people).filter((one) => one.state !== "offline").length;
  return html`<header class="bar flat">
    <div class="lead">
      <span class="hash"><${Icon} name=${icon} /></span
      ><button
        class=${unread > 0 ? "ib only-narrow unread" : "ib only-narrow"}
        type="button"
        aria-label=${w("placesUnread", unread)}
        aria-controls="nav"
        aria-expanded=${String(frame.nav)}
        onClick=${() => frame.openNav()}
      >
        <${Icon} name="menu" />
      </button>
    </div>
    <div class="title grow">
      <h1 class="cut" data-sign="">${title}</h1>
      <p class="hint cut topic">${hint}</p>
    </div>
    <button
      class="btn quiet only-narrow"
      type="button"
      aria-controls="people"
      aria-expanded=${String(frame.panel)}
      onClick=${() => frame.openPanel()}
    >
      <${Icon} name="people" /><span class="num">${present}</span><span class="sr">${w("peopleHere", present)}</span
      >${
        state.hands.length > 0 &&
        html`<span class="count hand">${state.hands.length}<span class="sr"> ${w("handsUp")}</span></span>`
      }
    </button>
  </header>`;
}
