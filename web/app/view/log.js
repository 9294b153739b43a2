// The conversation in view: its rows in blocks, where it scrolls to, which message has the focus. It follows what comes only
// while one reads the newest; older messages come above without a jump.

import { blocks, rows, sameRows } from "../rows.js";
import { isChannel } from "../state.js";
import { placeName, w } from "../words.js";
import { copy } from "./copy.js";
import { html, Icon, memo, useEffect, useLayoutEffect, useMemo, useRef, useShared, useState } from "./html.js";
import { RowView } from "./message.js";

/** So near to the bottom one reads the newest, in pixels. */
const NEAR = 64;
/** So near to the top older messages are asked for. */
const EARLY = 600;
/** How many of the newest messages are drawn while one reads them, and how many more each time that one comes near the top. */
const DRAWN = 150;
const MORE = 50;
/** How far below the top the line of new messages stands at first. */
const FRESH_BELOW = 40;

/**
 * @typedef {{rows: import("../rows.js").Row[], active: string, stop: string, flash: string, open: string, lang: string, drawn: string}} BlockProps
 */
const BlockView = memo(
  (/** @type {BlockProps} */ { rows: all, active, stop, flash, open }) =>
    html`<ol class="rows">
      ${all.map(
        (row) =>
          html`<${RowView}
            key=${row.key}
            row=${row}
            active=${row.key === active}
            stop=${row.key === stop}
            flash=${row.key === flash}
            open=${row.key === open}
          />`,
      )}
    </ol>`,
  (before, after) =>
    before.active === after.active &&
    before.stop === after.stop &&
    before.flash === after.flash &&
    before.open === after.open &&
    before.lang === after.lang &&
    before.drawn === after.drawn &&
    sameRows(before.rows, after.rows),
);

/** @param {{state: import("../types.js").State, place: import("../types.js").Place}} props */
export function Log({ state, place }) {
  const { session, frame } = useShared();
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  // `near`: the newest were in view when somebody last scrolled, to `top`. What is lower since then, a keyboard that opened, does not count.
  const seen = useRef({ first: "", last: "", drawn: false, near: true, top: 0 });
  // How it stands before this is drawn.
  const was = box.current && { height: box.current.scrollHeight, top: box.current.scrollTop };
  // Somebody has scrolled, and the event is yet to come.
  if (box.current && was && was.top !== seen.current.top)
    seen.current = { ...seen.current, top: was.top, near: isNear(box.current) };
  const [active, setActive] = useState("");
  const [stop, setStop] = useState("");
  const [flash, setFlash] = useState("");
  // The first message that is drawn while one reads further up, "" while one reads the newest: then so many of these are.
  const [top, setTop] = useState("");
  const [least, setLeast] = useState(DRAWN);
  const from = firstDrawn(place, top, least, state.looking ?? (seen.current.drawn ? null : place.fresh));
  /** What a jump leads to, once it is drawn. */
  const sought = useRef(/** @type {number | null} */ (null));
  const all = useMemo(() => rows(place.messages, place.fresh, from), [place.messages, place.fresh, from]);
  const drawn = useMemo(() => blocks(all), [all]);
  const messages = all.filter((row) => row.kind === "message");
  const last = messages.at(-1)?.key ?? "";
  const stopKey = messages.some((row) => row.key === stop) ? stop : last;
  const open = frame.menu?.of === "message" ? frame.menu.key : "";

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const first = all.find((row) => row.kind === "message")?.key ?? "";
    const end = place.messages.at(-1)?.key ?? "";
    const own = end !== seen.current.last && place.messages.at(-1)?.mine;
    const grew = element.scrollHeight - (was?.height ?? 0);
    let { near } = seen.current;
    if (!was || !seen.current.drawn) {
      const fresh = element.querySelector("#fresh");
      if (state.looking !== null) lookAt(element, state.looking);
      else if (fresh)
        element.scrollTop += fresh.getBoundingClientRect().top - element.getBoundingClientRect().top - FRESH_BELOW;
      else element.scrollTop = element.scrollHeight;
      near = isNear(element);
    } else if (state.looking === null && (own || (near && grew !== 0))) {
      element.scrollTop = element.scrollHeight;
      near = true;
    } else if (first !== seen.current.first && grew > 0) {
      // Older ones came above: what is read stays where it is.
      element.scrollTop = was.top + grew;
    }
    seen.current = { first, last: end, drawn: messages.length > 0, near, top: element.scrollTop };
    if (sought.current !== null) {
      lookAt(element, sought.current);
      sought.current = null;
    }
    extend(element);
  });

  useEffect(() => {
    session.wantBottom = () => {
      if (box.current) box.current.scrollTop = box.current.scrollHeight;
    };
  }, []);

  // A keyboard that opens on a phone, a band that comes: the newest stay in view.
  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === "undefined") return undefined;
    const watch = new ResizeObserver(() => {
      if (session.state.looking === null && seen.current.near) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (state.looking === null || !box.current) return undefined;
    const row = all.find((one) => one.kind === "message" && one.message.id === state.looking);
    if (!row) return undefined;
    lookAt(box.current, state.looking);
    setFlash(row.key);
    const timer = setTimeout(() => setFlash(""), 2000);
    return () => clearTimeout(timer);
  }, [state.looking, place.id]);

  /** Near the top more is drawn, or asked for. @param {HTMLElement} element */
  const extend = (element) => {
    if (element.scrollTop >= EARLY) return;
    if (from === 0) void session.older(place.id);
    else if (seen.current.near) setLeast(place.messages.length - from + MORE);
    else setTop(place.messages[Math.max(0, from - MORE)].key);
  };

  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    const near = isNear(element);
    Object.assign(seen.current, { near, top: element.scrollTop });
    // Who reads further up keeps what is drawn; who is back at the newest need not.
    if (near !== (top === "")) setTop(near ? "" : (place.messages[from]?.key ?? ""));
    const up = session.state.places[place.id]?.up ?? false;
    if (near === up) {
      const change = near && session.state.focused ? { up: false, unread: 0, mentioned: false } : { up: !near };
      session.dispatch({ type: "place", place: place.id, change });
    }
    extend(element);
  };

  /** @param {number} id */
  const goTo = (id) => {
    const element = box.current;
    const at = place.messages.findIndex((one) => one.id === id);
    if (!element || at < 0) return;
    if (at < from) {
      sought.current = id;
      setTop(place.messages[Math.max(0, at - MORE)].key);
    } else lookAt(element, id);
    setFlash(place.messages[at].key);
    setTimeout(() => setFlash(""), 2000);
  };

  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = target.closest(".msg");
    if (!(row instanceof HTMLElement) || target !== row || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = row.dataset.key ?? "";
    const at = messages.findIndex((one) => one.key === key);
    const message = place.messages.find((one) => one.key === key);
    if (!message) return;
    /** @param {number} to */
    const focus = (to) => {
      const next = messages[to];
      if (!next) return;
      setStop(next.key);
      const element = box.current?.querySelector(`[data-key="${CSS.escape(next.key)}"]`);
      if (element instanceof HTMLElement) element.focus();
    };
    switch (event.key) {
      case "ArrowUp":
        focus(at - 1);
        break;
      case "ArrowDown":
        focus(at + 1);
        break;
      case "Home":
        focus(0);
        break;
      case "End":
        focus(messages.length - 1);
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
    if (quote instanceof HTMLElement) return goTo(Number(quote.dataset.goto));
    // On phones a tap on a message opens its actions; a link or a button is what it is.
    const row = target.closest(".msg");
    const message = row instanceof HTMLElement && place.messages.find((one) => one.key === row.dataset.key);
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
  if (place.loaded && place.messages.length === 0 && !place.more) {
    return html`<section class="empty" aria-label=${label}>
      <${Icon} name="bubble" />
      <h2>${w("emptyTitle")}</h2>
      <p>${isChannel(place.id) ? w("emptyText", name) : w("emptyPrivate", name)}</p>
    </section>`;
  }
  const words = document.documentElement.lang;
  // What a row looks like beside its message: who is staff, whether the connection is there.
  const marked = Object.values(state.people).filter((one) => one.role !== "user" || one.muted);
  const marks = marked.map((one) => `${one.name} ${one.role} ${one.muted}`).join();
  const look = `${state.link.phase === "open"}${state.me?.name} ${marks}`;
  return html`<div
    class="scroll talk"
    id="messages"
    role="region"
    tabindex=${messages.length === 0 ? 0 : -1}
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
      ${drawn.map((block) => {
        const has = (/** @type {string} */ key) => (key !== "" && block.rows.some((row) => row.key === key) ? key : "");
        return html`<${BlockView}
          key=${block.key}
          rows=${block.rows}
          active=${has(active)}
          stop=${has(stopKey)}
          flash=${has(flash)}
          open=${has(open)}
          lang=${words}
          drawn=${look}
        />`;
      })}
    </div>
  </div>`;
}

/**
 * The index of the first message that is drawn: the newest ones, or from `top` on; and from what is `wanted` on, if that is further up:
 * what a search found, or the line of new messages when one comes.
 * @param {import("../types.js").Place} place
 * @param {string} top
 * @param {number} least
 * @param {number | null} wanted
 */
function firstDrawn({ messages }, top, least, wanted) {
  const at = top === "" ? -1 : messages.findIndex((one) => one.key === top);
  // In steps, so that not each message that comes takes another away.
  const newest = at >= 0 ? at : Math.max(0, Math.floor((messages.length - least) / MORE) * MORE);
  if (wanted === null || newest === 0) return newest;
  const found = messages.findIndex((one) => one.id !== null && one.id >= wanted);
  return found >= 0 && found < newest ? Math.max(0, found - MORE) : newest;
}

/** Whether the newest are in view. @param {HTMLElement} box */
const isNear = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

/** Puts a message a third from the top. @param {HTMLElement} box @param {number} id */
function lookAt(box, id) {
  const element = box.querySelector(`[data-id="${id}"]`);
  if (element)
    box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
}
