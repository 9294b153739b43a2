// The questions box: ask without one's name for the class, have a question too, read the answers.

import { Refusal } from "../protocol.js";
import { clock, quoted, spaced, w } from "../words.js";
import { html, Icon, useShared, useState } from "./html.js";
import { Err, submit } from "./form.js";

/** @param {{state: import("../types.js").State}} props */
export function Questions({ state }) {
  const { session } = useShared();
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const open = state.questions
    .filter((one) => one.open !== false)
    .sort((one, other) => other.votes - one.votes || one.id - other.id);
  const done = state.questions.filter((one) => one.open === false);
  const ask = async () => {
    const content = text.trim().replace(/\s+/g, " ");
    if (content === "") return;
    try {
      const answer = await session.ask({ type: "ask", content });
      session.dispatch({
        type: "line",
        line: { type: "question", id: answer.id, content, votes: 1, mine: true, voted: true },
      });
      setText("");
      setError("");
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(spaced(failed.text));
    }
  };
  /** @param {Record<string, any>} question */
  const up = async (question) => {
    const voted = !question.voted;
    if (await session.wish({ type: "up", id: question.id, up: voted })) {
      const known = session.state.questions.find((one) => one.id === question.id);
      session.dispatch({
        type: "set",
        change: { questions: session.state.questions.map((one) => (one === known ? { ...one, voted } : one)) },
      });
    }
  };
  return html`${
    state.boxClosed
      ? html`<div class="note small">
          <${Icon} name="lock" />
          <p class="grow"><b>${w("boxClosed")}</b> <span class="dim">${w("boxClosedText")}</span></p>
        </div>`
      : html`<form class="stack tight" onSubmit=${submit(() => void ask())}>
          <label class="label" for="ask">${w("yourQuestion")}</label
          ><textarea
            class="in"
            id="ask"
            rows="2"
            maxlength="300"
            value=${text}
            aria-invalid=${String(error !== "")}
            aria-describedby=${error ? "ask-e" : "ask-h"}
            onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)}
          ></textarea>
          ${error && html`<${Err} id="ask-e" text=${error} />`}
          <div class="row">
            <span class="hint grow" id="ask-h">${w("askHint")}</span
            ><button class="btn primary">${w("askSend")}</button>
          </div>
        </form>`
  }
    ${
      state.answered &&
      html`<div class="note good small">
        <${Icon} name="check" />
        <p class="grow">
          <b>${w("answered")}</b>${` ${quoted(state.answered.content)} `}<span class="hint"
            >${answerer(state.answered)}</span
          >
        </p>
        <button
          class="ib"
          type="button"
          aria-label=${w("close")}
          onClick=${() => session.dispatch({ type: "set", change: { answered: null } })}
        >
          <${Icon} name="x" />
        </button>
      </div>`
    }
    ${
      open.length + done.length === 0 &&
      !state.boxClosed &&
      html`<section class="empty flat">
        <${Icon} name="ask" />
        <h2>${w("noQuestions")}</h2>
        <p>${w("noQuestionsText")}</p>
      </section>`
    }
    <ul>
      ${open.map(
        (one) =>
          html`<li class="item" key=${one.id}>
            <button
              class="vote"
              type="button"
              aria-pressed=${String(Boolean(one.voted))}
              aria-label=${w("meToo", one.votes)}
              onClick=${() => void up(one)}
            >
              <${Icon} name="thumb" small />${one.votes}
            </button>
            <p>${one.content}</p>
            ${
              one.mine &&
              html`<button
                class="btn quiet"
                type="button"
                onClick=${() => void session.wish({ type: "unask", id: one.id }).then((answer) => answer && session.dispatch({ type: "line", line: { type: "question_removed", id: one.id } }))}
              >
                ${w("unask")}
              </button>`
            }
          </li>`,
      )}
      ${done.map(
        (one) =>
          html`<li class="item done" key=${one.id}>
            <span class="b"><${Icon} name="check" small /></span>
            <div>
              <p class="dim">${one.content}</p>
              <p class="small">
                ${one.answer && `${quoted(one.answer)} `}<span class="hint">${answerer(one)}</span>
              </p>
            </div>
          </li>`,
      )}
    </ul>`;
}

/** Who answered, when, and how. @param {Record<string, any>} question */
const answerer = (question) =>
  [question.by, question.answered && clock.time(String(question.answered)), !question.answer && w("aloud")]
    .filter(Boolean)
    .join(", ");
