// A poll from its making to its result: the questions and the answers, who has answered, the bars, a file of it.

import { fold } from "../state.js";
import { clock, namesInRow, w } from "../words.js";
import { Err, submit } from "../view/form.js";
import { html, Icon, useShared, useState } from "../view/html.js";
import { Bars, Inline, letter } from "../view/poll.js";
import { order } from "./acts.js";
import { save, table } from "./csv.js";
import { factsOf } from "./facts.js";

/** Most answers of a poll, and fewest. */
const MOST = 8;
const FEWEST = 2;

/** @typedef {Record<string, any>} PollFacts */

/** @param {{state: import("../types.js").State, channel: string}} props */
export function PollTab({ state, channel }) {
  const { session } = useShared();
  const open = state.polls[channel];
  const { put } = factsOf(state);
  const closed = factsOf(state).closed[channel];
  if (open) return html`<${Running} key=${open.id} state=${state} poll=${open} />`;
  if (closed && closed.id !== put)
    return html`<${Over} poll=${closed} again=${() => session.dispatch({ type: "facts", change: { put: closed.id } })} />`;
  return html`<${Draft} channel=${channel} />`;
}

/** @type {{question: string, answers: string[], several: boolean, anonymous: boolean}} */
const EMPTY = { question: "", answers: ["", ""], several: false, anonymous: true };

/** What is not opened yet, by channel: one goes to see the hands, or another teacher's poll comes between. @type {Map<string, typeof EMPTY>} */
const drafts = new Map();

/** @param {{channel: string}} props */
function Draft({ channel }) {
  const { session } = useShared();
  const [draft, set] = useState(drafts.get(channel) ?? EMPTY);
  const [error, setError] = useState("");
  const { answers } = draft;
  /** @param {Partial<typeof EMPTY>} change */
  const change = (change) => {
    setError("");
    const changed = { ...draft, ...change };
    drafts.set(channel, changed);
    set(changed);
  };
  const open = async () => {
    const kept = answers.map((one) => one.trim()).filter(Boolean);
    const question = draft.question.trim().replace(/\s+/g, " ");
    if (question === "" || kept.length < FEWEST) return setError(w("pollNeeds"));
    const { several, anonymous } = draft;
    const answer = await order(session, { type: "poll", channel, question, answers: kept, several, anonymous });
    if (!answer) return undefined;
    drafts.delete(channel);
    const polls = await session.wish({ type: "polls" });
    for (const poll of polls?.polls ?? [])
      if (poll.open) session.dispatch({ type: "line", line: { ...poll, type: "poll_opened" } });
    set(EMPTY);
    return undefined;
  };
  return html`<form class="stack" onSubmit=${submit(() => void open())}>
    <div class="field">
      <label for="pq">${w("pollQuestion")}</label
      ><textarea
        class="in"
        id="pq"
        rows="2"
        maxlength="300"
        value=${draft.question}
        onInput=${(/** @type {any} */ event) => change({ question: event.currentTarget.value })}
      ></textarea>
    </div>
    <fieldset class="stack tight">
      <legend>${w(answers.length < MOST ? "pollAnswers" : "pollFull")}</legend>
      ${answers.map(
        (text, index) =>
          html`<div class="row" key=${index}>
            <b class="key" aria-hidden="true">${letter(index)}</b
            ><input
              class="in sm"
              maxlength="100"
              aria-label=${w("pollAnswer", letter(index))}
              value=${text}
              onInput=${(/** @type {any} */ event) =>
                change({ answers: answers.map((one, at) => (at === index ? event.currentTarget.value : one)) })}
            /><button
              class="ib"
              type="button"
              aria-label=${w("dropAnswer", letter(index))}
              disabled=${answers.length <= FEWEST}
              onClick=${() => change({ answers: answers.filter((_, at) => at !== index) })}
            >
              <${Icon} name="x" />
            </button>
          </div>`,
      )}
      ${
        answers.length < MOST &&
        html`<button class="btn quiet flush-left" type="button" onClick=${() => change({ answers: [...answers, ""] })}>
          <${Icon} name="plus" small />${w("addAnswer")}
        </button>`
      }
    </fieldset>
    <div>
      <label class="check"
        ><input
          type="checkbox"
          checked=${draft.several}
          onChange=${() => change({ several: !draft.several })}
        />${w("pollSeveral")}</label
      >
      <label class="check"
        ><input
          type="checkbox"
          checked=${draft.anonymous}
          onChange=${() => change({ anonymous: !draft.anonymous })}
        />${w("pollAnonymous")}</label
      >
    </div>
    ${error && html`<${Err} id="pq-e" text=${error} />`}
    <button class="btn primary">${w("openPoll")}</button>
    <p class="hint">${w("pollHidden")}</p>
  </form>`;
}

/** @param {{state: import("../types.js").State, poll: PollFacts}} props */
function Running({ state, poll }) {
  const { session } = useShared();
  const [peeks, peek] = useState(false);
  const voted = new Set((factsOf(state).voted[poll.channel] ?? []).map(fold));
  const pupils = Object.values(state.people).filter((one) => one.state !== "offline" && one.role === "user");
  const waiting = pupils.filter((one) => !voted.has(fold(one.name))).map((one) => one.name);
  const all = Math.max(pupils.length, Number(poll.voters ?? 0));
  const n = Number(poll.voters ?? 0);
  /** @param {boolean} cancel */
  const close = async (cancel) => {
    const request = cancel
      ? { type: "poll_close", channel: poll.channel, cancel }
      : { type: "poll_close", channel: poll.channel };
    const answer = await order(session, request);
    if (!answer) return;
    if (cancel) {
      session.dispatch({ type: "line", line: { type: "poll_cancelled", id: poll.id, channel: poll.channel } });
      session.toast({ text: w("pollCancelled") });
    } else {
      session.dispatch({
        type: "line",
        line: { ...poll, ...answer, closed: clock.now(), type: "poll_closed", open: false },
      });
    }
  };
  return html`<section class="stack" aria-label=${w("pollIsOpen")}>
    <h3><${Inline} text=${poll.question} /></h3>
    <p class="row">
      <span class="fig num"><b>${n}</b> <span class="dim">${w("ofAnswered", all)}</span></span>
    </p>
    <progress max=${Math.max(1, all)} value=${n} aria-label=${w("ofAnsweredBar", n, all)}></progress>
    ${n > 0 && waiting.length > 0 && html`<p class="hint">${w("notYet", namesShort(waiting))}</p>`}
    ${peeks && html`<${Bars} poll=${poll} />`}
    <button class="btn primary" type="button" onClick=${() => void close(false)}>${w("closePoll")}</button>
    <button class="btn" type="button" aria-pressed=${String(peeks)} onClick=${() => peek(!peeks)}>
      <${Icon} name="eye" small />${w(peeks ? "unpeek" : "peek")}</button
    ><button class="btn quiet danger" type="button" onClick=${() => void close(true)}>${w("cancelPoll")}</button>
  </section>`;
}

/** @param {string[]} names */
const namesShort = (names) => (names.length <= 12 ? names.join(", ") : namesInRow(names));

/** @param {{poll: PollFacts, again: () => void}} props */
function Over({ poll, again }) {
  return html`<section class="stack" aria-label=${w("pollIsOver")}>
    <h3><${Inline} text=${poll.question} /></h3>
    <${Bars} poll=${poll} />
    <p class="hint">${w("pollEnded", Number(poll.voters ?? 0), clock.time(String(poll.closed ?? poll.timestamp ?? "")))}</p>
    <div class="row wrap">
      <button class="btn primary" type="button" onClick=${again}>${w("newPoll")}</button
      ><button class="btn" type="button" onClick=${() => saveResult(poll)}>
        <${Icon} name="save" small />${w("csv")}
      </button>
    </div>
  </section>`;
}

/** @param {PollFacts} poll */
function saveResult(poll) {
  const named = Array.isArray(poll.names);
  const head = ["", poll.question, w("csvVotes"), ...(named ? [w("csvWho")] : [])];
  const rows = poll.answers.map((/** @type {string} */ answer, /** @type {number} */ index) => [
    letter(index),
    answer,
    Number(poll.counts?.[index] ?? 0),
    ...(named ? [(poll.names[index] ?? []).join(", ")] : []),
  ]);
  save(`sondage-${poll.id}.csv`, table([head, ...rows]));
}
