// Setting up a channel: its topic, who may write there, a silence of its own, and clearing it, which alone is confirmed.

import { submit, Field } from "../view/form.js";
import { html, useEffect, useShared, useState } from "../view/html.js";
import { Dialog } from "../view/dialogs.js";
import { w } from "../words.js";
import { order, silence, speak } from "./acts.js";

/** @typedef {import("../types.js").Place} Place */

/** How long one channel is suspended. */
const MINUTES = 10;

/**
 * More entries for a channel's menu.
 * @param {import("../session.js").Session} session
 * @param {Place} place
 * @returns {import("../types.js").Action[]}
 */
export function channelActions(session, place) {
  const silent = session.state.silences.some((one) => one.channel === place.id);
  return [
    { icon: "edit", text: w("setChannel"), act: () => session.showOwn(() => html`<${Settings} id=${place.id} />`) },
    silent
      ? { icon: "lock", text: w("speakHere"), act: () => void speak(session, place.id) }
      : {
          icon: "lock",
          text: w("silenceHere"),
          hint: w("minutes", MINUTES),
          act: () => void silence(session, MINUTES, place.id),
        },
  ];
}

/** @param {{id: string}} props */
function Settings({ id }) {
  const { session, frame } = useShared();
  const place = session.state.places[id];
  const was = place?.disabled ? "disable" : place?.readOnly ? "read_only" : "open";
  const [topic, setTopic] = useState(place?.topic ?? "");
  const [mode, setMode] = useState(was);
  const [clearing, clear] = useState(false);
  const admin = session.state.me?.role === "admin";
  if (!place) return null;
  if (clearing) return html`<${Clear} place=${place} back=${() => clear(false)} />`;
  const save = async () => {
    const wanted = topic.trim();
    if (wanted !== place.topic) {
      if (!(await order(session, { type: "topic", channel: id, topic: wanted }))) return frame.closeDialog();
      session.dispatch({ type: "line", line: { type: "topic", channel: id, topic: wanted } });
    }
    if (mode !== was) {
      if (was === "disable") await order(session, { type: "channel", channel: id, mode: "enable" });
      if (mode !== "disable" && (was === "read_only") !== (mode === "read_only"))
        await order(session, { type: "channel", channel: id, mode });
      if (mode === "disable") await order(session, { type: "channel", channel: id, mode });
      await session.channels();
    }
    return frame.closeDialog();
  };
  const modes = [
    ["open", "writesAll"],
    ["read_only", "writesStaff"],
    ["disable", "writesNobody"],
  ];
  return html`<${Dialog} name="channel" icon="edit" title=${w("channelTitle", id)}>
    <form class="stack" onSubmit=${submit(() => void save())}>
      <${Field} id="ch-t" label=${w("topicLabel")} value=${topic} set=${setTopic} auto="off" />
      ${
        admin &&
        html`<fieldset>
          <legend>${w("whoWrites")}</legend>
          ${modes.map(
            ([value, key]) =>
              html`<label class="check"
                ><input type="radio" name="chw" checked=${mode === value} onChange=${() => setMode(value)} /><span
                  >${w(key)}</span
                ></label
              >`,
          )}
        </fieldset>`
      }
      <div class="row ends">
        <button class="btn quiet danger grow-left" type="button" onClick=${() => clear(true)}>${w("clearChannel")}</button
        ><button class="btn primary">${w("save")}</button>
      </div>
    </form>
  </${Dialog}>`;
}

/** @param {{place: Place, back: () => void}} props */
function Clear({ place, back }) {
  const { session, frame } = useShared();
  const [count, setCount] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    void session
      .wish({ type: "clear", channel: place.id, dry_run: true })
      .then((answer) => setCount(typeof answer?.would_erase === "number" ? answer.would_erase : null));
  }, []);
  const clear = async () => {
    if (await order(session, { type: "clear", channel: place.id }))
      session.dispatch({ type: "line", line: { type: "cleared", channel: place.id } });
    frame.closeDialog();
  };
  return html`<${Dialog} name="clear" icon="trash" title=${w("clearTitle", place.id)}>
    <div class="stack">
      <p>${w("clearText")}</p>
      <p class="dim">${w("noWayBack")}</p>
      <div class="row ends">
        <button class="btn" type="button" onClick=${back}>${w("cancel")}</button
        ><button class="btn primary danger" type="button" onClick=${() => void clear()}>
          ${w("clearButton", count)}
        </button>
      </div>
    </div>
  </${Dialog}>`;
}
