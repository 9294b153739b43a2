// The left column: channels, private conversations, the teacher's places, and oneself at the bottom.

import { isChannel, isTalk, mainChannel, somebody } from "../state.js";
import * as settings from "../settings.js";
import { w } from "../words.js";
import { html, Icon, useShared } from "./html.js";
import { keepInside } from "./frame.js";
import { StateMark, stateWord } from "./people.js";

/** @param {{state: import("../types.js").State}} props */
export function Places({ state }) {
  const { session, frame } = useShared();
  const all = Object.values(state.places).filter((place) => place.joined);
  const channels = all.filter((place) => isChannel(place.id));
  const talks = all.filter((place) => isTalk(place.id));
  const { facts } = state.server;
  // The channel in which everybody is stands first, then the others as they come.
  const main = mainChannel(state);
  channels.sort((one, other) => Number(other.id === main) - Number(one.id === main));
  const me = state.me;
  return html`<nav class="nav" id="nav" aria-label=${w("placesLabel")} onKeyDown=${frame.nav ? keepInside : undefined}>
    <div class="brand">
      <${Icon} name="mark" />
      <div class="grow"><b>ClassCord</b>${facts.class && html`<span class="hint cut">${facts.class}</span>`}</div>
      <button class="ib only-narrow" type="button" aria-label=${w("close")} onClick=${() => frame.closeTop()}>
        <${Icon} name="x" />
      </button>
    </div>
    <div class="scroll" role="group" aria-label=${w("channelList")}>
      <h2>
        <span class="grow">${w("channels")}</span
        ><button class="ib" type="button" aria-label=${w("joinOrCreate")} onClick=${() => frame.openDialog("channels")}>
          <${Icon} name="plus" />
        </button>
      </h2>
      <ul>
        ${channels.map((place) => html`<li key=${place.id}><${PlaceLink} place=${place} here=${state.here === place.id} /></li>`)}
      </ul>
      ${
        talks.length > 0 &&
        html`<h2>${w("privates")}</h2>
          <ul>
            ${talks.map((place) => html`<li key=${place.id}><${PlaceLink} place=${place} here=${state.here === place.id} /></li>`)}
          </ul>`
      }
      ${
        session.teacher &&
        state.staff &&
        html`<h2>${w("manage")}</h2>
          <ul>
            ${session.teacher.places
              .filter((place) => !place.may || place.may(state))
              .map(
                (place) =>
                  html`<li key=${place.id}>
                  <a
                    href=${place.href ?? `#${place.id}`}
                    target=${place.href ? "_blank" : undefined}
                    rel=${place.href ? "noopener" : undefined}
                    aria-current=${state.here === place.id ? "page" : undefined}
                    onClick=${(/** @type {Event} */ event) => {
                      if (place.href) return;
                      event.preventDefault();
                      session.dispatch({ type: "go", to: place.id });
                      frame.closeDrawers();
                    }}
                    ><${Icon} name=${place.icon} /><span class="grow cut">${place.text()}</span
                    >${place.hint && html`<span class="hint">${place.hint()}</span>`}</a
                  >
                </li>`,
              )}
          </ul>`
      }
    </div>
    <div class="me">
      ${
        me &&
        html`<button
          class="person grow"
          type="button"
          aria-haspopup="menu"
          aria-expanded=${String(frame.menu?.of === "own")}
          onClick=${(/** @type {any} */ event) => frame.openMenu({ of: "own" }, event.currentTarget)}
        >
          <${StateMark} state=${me.state} /><span class="grow cut"
            ><b>${me.name}</b>${" "}<span class="hint" aria-hidden="true"
              >${me.role === "user" ? stateWord(me.state) : ""}</span
            ></span
          ><${Icon} name="chevron" small />
        </button>`
      }
      <button
        class="ib"
        type="button"
        aria-label=${w("lightOrDark")}
        onClick=${() => settings.theme.choose(document.documentElement.dataset.theme === "dark" ? "light" : "dark")}
      >
        <${Icon} name="theme" />
      </button>
    </div>
  </nav>`;
}

/** @param {{place: import("../types.js").Place, here: boolean}} props */
function PlaceLink({ place, here }) {
  const { session, frame } = useShared();
  const person = isTalk(place.id) ? somebody(session.state, place.id.slice(1)) : null;
  const unread = here ? 0 : place.unread;
  return html`<a
    href=${`#${place.id}`}
    class=${unread > 0 ? "new" : undefined}
    aria-current=${here ? "page" : undefined}
    onClick=${(/** @type {Event} */ event) => {
      event.preventDefault();
      session.go(place.id);
      frame.closeDrawers();
    }}
    >${
      isTalk(place.id) ? html`<${StateMark} state=${person?.state ?? "offline"} />` : html`<${Hash} place=${place} />`
    }<span class="grow cut">${isTalk(place.id) ? place.name : place.id.slice(1)}</span>${
      unread > 0 &&
      html`<span class=${place.mentioned && !isTalk(place.id) ? "count hand" : "count"}
        >${unread}<span class="sr">${` ${w("unreadCount", unread).replace(/^\d+ /, "")}`}</span></span
      >`
    }</a
  >`;
}

/** @param {{place: import("../types.js").Place}} props */
function Hash({ place }) {
  if (place.staff || place.disabled) return html`<span class="hash"><${Icon} name="lock" small /></span>`;
  return html`<span class="hash" aria-hidden="true">#</span>`;
}
