// The conversation in view: its rows, where it scrolls to, which message has the focus. It follows what comes only while one reads
// the newest; older messages come above without a jump. Drawn is what is in view and some screens around it: what is further away
// comes while one scrolls, a step in a frame, and what one has left behind goes.

import { sameRow, rows } from "../rows.js";
import { around, between, limits, NEWEST, nextStep, STEP } from "../span.js";
import { isChannel } from "../state.js";
import { placeName, w } from "../words.js";
import { copy } from "./copy.js";
import { html, Icon, memo, useEffect, useLayoutEffect, useMemo, useRef, useShared, useState } from "./html.js";
import { RowView } from "./message.js";
import { afterFrame } from "./turns.js";
import {
  bottomIn,
  firstBelow,
  firstInView,
  focusOn,
  isAtBottom,
  isMarked,
  isNear,
  lookAt,
  lookAtFresh,
} from "./scrolling.js";

/** How many heights of the view are drawn above and below it, how many stay when more are taken away, and beyond how many that is. */
const AROUND = 2;
const KEPT = 3;
const BEYOND = 4;
/** How many are taken away in a frame: more than a slow device draws, for many may come at once. */
const LEAVING = 16;

/**
 * @typedef {{row: import("../rows.js").Row, active: boolean, stop: boolean, flash: boolean, open: boolean, lang: string, look: string}} LineProps
 */
const Line = memo(
  (/** @type {LineProps} */ props) => RowView(props),
  (before, after) =>
    before.active === after.active &&
    before.stop === after.stop &&
    before.flash === after.flash &&
    before.open === after.open &&
    before.lang === after.lang &&
    before.look === after.look &&
    sameRow(before.row, after.row),
);

/**
 * `open` is the key of the message whose menu is open.
 * @typedef {{state: import("../types.js").State, place: import("../types.js").Place, open: string, lang: string}} LogProps
 */

/**
 * What a row looks like beside its message: who has a tag, whether the connection is there. Of guests, of whom a class may be full and come
 * and go, only whether any is known yet: who speaks is known by then.
 * @param {LogProps["state"]} state
 */
function lookOf(state) {
  const people = Object.values(state.people);
  const marked = people.filter((one) => one.role !== "user" || one.muted);
  const marks = marked.map((one) => `${one.name} ${one.role} ${one.muted}`).join();
  return `${state.link.phase === "open"}${people.some((one) => one.guest)}${state.me?.name} ${marks}`;
}

/** Drawn again only for what it shows: to see where its rows stand, it has the whole page laid out. */
export const Log = memo(
  (/** @type {LogProps} */ props) => html`<${Rows} ...${props} />`,
  (before, after) =>
    before.open === after.open &&
    before.lang === after.lang &&
    before.place.messages === after.place.messages &&
    before.place.fresh === after.place.fresh &&
    before.place.loaded === after.place.loaded &&
    before.place.more === after.place.more &&
    before.place.name === after.place.name &&
    before.state.looking === after.state.looking &&
    (before.state.people === after.state.people || lookOf(before.state) === lookOf(after.state)) &&
    before.state.me?.name === after.state.me?.name &&
    before.state.link.phase === after.state.link.phase,
);

/** @param {LogProps} props */
function Rows({ state, place, open, lang }) {
  const { session, frame } = useShared();
  const { messages } = place;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [, tick] = useState(0);
  const redraw = () => tick((/** @type {number} */ n) => n + 1);
  const span = useRef(NEWEST);
  // `near`: the newest were in view when somebody last scrolled, to `top`. What is lower since then, a keyboard that opened, does not count;
  // nor does a view of another size than this one, which a browser scrolls by itself. `rows`: how high all that was drawn is, for a row
  // may grow by itself, when its view has come.
  const seen = useRef({ first: "", newest: "", drawn: false, near: true, top: 0, height: 0, width: 0, rows: 0 });
  /** @param {HTMLElement} element */
  const sizeOf = ({ clientHeight: height, clientWidth: width, scrollHeight: rows }) => ({ height, width, rows });
  /** @param {HTMLElement} element */
  const isAsSeen = ({ clientHeight, clientWidth }) =>
    clientHeight === seen.current.height && clientWidth === seen.current.width;
  // How it stands before this is drawn.
  const was = box.current && { height: box.current.scrollHeight, top: box.current.scrollTop };
  // Somebody has scrolled, and the event is yet to come.
  if (box.current && was && was.top !== seen.current.top && isAsSeen(box.current))
    Object.assign(seen.current, { top: was.top, near: span.current.end === "" && isNear(box.current) });
  const [active, setActive] = useState("");
  const [stop, setStop] = useState("");
  const [flash, setFlash] = useState("");
  /** What comes into view once it is drawn: a message, one that gets the focus, the line of new messages, or the newest. */
  const sought = useRef(/** @type {{id?: number, key?: string, fresh?: true, newest?: true} | null} */ (null));

  const newest = messages.length > 0 ? messages[messages.length - 1] : undefined;
  const own = seen.current.drawn && newest?.mine && newest.key !== seen.current.newest;
  if (own && span.current.end !== "") span.current = NEWEST;
  const stands = limits(messages, span.current, seen.current.near);
  let { from, to } = stands;
  if (stands.lost) seen.current.drawn = false;
  const wanted = state.looking ?? place.fresh;
  const wantedAt = wanted === null ? -1 : messages.findIndex((one) => one.id !== null && one.id >= wanted);
  if (!seen.current.drawn && wantedAt >= 0 && (wantedAt < from || wantedAt >= to))
    ({ from, to } = limits(messages, around(messages, wantedAt), false));
  span.current = between(messages, from, to);

  const all = useMemo(() => rows(messages, place.fresh, from, to), [messages, place.fresh, from, to]);
  const lines = all.filter((row) => row.kind === "message");
  const stopKey = lines.some((row) => row.key === stop) ? stop : (lines[lines.length - 1]?.key ?? "");
  // What is read stays where it is, whatever comes or goes above it.
  const held = box.current && firstInView(box.current);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (messages.length === 0) {
      // How large it is comes by itself, behind the layout of a page that is not whole yet.
      Object.assign(seen.current, { first: "", newest: "", drawn: false, near: true, top: 0 });
      return;
    }
    const { first } = span.current;
    const last = newest?.key ?? "";
    const [moved, came] = [first !== seen.current.first, last !== seen.current.newest];
    let { near } = seen.current;
    if (!was || !seen.current.drawn) {
      const { looking } = state;
      sought.current ??=
        looking !== null ? { id: looking } : element.querySelector("#fresh") ? { fresh: true } : { newest: true };
    } else if (own) {
      element.scrollTop = element.scrollHeight;
      near = true;
    } else if (near && state.looking === null && (came || !moved)) {
      if (element.scrollHeight !== was.height || !isAsSeen(element)) element.scrollTop = element.scrollHeight;
    } else if (moved && held?.row.isConnected) {
      element.scrollTop += bottomIn(element, held.row) - held.bottom;
    }
    if (sought.current) {
      const { id, key, fresh } = sought.current;
      if (id !== undefined) lookAt(element, id);
      else if (key !== undefined) focusOn(element, key);
      else if (fresh) lookAtFresh(element);
      else element.scrollTop = element.scrollHeight;
      // What is to stand further up than what follows it allows is sought again when more of that is drawn.
      if (key !== undefined || span.current.end === "" || !isAtBottom(element)) sought.current = null;
      near = isAtEnd(element);
    }
    seen.current = { first, newest: last, drawn: true, near, top: element.scrollTop, ...sizeOf(element) };
    soon();
  });

  /** Whether the newest are in view. @param {HTMLElement} element */
  const isAtEnd = (element) => span.current.end === "" && isNear(element);

  // Each drawing tells what it has drawn to what is done later.
  const drawn = useRef({ from, to, all, messages });
  drawn.current = { from, to, all, messages };
  /** What calls off the next step, while one is to come. */
  const waits = useRef(/** @type {(() => void) | null} */ (null));
  /** Whether more was drawn in the last step, how many at most, and when. */
  const settled = useRef({ grew: false, step: STEP, at: 0 });
  useEffect(() => () => waits.current?.(), []);

  /** Settles behind the next frame, so that none draws more than a step, and what is drawn and its painting are two tasks. */
  const soon = () => {
    waits.current ??= afterFrame(settle);
  };

  /** Draws more around what is in view, and takes away what is far from it. */
  const settle = () => {
    waits.current = null;
    const at = performance.now();
    const step = nextStep(settled.current.step, at - settled.current.at);
    Object.assign(settled.current, { step, at });
    const element = box.current;
    const view = element?.clientHeight ?? 0;
    if (!element || view === 0 || drawn.current.all.length === 0) return;
    const now = drawn.current;
    const above = element.scrollTop;
    const below = element.scrollHeight - above - view;
    const next = { from: now.from, to: now.to };
    const far = Math.max(above, below) > BEYOND * view && !isMarked(element);
    // What comes and what goes take turns: a frame for both would be too long a one.
    if (!far || !settled.current.grew) {
      if (above < AROUND * view) {
        if (now.from > 0) next.from = Math.max(0, now.from - step);
        else void session.older(place.id);
      }
      if (below < AROUND * view) next.to = Math.min(now.messages.length, now.to + step);
    }
    settled.current.grew = next.from < now.from || next.to > now.to;
    if (far && !settled.current.grew) {
      /** The message with which the first row begins that ends below a height. @param {number} height @param {number} otherwise */
      const messageBelow = (height, otherwise) => {
        const row = now.all
          .slice(firstBelow(element, height))
          .find((one) => one.kind !== "day" && one.kind !== "fresh");
        return row ? now.messages.findIndex((one) => one.key === row.key) : otherwise;
      };
      if (above > BEYOND * view) next.from = Math.min(now.from + LEAVING, messageBelow(-KEPT * view, now.from));
      if (below > BEYOND * view) next.to = Math.max(now.to - LEAVING, messageBelow((1 + KEPT) * view, now.to));
    }
    if (next.from === now.from && next.to === now.to) return;
    keepFocus(element, next);
    span.current = between(now.messages, next.from, next.to);
    redraw();
  };

  /** The focus stays in the log when the message that has it goes. @param {HTMLElement} element @param {{from: number, to: number}} next */
  const keepFocus = (element, next) => {
    const row = document.activeElement?.closest(".msg");
    if (!(row instanceof HTMLElement) || !element.contains(row)) return;
    const at = drawn.current.messages.findIndex((one) => one.key === row.dataset.key);
    if (at < next.from || at >= next.to) element.focus({ preventScroll: true });
  };

  useEffect(() => {
    session.hidesSome = () => {
      const { from, to, messages: known } = drawn.current;
      return from > 0 || to < known.length || session.state.places[place.id]?.more === true;
    };
    session.wantBottom = () => {
      if (span.current.end !== "") span.current = NEWEST;
      sought.current = { newest: true };
      redraw();
    };
    return () => {
      session.hidesSome = () => false;
    };
  }, []);

  const empty = place.loaded && messages.length === 0 && !place.more;

  // A keyboard that opens on a phone, a band that comes, a row that grows: the newest stay in view.
  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === "undefined") return undefined;
    const watch = new ResizeObserver(() => {
      const { near, top, rows } = seen.current;
      const grew = element.scrollHeight !== rows && element.scrollTop === top;
      if (session.state.looking === null && near && (grew || !isAsSeen(element))) {
        element.scrollTop = element.scrollHeight;
        seen.current.top = element.scrollTop;
      }
      Object.assign(seen.current, sizeOf(element));
      soon();
    });
    for (const rows of element.querySelectorAll(".rows")) watch.observe(rows);
    watch.observe(element);
    return () => watch.disconnect();
  }, [empty]);

  /** Brings a message that is known into view, and marks it for a moment. @param {number} id */
  const goTo = (id) => {
    const at = messages.findIndex((one) => one.id === id);
    if (!box.current || at < 0) return undefined;
    if (at < drawn.current.from || at >= drawn.current.to) span.current = around(messages, at);
    sought.current = { id };
    setFlash(messages[at].key);
    redraw();
    return setTimeout(() => setFlash(""), 2000);
  };

  useEffect(() => {
    const timer = state.looking === null ? undefined : goTo(state.looking);
    return () => clearTimeout(timer);
  }, [state.looking, place.id]);

  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    if (!isAsSeen(element)) return soon();
    // Where the page itself has scrolled to, and a row has grown since: nobody has left the newest.
    const isOwn = element.scrollTop === seen.current.top;
    if (!isOwn) sought.current = null;
    const near = isOwn ? seen.current.near : isAtEnd(element);
    Object.assign(seen.current, { near, top: element.scrollTop });
    const known = session.state.places[place.id];
    // So far up that the newest are not even drawn: a button leads there.
    const far = span.current.end !== "";
    if (near === (known?.up ?? false) || far !== (known?.far ?? false)) {
      const change =
        near && session.state.focused ? { up: false, far, unread: 0, mentioned: false } : { up: !near, far };
      session.dispatch({ type: "place", place: place.id, change });
    }
    soon();
  };

  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || !box.current) return;
    const log = box.current;
    // The message that had the focus is far away: one goes on from where one reads.
    const row = target === log ? firstInView(log)?.row : target;
    if (!row?.matches(".msg") || (target === log && !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)))
      return;
    const key = row.dataset.key ?? "";
    const at = lines.findIndex((one) => one.key === key);
    const message = messages.find((one) => one.key === key);
    if (!message) return;
    /** @param {string} [to] */
    const focus = (to) => {
      if (to === undefined) return;
      setStop(to);
      focusOn(log, to);
    };
    /** Goes to the oldest message that is known, or to the newest. @param {"first" | "last"} which */
    const goToEnd = (which) => {
      const said = messages.filter((one) => one.kind !== "system" && !one.hidden);
      const to = (which === "first" ? said[0] : said[said.length - 1])?.key;
      if (to === undefined) return;
      if (!lines.some((one) => one.key === to)) span.current = which === "last" ? NEWEST : around(messages, 0);
      sought.current = { key: to };
      setStop(to);
      redraw();
    };
    switch (event.key) {
      case "ArrowUp":
        focus(target === log ? key : lines[at - 1]?.key);
        break;
      case "ArrowDown":
        focus(target === log ? key : lines[at + 1]?.key);
        break;
      case "Home":
        goToEnd("first");
        break;
      case "End":
        goToEnd("last");
        break;
      case "Enter":
        if (matchMedia("(max-width: 45em)").matches) frame.openMenu({ of: "message", key }, row);
        else
          row.querySelector(".acts button") instanceof HTMLElement &&
            /** @type {HTMLElement} */ (row.querySelector(".acts button")).focus();
        break;
      case "r":
      case "R":
        if (message.id !== null && !message.gone) session.reply(message);
        break;
      case "c":
      case "C":
        void copy(message.text);
        break;
      case "+": {
        const smile = row.querySelector('.acts [aria-expanded="false"]');
        if (smile instanceof HTMLElement) smile.click();
        break;
      }
      default:
        return;
    }
    event.preventDefault();
  };

  /** @param {Event} event */
  const over = (event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest?.(".msg");
    const key = row instanceof HTMLElement ? (row.dataset.key ?? "") : "";
    if (key !== active) setActive(key);
    if (event.type === "focusin" && key) setStop(key);
  };

  /** Between two buttons of one message nothing is drawn anew: a button that goes takes the click with it. @param {FocusEvent} event */
  const left = (event) => {
    const next = event.relatedTarget;
    if (!(next instanceof Element) || !next.closest(".msg")) setActive("");
  };

  /** @param {MouseEvent} event */
  const clicked = (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const quote = target.closest("[data-goto]");
    if (quote instanceof HTMLElement) return void goTo(Number(quote.dataset.goto));
    // On phones a tap on a message opens its actions; a link or a button is what it is.
    const row = target.closest(".msg");
    const message = row instanceof HTMLElement && messages.find((one) => one.key === row.dataset.key);
    if (!message || message.id === null || message.gone || message.poll) return;
    if (
      row instanceof HTMLElement &&
      !target.closest("a, button, pre") &&
      matchMedia("(max-width: 45em)").matches &&
      String(getSelection()) === ""
    ) {
      frame.openMenu({ of: "message", key: row.dataset.key ?? "" }, row);
    }
  };

  const name = placeName(place);
  const label = isChannel(place.id) ? w("messagesOf", name) : w("messagesWith", name);
  if (empty) {
    return html`<section class="empty" aria-label=${label}>
      <${Icon} name="bubble" />
      <h2>${w("emptyTitle")}</h2>
      <p>${isChannel(place.id) ? w("emptyText", name) : w("emptyPrivate", name)}</p>
    </section>`;
  }
  const look = lookOf(state);
  return html`<div
    class="scroll talk"
    id="messages"
    role="region"
    tabindex=${lines.length === 0 ? 0 : -1}
    aria-label=${label}
    ref=${box}
    onScroll=${scrolled}
    onKeyDown=${keys}
    onMouseOver=${over}
    onMouseLeave=${() => setActive("")}
    onFocusIn=${over}
    onFocusOut=${left}
    onClick=${clicked}
  >
    <div class="log">
      <ol class="rows">
        ${all.map(
          (row) =>
            html`<${Line}
              key=${row.key}
              row=${row}
              active=${row.key === active}
              stop=${row.key === stopKey}
              flash=${row.key === flash}
              open=${row.key === open}
              lang=${lang}
              look=${look}
            />`,
        )}
      </ol>
    </div>
  </div>`;
}
