// What the teacher's places have in common: the bar over them.

import { NavButton, PanelButton } from "../view/drawers.js";
import { html, Icon } from "../view/html.js";

/** @param {{state: import("../types.js").State, icon: string, title: string, hint?: string}} props */
export function PlaceBar({ state, icon, title, hint }) {
  return html`<header class="bar flat">
    <div class="lead"><span class="hash"><${Icon} name=${icon} /></span><${NavButton} state=${state} /></div>
    <div class="title grow">
      <h1 class="cut" data-sign="">${title}</h1>
      <p class="hint cut topic">${hint}</p>
    </div>
    <${PanelButton} state=${state} />
  </header>`;
}
