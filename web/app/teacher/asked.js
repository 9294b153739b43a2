// The questions box as staff sees it: who asks, those of most votes first; answered ones below, and back again.

import { clock, quoted, w } from "../words.js";
import { html, Icon, useShared } from "../view/html.js";
import { order } from "./acts.js";

/** @typedef {Record<string, any>} Question */

/** @param {{state: import("../types.js").State}} props */
export function Asked({ state }) {
  const { session } = useShared();
  const open = state.questions
    .filter((one) => one.open !== false)
    .sort((one, other) => other.votes - one.votes || one.id - other.id);
  const done = state.questions.filter((one) => one.open === false);
  /** @param {Question} one */
  const reopen = async (one) => {
    if (!(await order(session, { type: "unanswered", id: one.id }))) return;
    session.dispatch({
      type: "line",
      line: { ...one, type: "question", open: true, by: undefined, answer: undefined, answered: undefined },
    });
  };
  /** @param {Question} one */
  const answer = async (one) => {
    if (!(await order(session, { type: "answered", id: one.id }))) return;
    const by = session.state.me?.name;
    session.dispatch({ type: "line", line: { type: "question_answered", id: one.id, by, timestamp: clock.now() } });
    session.toast({ text: w("answeredToast"), undo: () => void reopen(one) });
  };
  const turn = async () => {
    const wanted = state.boxClosed ? "open" : "closed";
    if (!(await order(session, { type: "questions", state: wanted }))) return;
    session.dispatch({ type: "line", line: { type: "question_box", state: wanted } });
  };
  const none = open.length + done.length === 0;
  return html`<div>
    <div class="row">
      <h2 class="grow">${none ? "" : w("byVotes")}</h2>
      ${
        !state.boxClosed &&
        html`<button class="btn quiet" type="button" onClick=${() => void turn()}>${w("closeBox")}</button>`
      }
    </div>
    ${
      state.boxClosed &&
      html`<div class="note warm wrap">
        <${Icon} name="lock" />
        <p class="grow"><b>${w("boxClosed")}</b> <span class="dim">${w("boxClosedStaff")}</span></p>
        <button class="btn" type="button" onClick=${() => void turn()}>${w("openBox")}</button>
      </div>`
    }
    ${
      none &&
      !state.boxClosed &&
      html`<div class="empty flat">
        <${Icon} name="ask" />
        <h2>${w("emptyBox")}</h2>
        <p>${w("emptyBoxText")}</p>
      </div>`
    }
    <ul>
      ${open.map(
        (one) =>
          html`<li class="item" key=${one.id}>
            <span class="b num" role="img" aria-label=${w("votesOf", one.votes)}>${one.votes}</span>
            <div>
              ${one.content}<br /><span class="hint">${one.from ? w("hiddenName", one.from) : ""}</span>
            </div>
            <button class="ib" type="button" aria-label=${w("markAnswered")} onClick=${() => void answer(one)}>
              <${Icon} name="check" />
            </button>
          </li>`,
      )}
    </ul>
    ${
      done.length > 0 &&
      html`<details>
        <summary class="b">${w("answeredCount", done.length)}</summary>
        ${done.map(
          (one) =>
            html`<div class="item done" key=${one.id}>
              <span class="b"><${Icon} name="check" small /></span>
              <div>
                ${one.content}
                <p class="hint">
                  ${[one.from, one.answer ? quoted(one.answer) : w("aloud")].filter(Boolean).join(" · ")}${
                    one.answered && `, ${clock.time(String(one.answered))}`
                  }
                </p>
              </div>
              <button class="ib" type="button" aria-label=${w("reopen")} onClick=${() => void reopen(one)}>
                <${Icon} name="undo" />
              </button>
            </div>`,
        )}
      </details>`
    }
  </div>`;
}
