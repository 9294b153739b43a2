// The class panel: who is there, hands, poll and questions, and over them what holds for all: silence, slow mode, private
// messages. Folded it is a rail of one button each; on phones what holds for all is one line that opens.

import { fold, isChannel } from "../state.js";
import { panelFolded } from "../settings.js";
import { clock, lang, placeName, w } from "../words.js";
import { arrows } from "../view/form.js";
import { keepInside } from "../view/frame.js";
import { html, Icon, memo, useShared, useState, useTicking } from "../view/html.js";
import { order, School, StateMark } from "../view/people.js";
import { Tags } from "../view/message.js";
import { useTurns } from "../view/turns.js";
import * as acts from "./acts.js";
import { Asked } from "./asked.js";
import { factsOf } from "./facts.js";
import { HandsTab } from "./hands.js";
import { PollTab } from "./polling.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Person} Person */

/** Lengths of a silence that are offered, in minutes; 0 has no end. */
const SILENCES = [5, 10, 25, 0];
/** Seconds of slow mode that are offered. */
const SLOWS = [0, 5, 10, 30, 60];

/** The channel that the panel is about: the one in view, or the first. @param {State} state */
export function channelOf(state) {
  if (isChannel(state.here) && state.places[state.here]) return state.here;
  return Object.values(state.places).find((place) => isChannel(place.id) && place.joined)?.id ?? "";
}

/** The place of each hand that is up, from 1, by the folded name. @param {State} state @returns {Map<string, number>} */
const handsOf = (state) => new Map(state.hands.map((one, index) => [fold(one.user), index + 1]));

/** Everybody who is there, oneself aside: hands first, then by name. @param {State} state @returns {Person[]} */
export function pupilsOf(state) {
  const me = fold(state.me?.name ?? "");
  const hands = handsOf(state);
  const place = (/** @type {Person} */ one) => hands.get(fold(one.name)) ?? 10_000;
  return Object.values(state.people)
    .filter((one) => one.state !== "offline" && fold(one.name) !== me)
    .map((person) => ({ person, place: place(person) }))
    .sort((one, other) => one.place - other.place || order.compare(one.person.name, other.person.name))
    .map((one) => one.person);
}

/** @param {{state: State}} props */
export function Panel({ state }) {
  const { session, frame } = useShared();
  const facts = factsOf(state);
  const present = Object.values(state.people).filter((one) => one.state !== "offline").length;
  const open = state.questions.filter((one) => one.open !== false).length;
  const tab = ["people", "hands", "poll", "questions"].includes(frame.tab) ? frame.tab : "people";
  const silence = state.silences.find((one) => one.channel === null) ?? state.silences[0];
  const since = facts.lesson ? `${w("lessonSince", clock.time(String(facts.lesson.began)))}` : "";
  /** @param {boolean} folded */
  const turn = (folded) => {
    session.folded = folded;
    panelFolded.keep(folded);
    session.refresh();
  };
  return html`<aside
    class="panel"
    id="people"
    aria-label=${w("theClass")}
    onKeyDown=${frame.panel ? keepInside : undefined}
  >
    <div class="panel-head">
      <h2 class="grow">
        ${w("theClass")}<span class="hint num cut">${[w("present", present), since].filter(Boolean).join(" · ")}</span>
      </h2>
      <a class="btn" href="/board.html" target="_blank" rel="noopener"><${Icon} name="board" small />${w("board")}</a
      ><button class="ib only-mid" type="button" aria-label=${w("foldClass")} onClick=${() => turn(true)}>
        <${Icon} name="side" /></button
      ><button class="ib only-narrow" type="button" aria-label=${w("close")} onClick=${() => frame.closeTop()}>
        <${Icon} name="x" />
      </button>
    </div>
    <${Rail} present=${present} hands=${state.hands.length} questions=${open} silent=${Boolean(silence)} turn=${turn} />
    ${silence && html`<${Hush} silence=${silence} />`}
    <${Controls} state=${state} silence=${silence} />
    <div class="tabs" role="tablist" aria-label=${w("theClass")} onKeyDown=${arrows}>
      <${Tab} name="people" on=${tab} text=${w("people")} />
      <${Tab} name="hands" on=${tab} text=${w("handsTab")} count=${state.hands.length} kind="hand" />
      <${Tab} name="poll" on=${tab} text=${w("pollTab")} />
      <${Tab} name="questions" on=${tab} text=${w("questions")} count=${open} kind="soft" />
    </div>
    <div class="scroll" id=${`panel-${tab}`} role="tabpanel" aria-labelledby=${`tab-${tab}`} tabindex="0">
      ${tab === "people" && html`<${Class} state=${state} /><${School} state=${state} />`} ${tab === "hands" && html`<${HandsTab} state=${state} />`}
      ${tab === "poll" && html`<${PollTab} key=${channelOf(state)} state=${state} channel=${channelOf(state)} />`}
      ${tab === "questions" && html`<${Asked} state=${state} />`}
    </div>
  </aside>`;
}

/** @param {{name: string, on: string, text: string, count?: number, kind?: string}} props */
function Tab({ name, on, text, count, kind }) {
  const { frame } = useShared();
  return html`<button
    role="tab"
    type="button"
    id=${`tab-${name}`}
    aria-controls=${`panel-${name}`}
    aria-selected=${String(on === name)}
    tabindex=${on === name ? 0 : -1}
    onClick=${() => {
      frame.tab = name;
      frame.changed();
    }}
  >
    ${text} ${Boolean(count) && html`<span class=${`count ${kind}`}>${count}</span>`}
  </button>`;
}

/** The panel folded. @param {{present: number, hands: number, questions: number, silent: boolean, turn: (folded: boolean) => void}} props */
function Rail({ present, hands, questions, silent, turn }) {
  const { session, frame } = useShared();
  /** @param {string} tab */
  const to = (tab) => () => {
    frame.tab = tab;
    turn(false);
  };
  const lock = silent ? w("giveBack") : `${w("suspend")}${w("suspendMore")}, ${w("minutes", silenceChoice.minutes)}`;
  return html`<div class="rail">
    <button class="ib" type="button" aria-label=${w("unfoldClass")} title=${w("unfoldClass")} onClick=${() => turn(false)}>
      <${Icon} name="side" /></button
    ><button class="raise" type="button" aria-label=${w("railPeople", present)} title=${w("railPeople", present)} onClick=${to("people")}>
      <${Icon} name="people" /><span class="num">${present}</span></button
    ><button class="raise" type="button" aria-label=${w("railHands", hands)} title=${w("railHands", hands)} onClick=${to("hands")}>
      <${Icon} name="hand" />${hands > 0 && html`<span class="count hand">${hands}</span>`}</button
    ><button class="raise" type="button" aria-label=${w("railQuestions", questions)} title=${w("railQuestions", questions)} onClick=${to("questions")}>
      <${Icon} name="ask" />${questions > 0 && html`<span class="count soft">${questions}</span>`}</button
    ><button class="raise" type="button" aria-label=${w("pollTab")} title=${w("pollTab")} onClick=${to("poll")}>
      <${Icon} name="poll" /></button
    ><button
      class="raise"
      type="button"
      aria-pressed=${String(silent)}
      aria-label=${lock}
      title=${lock}
      onClick=${() => void (silent ? acts.speak(session) : acts.silence(session, silenceChoice.minutes))}
    >
      <${Icon} name="lock" />
    </button>
  </div>`;
}

/** A silence that runs. @param {{silence: State["silences"][0]}} props */
function Hush({ silence }) {
  const { session } = useShared();
  useTicking(Boolean(silence.until), 10_000);
  const left = silence.until ? acts.minutesTo(silence.until) : 0;
  const title = silence.until ? w("silenceUntil", clock.moment(silence.until)) : w("silenceOpen");
  return html`<div class="hush">
    <p class="row">
      <${Icon} name="lock" /><span class="grow"
        ><b>${title}${silence.channel && w("silenceIn", silence.channel)}</b></span
      >${silence.until && html`<span class="num">${w("silenceLeft", Math.max(0, left))}</span>`}
    </p>
    <div class="row">
      <button class="btn grow" type="button" onClick=${() => void acts.speak(session, silence.channel)}>
        ${w("giveBack")}</button
      >${
        silence.until &&
        html`<button
          class="btn"
          type="button"
          onClick=${() => void acts.silence(session, Math.max(0, left) + 5, silence.channel)}
        >
          ${w("fiveMore")}
        </button>`
      }
    </div>
  </div>`;
}

/** The length of a silence that was chosen last. */
const silenceChoice = { minutes: 25 };

/** @param {{state: State, silence: State["silences"][0] | undefined}} props */
function Controls({ state, silence }) {
  const { session } = useShared();
  const [minutes, setMinutes] = useState(silenceChoice.minutes);
  const channel = channelOf(state);
  const seconds = state.places[channel]?.slow ?? 0;
  const slows = SLOWS.includes(seconds) ? SLOWS : [...SLOWS, seconds].sort((a, b) => a - b);
  return html`<button
      class="sum"
      type="button"
      aria-expanded=${String(session.showControls)}
      aria-controls="ctl"
      onClick=${() => {
        session.showControls = !session.showControls;
        session.refresh();
      }}
    >
      <${Icon} name="lock" small /><span class="grow cut"
        >${!silence && w("sumFree")}${w("sumRest", seconds, state.privateMode)}</span
      ><${Icon} name="chevron" small />
    </button>
    <div class="ctl" id="ctl">
      ${
        !silence &&
        html`<div class="row">
          <button class="btn grow" type="button" onClick=${() => void acts.silence(session, minutes)}>
            <${Icon} name="lock" small /><span>${w("suspend")}<span class="wide">${w("suspendMore")}</span></span></button
          ><select
            class="in sm fit"
            aria-label=${w("suspendFor")}
            onChange=${(/** @type {any} */ event) => {
              silenceChoice.minutes = Number(event.currentTarget.value);
              setMinutes(silenceChoice.minutes);
            }}
          >
            ${SILENCES.map(
              (one) =>
                html`<option value=${one} selected=${one === minutes}>${one === 0 ? w("noLimit") : w("minutes", one)}</option>`,
            )}
          </select>
        </div>`
      }
      <div class="pair">
        <div class="field">
          <label class="hint" for="slow">${w("slowMode")}</label
          ><select
            class="in sm"
            id="slow"
            title=${channel}
            onChange=${(/** @type {any} */ event) => void acts.slow(session, channel, Number(event.currentTarget.value))}
          >
            ${slows.map(
              (one) =>
                html`<option value=${one} selected=${one === seconds}>${one === 0 ? w("slowNo") : w("seconds", one)}</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label class="hint" for="pm">${w("privateMode")}</label
          ><select
            class="in sm"
            id="pm"
            title=${w("privateModeOf")}
            onChange=${(/** @type {any} */ event) => void acts.privateMessages(session, event.currentTarget.value)}
          >
            ${[
              ["all", "privateAll"],
              ["staff", "privateStaff"],
              ["off", "privateOff"],
            ].map(
              ([value, key]) => html`<option value=${value} selected=${value === state.privateMode}>${w(key)}</option>`,
            )}
          </select>
        </div>
      </div>
    </div>`;
}

/** The people as a table. @param {{state: State}} props */
function Class({ state }) {
  const facts = factsOf(state);
  const people = pupilsOf(state);
  const hands = handsOf(state);
  const today = clock.day(clock.now());
  const drawn = useTurns(people.length);
  if (people.length === 0)
    return html`<div class="empty flat">
      <${Icon} name="people" />
      <h2>${w("alone")}</h2>
      <p>${w("aloneText")}</p>
    </div>`;
  return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${w("colName")}</th>
          <th scope="col" class="c2 wide">${w("colArrived")}</th>
          <th scope="col" class="c2">${w("colWrote")}</th>
          <th scope="col" class="c3"><span class="sr">${w("colActions")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${people.slice(0, drawn).map((person) => {
          const key = fold(person.name);
          const said = facts.said[key];
          const recent = said && clock.day(said) === today ? said : "";
          return html`<${Row} key=${key} person=${person} said=${recent} place=${hands.get(key) ?? 0} lang=${lang()} />`;
        })}
      </tbody>
    </table>
    ${
      facts.left.length > 0 &&
      html`<p class="hint absent">
        <b>${w("gone", facts.left.length)}</b>${" "}
        ${facts.left.map((one) => `${one.name} (${clock.time(one.at)})`).join(", ")}
      </p>`
    }`;
}

/** `said`: when they wrote today, or "". @typedef {{person: Person, said: string, place: number, lang: string}} RowProps */

/** A person; drawn again only if something of them has changed, for a class has many and something comes all the time. */
const Row = memo(
  (/** @type {RowProps} */ props) => PersonRow(props),
  (before, after) =>
    before.said === after.said &&
    before.place === after.place &&
    before.lang === after.lang &&
    samePerson(before.person, after.person),
);

/** Whether two entries of the list say the same: it is made anew, of the same people, whenever it is asked for. @param {Person} one @param {Person} other */
const samePerson = (one, other) =>
  one.name === other.name &&
  one.state === other.state &&
  one.role === other.role &&
  one.guest === other.guest &&
  one.muted === other.muted &&
  one.since === other.since;

/** @param {RowProps} props */
function PersonRow({ person, said, place }) {
  const { session, frame } = useShared();
  const { name, muted } = person;
  const time = (/** @type {string | undefined} */ at) => (at ? clock.time(at) : "–");
  const menu = (/** @type {any} */ event) => frame.openMenu({ of: "person", name }, event.currentTarget);
  return html`<tr>
    <th scope="row">
      <button class="person" type="button" aria-haspopup="menu" onClick=${menu}>
        <${StateMark} state=${person.state} /><span class="named"
          ><span class="cut">${name}</span>${person.guest && html`<span class="tag">${w("tagGuest")}</span>`}</span
        >${
          place > 0 && html`<span class="count hand"><span class="sr">${w("handUp")}</span>${place}</span>`
        }<${Tags} name=${name} person=${{ ...person, guest: false }} />
      </button>
    </th>
    <td class="num wide">${time(person.since)}</td>
    <td class="num">${time(said)}</td>
    <td class="end">
      ${
        person.role !== "admin" &&
        html`<button
          class="ib"
          type="button"
          aria-label=${muted ? w("unmuteNamed", name) : w("muteNamed", name)}
          aria-pressed=${String(muted)}
          onClick=${() => void (muted ? acts.unmute(session, name) : acts.mute(session, name))}
        >
          <${Icon} name="mute" />
        </button>`
      }<button class="ib" type="button" aria-label=${w("actionsFor", name)} aria-haspopup="menu" onClick=${menu}>
        <${Icon} name="more" />
      </button>
    </td>
  </tr>`;
}

/** The band that tells staff that only they can write. @param {{state: State}} props */
export function SilenceBand({ state }) {
  const here = state.places[state.here];
  if (!here || !state.silences.some((one) => one.channel === null || one.channel === here.id)) return null;
  return html`<div class="band">
    <${Icon} name="lock" />
    <div>${w("classSilent")}<span class="sr"> ${placeName(here)}</span></div>
  </div>`;
}
