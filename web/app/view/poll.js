// A poll over the composer, how one has answered, and its result as a card in the conversation.

import { Refusal } from "../protocol.js";
import { parts } from "../text.js";
import { w } from "../words.js";
import { html, Icon, useShared, useState } from "./html.js";

/** @typedef {Record<string, any>} PollFacts */

/** The letter of an answer. @param {number} index from 0 */
export const letter = (index) => String.fromCharCode(65 + index);

/** Letters in a row. @param {number[]} choices from 1 */
const letters = (choices) => {
  const all = choices.map((one) => letter(one - 1));
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} ${w("and")} ${all[all.length - 1]}`;
};

/** A question or an answer: code in it is code. @param {{text: string}} props */
export function Inline({ text }) {
  return html`${parts(text).map((part) =>
    part.kind === "code"
      ? html`<code>${part.text}</code>`
      : part.runs.map((run) => (run.t === "code" ? html`<code>${run.text}</code>` : run.text)),
  )}`;
}

/** @param {{poll: PollFacts}} props */
export function Poll({ poll }) {
  const { session } = useShared();
  const [picked, pick] = useState(/** @type {number[]} */ (poll.yours ?? []));
  const [changing, change] = useState(false);
  const [folded, fold] = useState(false);
  const [error, setError] = useState("");
  const answered = Array.isArray(poll.yours) && poll.yours.length > 0;
  /** @param {number[]} choices */
  const vote = async (choices) => {
    try {
      await session.ask({ type: "vote", id: poll.id, channel: poll.channel, choices });
      session.dispatch({ type: "line", line: { type: "poll_counts", id: poll.id, yours: choices } });
      change(false);
      setError("");
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(failed.text);
    }
  };
  if (answered && !changing) {
    const one = poll.yours.length === 1 ? poll.answers[poll.yours[0] - 1] : "";
    return html`<section class="poll" aria-label=${w("poll")}>
      <div class="row wrap">
        <p class="grow">
          <b
            >${w(poll.yours.length > 1 ? "answersSaved" : "answerSaved")}${" "}${letters(poll.yours)}${one && html`, <${Inline} text=${one} />`}.</b
          >
          ${" "}
          <span class="dim">${w("resultsLater")}</span>
        </p>
        <button class="btn quiet" type="button" onClick=${() => change(true)}>${w("change")}</button>
      </div>
      ${poll.live && poll.counts && html`<${Bars} poll=${poll} />`}
    </section>`;
  }
  if (folded) {
    return html`<section class="poll" aria-label=${w("poll")}>
      <div class="row">
        <h2 class="grow cut"><${Inline} text=${poll.question} /></h2>
        <button class="btn quiet" type="button" onClick=${() => fold(false)}>${w("unfoldPoll")}</button>
      </div>
    </section>`;
  }
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const at = Number(event.key);
    if (!(at >= 1 && at <= poll.answers.length) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (poll.several) toggle(at);
    else void vote([at]);
  };
  /** @param {number} at */
  const toggle = (at) =>
    pick(picked.includes(at) ? picked.filter((one) => one !== at) : [...picked, at].sort((a, b) => a - b));
  return html`<section class="poll" aria-labelledby=${`q${poll.id}`} onKeyDown=${keys}>
    <div class="row">
      <div class="grow">
        <p class="hint">
          ${w("pollOf", poll.by)} · ${poll.several ? w("several") : w(poll.anonymous ? "anonymous" : "named")}
        </p>
        <h2 id=${`q${poll.id}`}><${Inline} text=${poll.question} /></h2>
      </div>
      <button class="ib" type="button" aria-label=${w("later")} onClick=${() => fold(true)}>
        <${Icon} name="chevron" />
      </button>
    </div>
    <div class="opts">
      ${poll.answers.map((/** @type {string} */ answer, /** @type {number} */ index) =>
        poll.several
          ? html`<label class="btn"
              ><input type="checkbox" checked=${picked.includes(index + 1)} onChange=${() => toggle(index + 1)} /><b
                class="key"
                >${letter(index)}</b
              ><span><${Inline} text=${answer} /></span
            ></label>`
          : html`<button class="btn" type="button" onClick=${() => void vote([index + 1])}>
              <b class="key">${letter(index)}</b><span><${Inline} text=${answer} /></span>
            </button>`,
      )}
    </div>
    ${error && html`<p class="err" role="alert"><${Icon} name="warn" small /><span>${error}</span></p>`}
    ${
      poll.several &&
      html`<div class="row">
        <p class="grow">
          ${picked.length > 0 && html`<b>${w("chosen", picked.length)}</b>${w("colon")}${letters(picked)}`}
        </p>
        <button class="btn primary" type="button" disabled=${picked.length === 0} onClick=${() => void vote(picked)}>
          ${w("answer")}
        </button>
      </div>`
    }
  </section>`;
}

/** Bars with counts. @param {{poll: PollFacts}} props */
export function Bars({ poll }) {
  const all = Math.max(1, Number(poll.voters ?? 0));
  return html`<ul class="bars">
    ${poll.answers.map((/** @type {string} */ answer, /** @type {number} */ index) => {
      const n = Number(poll.counts?.[index] ?? 0);
      const mine = (poll.yours ?? []).includes(index + 1);
      return html`<li>
        <span
          ><b class="key">${letter(index)}</b> <${Inline} text=${answer} />${mine && html`${" "}<${Icon} name="check" small />`}</span
        ><span class="num"><b>${n}</b> <span class="dim">${w("percent", Math.round((100 * n) / all))}</span></span
        ><progress max=${all} value=${n} aria-label=${w("pollBar", answer, n, poll.voters ?? 0)}></progress>
        ${poll.names?.[index]?.length > 0 && html`<span class="hint">${poll.names[index].join(", ")}</span>`}
      </li>`;
    })}
  </ul>`;
}

/** The result in the conversation. @param {{poll: PollFacts}} props */
export function PollResult({ poll }) {
  return html`<section class="card stack tight" aria-label=${w("pollResult")}>
    <h3><${Inline} text=${poll.question} /></h3>
    <${Bars} poll=${poll} />
    <p class="hint">
      ${w("voters", poll.voters ?? 0)}${poll.yours?.length > 0 && ` · ${w("yourAnswer", poll.yours.length, letters(poll.yours))}`}
    </p>
  </section>`;
}
