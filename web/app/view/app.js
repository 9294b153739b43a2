// The page: the gate, or the three columns with what lies over them, and the keys that work everywhere.

import { openSearch } from "../search.js";
import { isChannel, isTalk } from "../state.js";
import { lang, w } from "../words.js";
import { Bar, JumpedBand, LostBand, LostServers, RenamedBand, Held } from "./bands.js";
import { Composer } from "./composer.js";
import { Frame } from "./frame.js";
import { html, Icon, SharedContext, useEffect, useMemo, useShared, useState } from "./html.js";
import { Dialogs, Menus, Poll, Results, SearchBand } from "./later.js";
import { Log } from "./log.js";
import { Gate } from "./login.js";
import { People as PeopleAtOnce } from "./people.js";
import { Places } from "./places.js";
import { Toast } from "./toast.js";
import { inItsTurn, oncePerFrame } from "./turns.js";

const People = inItsTurn(PeopleAtOnce);

/** @param {{session: import("../session.js").Session}} props */
export function App({ session }) {
  const [, tick] = useState(0);
  const redraw = () => tick((/** @type {number} */ n) => n + 1);
  const frame = useMemo(() => new Frame(redraw), []);
  useEffect(() => {
    // What the server tells by itself may come in dozens; what somebody does is shown at once.
    const drawSoon = oncePerFrame(redraw);
    return session.subscribe((event) => (event?.type === "line" ? drawSoon() : redraw()));
  }, []);
  session.showOwn = (view) => frame.openDialog("own", view);
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const keys = (event) => pageKeys(session, frame, event);
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  }, []);
  const { state } = session;
  const shared = useMemo(() => ({ session, frame }), []);
  const inside =
    state.me && (state.link.phase === "open" || state.link.phase === "lost" || state.link.phase === "connecting");
  return html`<${SharedContext.Provider} value=${shared}>${inside ? html`<${Inside} state=${state} frame=${frame} />` : html`<${Gate} state=${state} />`}</${SharedContext.Provider}>`;
}

/** @param {{state: import("../types.js").State, frame: Frame}} props */
function Inside({ state, frame }) {
  const { session } = useShared();
  const place = state.places[state.here];
  const staff = state.staff ? session.teacher : null;
  const classes = [
    "app",
    staff ? "teacher" : "",
    staff && session.folded ? "fold" : "",
    frame.nav ? "show-nav" : "",
    frame.panel ? "show-panel" : "",
    frame.dialog ? "modal" : "",
    frame.menu ? "sheet-open" : "",
    session.showControls ? "show-ctl" : "",
  ];
  const view = staff ? staff.places.find((/** @type {any} */ one) => one.id === state.here)?.view : null;
  return html`<a class="skip" href="#main" onClick=${toMessages}>${w("skip")}</a>
    <div class=${classes.filter(Boolean).join(" ")}>
      <${Places} state=${state} />
      <main id="main" class=${view ? "main" : "main ruled"}>
        ${view ? html`<${view} state=${state} />` : place ? html`<${Conversation} state=${state} place=${place} />` : null}
        ${frame.menu && html`<${Menus} state=${state} />`}
        <div class="sr" aria-live="polite" id="live"></div>
      </main>
      <button
        class="scrim"
        type="button"
        tabindex="-1"
        aria-label=${w("close")}
        onClick=${() => frame.closeTop()}
      ></button>
      ${staff ? html`<${staff.Panel} state=${state} />` : html`<${People} state=${state} />`}
      ${frame.dialog && html`<${Dialogs} state=${state} />`}
      <${Toast} />
    </div>`;
}

/** @param {Event} event */
function toMessages(event) {
  event.preventDefault();
  const stop = document.querySelector('.talk .msg[tabindex="0"], .talk[tabindex="0"]');
  if (stop instanceof HTMLElement) stop.focus();
}

/** @param {{state: import("../types.js").State, place: import("../types.js").Place}} props */
function Conversation({ state, place }) {
  const { session, frame } = useShared();
  const poll = state.polls[place.id];
  const open = frame.menu?.of === "message" ? frame.menu.key : "";
  const results = state.search && state.search.found !== null;
  const Band = state.staff ? session.teacher?.Band : null;
  return html`<${Bar} state=${state} place=${place} />
    <${LostBand} link=${state.link} /> <${LostServers} state=${state} place=${place} /> ${state.renamed && html`<${RenamedBand} renamed=${state.renamed} />`}
    ${state.search && html`<${SearchBand} state=${state} />`}
    ${state.looking !== null && !state.search && html`<${JumpedBand} state=${state} place=${place} />`}
    ${results ? html`<${Results} state=${state} />` : html`<${Log} key=${place.id} state=${state} place=${place} open=${open} lang=${lang()} />`}
    <div class="dock">
      ${
        !results &&
        place.up &&
        (place.unread > 0 || (place.far && state.looking === null)) &&
        html`<button class="btn jump" type="button" onClick=${() => session.wantBottom()}>
          <${Icon} name="down" small />${place.unread > 0 ? w("newBelow", place.unread) : w("toNow")}
        </button>`
      }
      ${poll && !state.staff && html`<${Poll} key=${poll.id} poll=${poll} />`} ${Band && html`<${Band} state=${state} />`} ${state.held && html`<${Held} held=${state.held} />`}
      <${Composer} state=${state} place=${place} />
    </div>`;
}

/** Ctrl+F, or what a Mac has for it. @param {KeyboardEvent} event */
const isFind = (event) =>
  event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;

/**
 * @param {import("../session.js").Session} session
 * @param {Frame} frame
 * @param {KeyboardEvent} event
 */
function pageKeys(session, frame, event) {
  if (!session.state.me || event.defaultPrevented) return;
  if (event.key === "Escape" && frame.closeTop()) {
    event.preventDefault();
  } else if (event.key === "F2" && !session.state.staff) {
    event.preventDefault();
    void session.raise(session.state.hand.place === 0);
  } else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    frame.openDialog("goto");
  } else if (isFind(event) && session.has("search") && !session.state.search && !frame.dialog && session.hidesSome()) {
    // The browser finds what is drawn only. With our field open the same keys are its own again.
    event.preventDefault();
    openSearch(session, "");
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && event.altKey && !event.ctrlKey) {
    event.preventDefault();
    const places = Object.values(session.state.places).filter((one) => one.joined);
    const ordered = [...places.filter((one) => isChannel(one.id)), ...places.filter((one) => isTalk(one.id))];
    const at = ordered.findIndex((one) => one.id === session.state.here);
    const next = ordered[(at + (event.key === "ArrowDown" ? 1 : ordered.length - 1)) % ordered.length];
    if (next) session.go(next.id);
  } else if (event.key.toLowerCase() === "z" && event.ctrlKey && session.toastShown?.undo) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target instanceof HTMLTextAreaElement && target.value !== "") return;
    event.preventDefault();
    session.endToast(true);
  }
}
