// Menus: one's own, a person's card, a channel's, a message's. Anchored to the button that opened them, a sheet on phones; the
// arrows move in them. What staff may is added by `app/teacher/`.

import { fold, isChannel, somebody } from "../state.js";
import * as settings from "../settings.js";
import { clock, lang, placeName, w } from "../words.js";
import { moreActions } from "./acts.js";
import { keepInside } from "./frame.js";
import { html, Icon, useEffect, useLayoutEffect, useRef, useShared } from "./html.js";
import { StateMark, stateWord } from "./people.js";
import { openSearch } from "../search.js";

/** @typedef {import("../types.js").Action} Action */

/** @param {{state: import("../types.js").State}} props */
export function Menus({ state }) {
  const { session, frame } = useShared();
  const { menu } = frame;
  if (!menu) return null;
  if (menu.of === "own") return html`<${Own} state=${state} />`;
  if (menu.of === "person") {
    const person = somebody(state, fold(menu.name));
    if (!person) return null;
    const [role, ...more] = (state.staff && session.teacher?.personFacts?.(session, person)) || [];
    const since = person.since ? w("since", clock.moment(person.since)) : stateWord(person.state);
    const facts = [[role, since].filter(Boolean).join(" · "), ...more];
    return html`<${About} person=${person} facts=${facts} actions=${personActions(session, frame, person)} />`;
  }
  if (menu.of === "account") {
    const person = state.people[fold(menu.name)] ?? { name: menu.name, state: "offline" };
    return html`<${About} person=${person} facts=${[menu.fact]} actions=${menu.actions} />`;
  }
  const place = state.places[state.here];
  if (menu.of === "channel")
    return place ? html`<${Menu} label=${placeName(place)} actions=${channelActions(session, frame, place)} />` : null;
  // On phones the actions of a message are a sheet of their own, beside the message.
  if (matchMedia("(max-width: 45em)").matches) return null;
  const message = place?.messages.find((one) => one.key === menu.key);
  return message ? html`<${Menu} label=${w("actions")} actions=${moreActions(session, message)} />` : null;
}

/** A menu under who it is about. @param {{person: {name: string, state: string}, facts: string[], actions: Action[]}} props */
const About = ({ person, facts, actions }) => html`<${Menu} label=${person.name} actions=${actions}>
  <div class="about" role="none">
    <${StateMark} state=${person.state} />
    <div class="grow"><b>${person.name}</b>${facts.map((fact) => html`<span class="hint">${fact}</span>`)}</div>
  </div>
</${Menu}>`;

/**
 * @param {import("../session.js").Session} session
 * @param {import("./frame.js").Frame} frame
 * @param {import("../types.js").Person} person
 * @returns {Action[]}
 */
function personActions(session, frame, person) {
  const here = session.state.places[session.state.here];
  /** @type {Action[]} */
  const all = [
    {
      icon: "bubble",
      text: w("writePrivate"),
      act: () => {
        frame.closeDrawers();
        session.talk(person.name);
      },
    },
  ];
  if (here && isChannel(here.id)) {
    all.push({
      icon: "at",
      text: w("mention"),
      act: () => {
        frame.closeDrawers();
        session.dispatch({
          type: "place",
          place: here.id,
          change: { draft: `${here.draft}${/\S$/.test(here.draft) ? " " : ""}@${person.name} ` },
        });
        session.wantWriting();
      },
    });
    if (session.has("search")) {
      all.push({
        icon: "search",
        text: w("theirMessages", placeName(here)),
        act: () => {
          frame.closeDrawers();
          openSearch(session, here.id, person.name);
        },
      });
    }
  }
  if (session.teacher && session.state.staff) all.push(...session.teacher.personActions(session, person));
  return all;
}

/**
 * @param {import("../session.js").Session} session
 * @param {import("./frame.js").Frame} frame
 * @param {import("../types.js").Place} place
 * @returns {Action[]}
 */
function channelActions(session, frame, place) {
  /** @type {Action[]} */
  const all = [];
  if (session.teacher && session.state.staff) all.push(...session.teacher.barActions(session, place));
  all.push({ icon: "list", text: w("channels"), act: () => frame.openDialog("channels") });
  if (isChannel(place.id)) {
    all.push({
      icon: "exit",
      text: w("leaveChannel", placeName(place)),
      act: () => void session.part(place.id).catch((error) => session.trouble(error)),
    });
  }
  return all;
}

/** @param {{label: string, actions: Action[], own?: boolean, children?: any}} props */
export function Menu({ label, actions, own, children }) {
  const { frame } = useShared();
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || own || !frame.anchor || matchMedia("(max-width: 45em)").matches) return;
    // Beside its button, and whole on the screen. A style set by script is no inline style of the page's text.
    const { anchor } = frame;
    const width = element.offsetWidth;
    const height = element.offsetHeight;
    element.style.right = "auto";
    element.style.left = `${Math.max(8, Math.min(anchor.right - width, innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(anchor.bottom + 4, innerHeight - height - 8))}px`;
  });
  useEffect(() => {
    const again = () => frame.anchorAgain();
    addEventListener("resize", again);
    return () => removeEventListener("resize", again);
  }, []);
  const plain = actions.filter((one) => !one.strong);
  const strong = actions.filter((one) => one.strong);
  /** @param {Action} one */
  const item = (one) =>
    html`${one.begins && html`<hr />`}<button
      role="menuitem"
      type="button"
      class=${one.strong ? "danger" : undefined}
      onClick=${() => {
        frame.closeMenu();
        one.act();
      }}
    >
      <${Icon} name=${one.icon} /><span class="grow">${one.text}</span
      >${one.hint && html`<span class="hint">${one.hint}</span>`}
    </button>`;
  return html`<div
    class=${own ? "menu float own" : "menu float"}
    role="menu"
    aria-label=${label}
    ref=${box}
    onKeyDown=${menuKeys}
  >
    ${children} ${plain.map(item)} ${plain.length > 0 && strong.length > 0 && html`<hr />`} ${strong.map(item)}
  </div>`;
}

/** The arrows move, Tab stays inside. @param {KeyboardEvent} event */
function menuKeys(event) {
  keepInside(event);
  const moves = ["ArrowDown", "ArrowUp", "Home", "End"];
  if (!moves.includes(event.key)) return;
  const items = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button")];
  const at = items.indexOf(/** @type {any} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key] ?? 0;
  event.preventDefault();
  items[to % items.length]?.focus();
}

/** @param {{state: import("../types.js").State}} props */
function Own({ state }) {
  const { session, frame } = useShared();
  const { me } = state;
  if (!me) return null;
  const sound = settings.sound.read();
  const theme = settings.theme.read();
  const themes = /** @type {const} */ (["auto", "light", "dark"]);
  const themeWord = { auto: "themeAuto", light: "themeLight", dark: "themeDark" }[theme];
  /** @param {() => void} act @param {boolean} [stays] */
  const then = (act, stays) => () => {
    if (!stays) frame.closeMenu();
    act();
    if (stays) frame.changed();
  };
  return html`<div class="menu float own" role="menu" aria-label=${w("yourAccount")} onKeyDown=${menuKeys}>
    ${[
      ["online", "stateOnline"],
      ["away", "stateAway"],
      ["dnd", "stateDnd"],
      ["invisible", "stateInvisible"],
    ].map(
      ([value, key]) =>
        html`<button
          role="menuitemradio"
          aria-checked=${String(me.state === value)}
          type="button"
          onClick=${then(() => session.show(value))}
        >
          <span class=${{ online: "st on", away: "st away", dnd: "st dnd", invisible: "st" }[value]}></span
          ><span class="grow">${w(key)}</span>${me.state === value && html`<${Icon} name="check" small />`}
        </button>`,
    )}
    <hr />
    ${
      !me.account &&
      html`<button role="menuitem" type="button" onClick=${then(() => void session.leave())}>
        <${Icon} name="edit" /><span class="grow">${w("changeName")}</span><span class="hint">${me.name}</span>
      </button>`
    }
    ${
      me.account &&
      session.has("tokens") &&
      html`<button role="menuitem" type="button" onClick=${then(() => frame.openDialog("devices"))}>
        <${Icon} name="device" /><span class="grow">${w("devices")}</span>
      </button>`
    }
    ${
      me.account &&
      html`<button role="menuitem" type="button" onClick=${then(() => frame.openDialog("password"))}>
        <${Icon} name="key" /><span class="grow">${w("changePassword")}</span>
      </button>`
    }
    <hr />
    <button
      role="menuitem"
      type="button"
      onClick=${then(() => {
        void session.speak(lang() === "fr" ? "en" : "fr");
      }, true)}
    >
      <${Icon} name="bubble" /><span class="grow">${w("language")}</span><span class="hint">${w("thisLanguage")}</span>
    </button>
    <button
      role="menuitemcheckbox"
      type="button"
      aria-checked=${String(sound)}
      onClick=${then(() => settings.sound.keep(!sound), true)}
    >
      <${Icon} name="sound" /><span class="grow">${w("soundForMentions")}</span
      ><span class="hint">${w(sound ? "yes" : "no")}</span>
    </button>
    <button
      role="menuitem"
      type="button"
      onClick=${then(() => settings.theme.choose(themes[(themes.indexOf(theme) + 1) % 3]), true)}
    >
      <${Icon} name="theme" /><span class="grow">${w("theme")}</span><span class="hint">${w(themeWord)}</span>
    </button>
    <hr />
    <button role="menuitem" type="button" class="danger" onClick=${then(() => void session.leave())}>
      <${Icon} name="exit" /><span class="grow">${w("quit")}</span>
    </button>
  </div>`;
}
