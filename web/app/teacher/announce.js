// An announcement: the button in the margin of the composer, and what stands in the composer's place while one is written.

import { isChannel } from "../state.js";
import { submit } from "../view/form.js";
import { html, Icon, useEffect, useRef, useShared, useState } from "../view/html.js";
import { w } from "../words.js";
import { order } from "./acts.js";
import { factsOf } from "./facts.js";

/** The button in the margin. */
export function Lead() {
  const { session } = useShared();
  return html`<button
    class="raise"
    type="button"
    aria-label=${w("writeAnnouncement")}
    onClick=${() => session.dispatch({ type: "facts", change: { announcing: true } })}
  >
    <${Icon} name="horn" /><span class="lbl">${w("announcement")}</span>
  </button>`;
}

/** What is written before it is announced, to which channel ("" for all), and whether the board shows it too. */
const draft = { text: "", channel: "", board: true };

/** In place of the composer. */
export function Announcement() {
  const { session } = useShared();
  const { state } = session;
  const [text, set] = useState(draft.text);
  const [channel, choose] = useState(draft.channel);
  const [board, setBoard] = useState(draft.board);
  const [busy, setBusy] = useState(false);
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  Object.assign(draft, { text, channel, board });
  const channels = Object.values(state.places).filter((place) => isChannel(place.id) && place.joined);
  const { posted } = factsOf(state);
  /** @param {string | null} words */
  const post = (words) => session.dispatch({ type: "facts", change: { posted: words } });
  const close = () => {
    session.dispatch({ type: "facts", change: { announcing: false } });
    session.wantWriting();
  };
  const announce = async () => {
    const content = text.trim();
    if (content === "" || busy) return;
    setBusy(true);
    const done = await order(session, { type: "announce", content, ...(channel ? { channel } : {}) });
    setBusy(false);
    if (!done) return;
    if (board) post(content);
    set("");
    draft.text = "";
    close();
  };
  return html`<form
    class="composer"
    onSubmit=${submit(() => void announce())}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void announce();
      }
    }}
  >
    <span class="raise"><${Icon} name="horn" /><span class="lbl">${w("announcement")}</span></span>
    <div class="grow">
      <div class="box coding">
        <div class="tool">
          <label for="an-to">${w("announceTo")}</label
          ><select
            class="in sm fit"
            id="an-to"
            onChange=${(/** @type {any} */ event) => choose(event.currentTarget.value)}
          >
            <option value="" selected=${channel === ""}>${w("announceAll")}</option>
            ${channels.map((one) => html`<option value=${one.id} selected=${one.id === channel}>${one.id}</option>`)}</select
          ><span class="grow"></span
          ><button class="ib" type="button" aria-label=${w("noAnnouncement")} onClick=${close}>
            <${Icon} name="x" />
          </button>
        </div>
        <div class="row">
          <label class="sr" for="an">${w("yourAnnouncement")}</label
          ><textarea
            id="an"
            rows="3"
            ref=${field}
            value=${text}
            onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)}
          ></textarea>
        </div>
        <div class="tool last">
          <label class="check grow"
            ><input type="checkbox" checked=${board} onChange=${() => setBoard(!board)} />${w("alsoOnBoard")}</label
          ><button class="btn primary" disabled=${busy}>${w("announceIt")}</button>
        </div>
      </div>
      ${
        posted &&
        html`<p class="row small asking">
          <${Icon} name="board" small /><span class="grow cut">${w("onBoardNow")} ${posted}</span
          ><button class="btn quiet" type="button" onClick=${() => post(null)}>${w("offBoard")}</button>
        </p>`
      }
    </div>
    <p class="hint keys">${w(channel ? "announceHintOne" : "announceHint", channel)}</p>
  </form>`;
}
