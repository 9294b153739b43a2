// An announcement: the button in the margin of the composer, and what stands in the composer's place while one is written.

import { submit } from "../view/form.js";
import { html, Icon, useEffect, useRef, useShared, useState } from "../view/html.js";
import { w } from "../words.js";
import { order } from "./acts.js";

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

/** What is written before it is announced. */
const draft = { text: "" };

/** In place of the composer. */
export function Announcement() {
  const { session } = useShared();
  const [text, set] = useState(draft.text);
  const [busy, setBusy] = useState(false);
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  draft.text = text;
  const close = () => {
    session.dispatch({ type: "facts", change: { announcing: false } });
    session.wantWriting();
  };
  const announce = async () => {
    const content = text.trim();
    if (content === "" || busy) return;
    setBusy(true);
    const done = await order(session, { type: "announce", content });
    setBusy(false);
    if (!done) return;
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
          <span>${w("announceTo")}</span><span class="grow"></span
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
          <span class="grow"></span><button class="btn primary" disabled=${busy}>${w("announceIt")}</button>
        </div>
      </div>
    </div>
    <p class="hint keys">${w("announceHint")}</p>
  </form>`;
}
