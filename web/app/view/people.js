// The right column for pupils: who is there, and the questions box. Hands first, then the teacher, pupils by name, offline last.

import { fold } from "../state.js";
import { lang, w } from "../words.js";
import { html, Icon, memo, useShared } from "./html.js";
import { keepInside } from "./frame.js";
import { arrows } from "./form.js";
import { Tags } from "./message.js";
import { Questions } from "./later.js";
import { useTurns } from "./turns.js";

/** @typedef {import("../types.js").Person} Person */

/** The words of a state; a state in somebody's own words is those. @param {string} state */
export function stateWord(state) {
  /** @type {Record<string, string>} */
  const known = { online: "online", away: "away", dnd: "dnd", invisible: "invisible", offline: "offlineState" };
  return known[state] ? w(known[state]) : state;
}

/** A state by shape and colour. @param {{state: string}} props */
export function StateMark({ state }) {
  /** @type {Record<string, string>} */
  const classes = { away: "st away", dnd: "st dnd", offline: "st", invisible: "st" };
  return html`<span class=${classes[state] ?? "st on"}><span class="sr">${stateWord(state)}, </span></span>`;
}

/** Names as a class list has them: a collator of its own takes a tenth of the time. */
export const order = new Intl.Collator("fr", { sensitivity: "base", numeric: true });

/** People by name. @param {Person[]} people */
const byName = (people) => people.slice().sort((one, other) => order.compare(one.name, other.name));

/** @param {{state: import("../types.js").State}} props */
export function People({ state }) {
  const { session, frame } = useShared();
  const all = Object.values(state.people);
  const present = all.filter((one) => one.state !== "offline");
  const open = state.questions.filter((one) => one.open !== false);
  const asks = session.has("questions");
  const tab = asks ? frame.tab : "people";
  return html`<aside
    class="panel"
    id="people"
    aria-label=${w("people")}
    onKeyDown=${frame.panel ? keepInside : undefined}
  >
    <div class="panel-head flush">
      <div class="tabs grow" role="tablist" aria-label=${w("theClass")} onKeyDown=${arrows}>
        <${Tab} name="people" on=${tab === "people"} count=${present.length} text=${w("people")} />
        ${asks && html`<${Tab} name="questions" on=${tab === "questions"} count=${open.length} text=${w("questions")} />`}
      </div>
      <button class="ib only-narrow" type="button" aria-label=${w("close")} onClick=${() => frame.closeTop()}>
        <${Icon} name="x" />
      </button>
    </div>
    ${
      tab === "people"
        ? html`<div class="scroll" id="panel-people" role="tabpanel" aria-labelledby="tab-people" tabindex="0">
            <${Lists} state=${state} lang=${lang()} />
          </div>`
        : html`<div
            class="scroll asked"
            id="panel-questions"
            role="tabpanel"
            aria-labelledby="tab-questions"
            tabindex="0"
          >
            <${Questions} state=${state} />
          </div>`
    }
  </aside>`;
}

/** @param {{name: string, on: boolean, count: number, text: string}} props */
function Tab({ name, on, count, text }) {
  const { frame } = useShared();
  return html`<button
    role="tab"
    type="button"
    id=${`tab-${name}`}
    aria-controls=${`panel-${name}`}
    aria-selected=${String(on)}
    tabindex=${on ? 0 : -1}
    onClick=${() => {
      frame.tab = name;
      frame.changed();
    }}
  >
    ${text} ${count > 0 && html`<span class="count soft">${count}</span>`}
  </button>`;
}

/** All who are there and who were: drawn again only when something of them has changed, for it is on each page all the time. */
const Lists = memo(
  (/** @type {{state: import("../types.js").State, lang: string}} */ { state }) => html`<${AllLists} state=${state} />`,
  (before, after) =>
    before.lang === after.lang &&
    before.state.people === after.state.people &&
    before.state.elsewhere === after.state.elsewhere &&
    before.state.apart === after.state.apart &&
    before.state.hands === after.state.hands &&
    before.state.hand === after.state.hand &&
    before.state.me === after.state.me &&
    before.state.staff === after.state.staff,
);

/** @param {{state: import("../types.js").State}} props */
function AllLists({ state }) {
  const people = Object.values(state.people);
  let left = useTurns(people.length);
  /** As many of a list as are drawn by now. @template T @param {T[]} list */
  const drawn = (list) => {
    const some = list.slice(0, left);
    left -= some.length;
    return some;
  };
  const up = new Set(state.hands.map((one) => fold(one.user)));
  const hands = state.hands.map((one, index) => ({
    person: state.people[fold(one.user)],
    place: state.staff ? index + 1 : state.hand.place,
  }));
  const rest = people.filter((one) => !up.has(fold(one.name)));
  const here = rest.filter((one) => one.state !== "offline");
  const staff = byName(here.filter((one) => one.role !== "user"));
  const me = state.me?.name ?? "";
  const pupils = byName(here.filter((one) => one.role === "user"));
  pupils.sort((one, other) => Number(fold(other.name) === fold(me)) - Number(fold(one.name) === fold(me)));
  const away = byName(rest.filter((one) => one.state === "offline"));
  return html`${
    hands.length > 0 &&
    html`<h2><${Icon} name="hand" small />${w("handsUp")}</h2>
      <ul class="people">
        ${drawn(hands).map(({ person, place }) => person && html`<li key=${person.name}><${PersonButton} person=${person} place=${place} /></li>`)}
      </ul>`
  }
  ${
    staff.length > 0 &&
    html`<h2>${w("staff")}</h2>
      <ul class="people">
        ${drawn(staff).map((person) => html`<li key=${person.name}><${PersonButton} person=${person} /></li>`)}
      </ul>`
  }
  ${
    pupils.length > 0 &&
    html`<h2>${staff.length > 0 ? w("pupils") : w("people")}</h2>
      <ul class="people">
        ${drawn(pupils).map((person) => html`<li key=${person.name}><${PersonButton} person=${person} /></li>`)}
      </ul>`
  }
  ${
    away.length > 0 &&
    html`<h2>${w("offline")}</h2>
      <ul class="people">
        ${drawn(away).map((person) => html`<li key=${person.name}><${PersonButton} person=${person} /></li>`)}
      </ul>`
  }<${School} state=${state} />`;
}

/** People of the school's other servers, by server; nothing where there are none. @param {{state: import("../types.js").State}} props */
export function School({ state }) {
  const all = Object.values(state.elsewhere);
  const servers = [...new Set(all.map((one) => one.server ?? ""))].sort(order.compare);
  return html`${state.apart && html`<p class="hint apart" role="status">${w("schoolAway")}</p>`}${servers.map(
    (server) => {
      const people = byName(all.filter((one) => one.server === server));
      return html`<h2 key=${`@${server}`}>${server} <span class="count soft">${people.length}</span></h2>
      <ul class="people" key=${server}>
        ${people.map((person) => html`<li key=${person.name}><${PersonButton} person=${person} /></li>`)}
      </ul>`;
    },
  )}`;
}

/** @param {{person: Person, place?: number}} props */
export function PersonButton({ person, place }) {
  const { session, frame } = useShared();
  const mine = fold(person.name) === fold(session.state.me?.name ?? "");
  const [name, room] = person.name.split("@");
  return html`<button
    class="person"
    type="button"
    aria-haspopup="menu"
    onClick=${(/** @type {any} */ event) => frame.openMenu(mine ? { of: "own" } : { of: "person", name: person.name }, event.currentTarget)}
  >
    <${StateMark} state=${person.state} /><span class="grow cut"
      >${mine ? html`<b>${name}</b>${" "}<span class="hint">${w("you")}</span>` : name}${room && html`<span class="dim">@${room}</span>`}</span
    ><${Tags}
      name=${person.name}
      person=${person}
    />${place !== undefined && html`<span class="count hand"><span class="sr">${w("handUp")}</span>${place}</span>`}
  </button>`;
}
