// Hands in the order of raising, lowered one by one or all at once, and who has raised none.

import { fold } from "../state.js";
import { clock, w } from "../words.js";
import { html, Icon, useShared, useTicking } from "../view/html.js";
import { order } from "../view/people.js";
import { useTurns } from "../view/turns.js";
import { lower, minutesTo } from "./acts.js";

/** @param {{state: import("../types.js").State}} props */
export function HandsTab({ state }) {
  const { session } = useShared();
  useTicking(state.hands.length > 0, 20_000);
  const drawn = useTurns(Object.keys(state.people).length);
  if (state.hands.length === 0)
    return html`<div class="empty flat">
      <${Icon} name="hand" />
      <h2>${w("noHands")}</h2>
      <p>${w("noHandsText")}</p>
    </div>`;
  const up = new Set(state.hands.map((one) => fold(one.user)));
  const others = Object.values(state.people)
    .filter((one) => one.state !== "offline" && one.role === "user" && !up.has(fold(one.name)))
    .map((one) => one.name)
    .sort(order.compare);
  return html`<div>
    <div class="row">
      <h2 class="grow">${w("inOrder")}</h2>
      <button
        class="btn quiet"
        type="button"
        onClick=${() =>
          lower(
            session,
            state.hands.map((one) => one.user),
          )}
      >
        ${w("lowerAll")}
      </button>
    </div>
    <ol>
      ${state.hands.slice(0, drawn).map(
        (one, index) =>
          html`<li class="item mid" key=${fold(one.user)}>
            <b class="count hand">${index + 1}</b>
            <div>
              <b>${one.user}</b>${" "}
              <span class="hint">${w("raisedAt", clock.time(one.since), Math.max(0, -minutesTo(one.since)))}</span>
            </div>
            <button
              class="btn"
              type="button"
              aria-label=${w("lowerNamed", one.user)}
              onClick=${() => lower(session, [one.user])}
            >
              ${w("lower")}
            </button>
          </li>`,
      )}
    </ol>
    <details open>
      <summary class="b">${w("notRaised", others.length)}</summary>
      <ul class="names">
        ${others.slice(0, Math.max(0, drawn - state.hands.length)).map((name) => html`<li class="cut" key=${name}>${name}</li>`)}
      </ul>
    </details>
  </div>`;
}
