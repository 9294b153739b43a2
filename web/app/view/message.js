// One row of the conversation: a message in each of its states, a line of the server, a day, the line over what is new.

import { fold, muting } from "../state.js";
import { oneLine, parts } from "../text.js";
import { clock, namesInRow, spaced, w } from "../words.js";
import { Code } from "./code.js";
import { html, Icon, useShared } from "./html.js";
import { PollResult } from "./later.js";
import { Acts, REACTIONS } from "./acts.js";

/** @typedef {import("../types.js").Message} Message */

/** @param {{row: import("../rows.js").Row, active: boolean, stop: boolean, flash: boolean, open: boolean}} props */
export function RowView({ row, active, stop, flash, open }) {
  switch (row.kind) {
    case "day":
      return html`<li class="day">
        <span></span>
        <h2 class="said">${clock.dayWords(row.at)}</h2>
      </li>`;
    case "fresh":
      return html`<li class="fresh" id="fresh"><span class="said">${w("newMessages", row.count)}</span></li>`;
    case "moves": {
      const names = row.names.split("\n");
      const many = new Set(names).size > 1;
      const words = w(`${row.move}${many ? "Many" : "One"}`, namesInRow(names));
      return html`<li class="sys">
        <time datetime=${row.at.slice(0, 16)}>${clock.time(row.at)}</time>
        <p class="said">${words}</p>
      </li>`;
    }
    case "system":
      return html`<li class="sys">
        <time datetime=${row.message.at.slice(0, 16)}>${clock.time(row.message.at)}</time>
        <p class="said lines">${row.message.note ? html`<${Note} note=${row.message.note} />` : serverWords(row.message)}</p>
      </li>`;
    default:
      return html`<${MessageView} row=${row} active=${active} stop=${stop} flash=${flash} open=${open} />`;
  }
}

/** What the server says, in the page's language where that is known; a reason is somebody's own words. @param {import("../types.js").Message} message */
function serverWords({ text, at }) {
  const mute = muting(text, clock.day(at));
  if (mute === "over") return w("mayWrite");
  return mute === null || mute.reason !== "" ? spaced(text) : w("muted", mute.until && clock.moment(mute.until));
}

/** What somebody did to the channel. @param {{note: Record<string, any>}} props */
function Note({ note }) {
  if (note.type === "topic")
    return note.topic ? html`${w("topicChanged", note.by)} ${note.topic}` : w("topicGone", note.by);
  return w(note.mode === "read_only" ? "nowReadOnly" : "nowOpen");
}

/** @param {{row: Extract<import("../rows.js").Row, {kind: "message"}>, active: boolean, stop: boolean, flash: boolean, open: boolean}} props */
function MessageView({ row, active, stop, flash, open }) {
  const { session } = useShared();
  const { message, first } = row;
  const { state } = session;
  const me = state.me?.name ?? "";
  const waits = message.waiting && (!message.flown || message.doubtful || state.link.phase !== "open");
  const called = !message.mine && !message.private && !message.gone && me !== "" && callsMe(message.text, me);
  const classes = [
    "msg",
    first ? "first" : "",
    message.mine ? "mine" : "",
    called ? "mention" : "",
    message.gone ? "gone" : "",
    waits || message.kept ? "wait" : "",
    message.failed ? "failed" : "",
    message.kind === "announce" ? "announce" : "",
    open || flash ? "open" : "",
  ];
  return html`<li
    class=${classes.filter(Boolean).join(" ")}
    data-key=${message.key}
    data-id=${message.id ?? undefined}
    tabindex=${stop ? 0 : -1}
    aria-setsize="-1"
    aria-label=${`${message.kind === "announce" ? announcer(message) : message.from}, ${clock.time(message.at)}`}
  >
    ${margin(row, waits)}
    <div class="said">
      ${first && html`<${Who} message=${message} />`} ${row.quoted && html`<${Quote} message=${row.quoted} />`}
      <${Body} message=${message} /> ${message.reacts.length > 0 && html`<${Reacts} message=${message} />`}
      ${row.kept > 0 && html`<p class="hint">${w("keptHint", message.to, row.kept)}</p>`}
      ${
        message.failed &&
        html`<p class="small danger">
            ${message.failed.code === "rate_limited" ? w("tooMany") : spaced(message.failed.text)}
          </p>
          <button
            class="btn quiet flush-left"
            type="button"
            onClick=${() => session.sayAgain(placeOf(state, message), message)}
          >
            ${w("sendAgain")}
          </button>`
      }
    </div>
    ${(open || (active && !matchMedia("(max-width: 45em)").matches)) && !message.poll && message.id !== null && !message.gone && html`<${Acts} message=${message} open=${open} />`}
  </li>`;
}

/** Whether a message calls this person: as the parts of the text say, so not within code. @param {string} text @param {string} me */
const callsMe = (text, me) =>
  text.includes("@") &&
  parts(text, me).some(
    (part) => part.kind === "text" && part.runs.some((run) => run.t === "at" && fold(run.text.slice(1)) === fold(me)),
  );

/** @param {import("../types.js").State} state @param {Message} message */
const placeOf = (state, message) =>
  Object.values(state.places).find((place) => place.messages.some((one) => one.key === message.key))?.id ?? state.here;

/**
 * What hangs left of the margin line. This and `said` are no components: thousands of them come and go while one reads.
 * @param {Extract<import("../rows.js").Row, {kind: "message"}>} row
 * @param {boolean} waits
 */
function margin(row, waits) {
  const { message, first, tick } = row;
  if (message.failed)
    return html`<span class="lead danger"><${Icon} name="warn" small /><span class="sr">${w("notSent")}</span></span>`;
  if (waits)
    return html`<span class="lead"><${Icon} name="clock" small /><span class="sr">${w("waiting")}</span></span>`;
  if (message.kept)
    return html`<span class="lead"><${Icon} name="mail" small /><span class="sr">${w("keptLater")}</span></span>`;
  if (message.poll) return html`<span class="lead"><${Icon} name="poll" small /></span>`;
  if (first) return html`<time datetime=${message.at.slice(0, 16)}>${clock.time(message.at)}</time>`;
  if (tick) return html`<span class="lead"><${Icon} name="check" small /><span class="sr">${w("sent")}</span></span>`;
  return html`<span class="lead"></span>`;
}

/** What the server puts before an announcement, in its two languages. */
const ANNOUNCED = /^(?:Annonce de|Announcement by) (.+?)(?: (?:dans|in) (#[^\s:]+))? ?: /;

/** @param {Message} message */
const announcer = (message) => ANNOUNCED.exec(message.text)?.[1] ?? w("staff");

/** @param {{message: Message}} props */
function Who({ message }) {
  const { session } = useShared();
  if (message.kind === "announce") {
    const channel = ANNOUNCED.exec(message.text)?.[2];
    return html`<p class="who">
      <span class="cut">${announcer(message)}</span><${Tags} name=${announcer(message)} /><span class="hint"
        >${channel ? w("toChannel", channel) : w("toAll")}</span
      >
    </p>`;
  }
  const [name, room] = message.from.split("@");
  const person = session.state.people[fold(message.from)];
  return html`<p class="who">
    <span class="cut">${name}${room && html`<span class="dim">@${room}</span>`}</span
    ><${Tags} name=${message.from} person=${person} />
  </p>`;
}

/** Tags behind a name. @param {{name: string, person?: import("../types.js").Person}} props */
export function Tags({ name, person }) {
  const { session } = useShared();
  const known = person ?? session.state.people[fold(name)];
  if (!known) return null;
  const staff = known.role === "admin" ? "tagStaff" : known.role === "moderator" ? "tagModerator" : null;
  return html`${staff && html`<span class="tag staff">${w(staff)}</span>`}${known.guest && html`<span class="tag">${w("tagGuest")}</span>`}${known.muted && html`<span class="tag off">${w("tagMuted")}</span>`}`;
}

/** @param {{message: Message}} props */
function Quote({ message }) {
  return html`<button class="quote" type="button" data-goto=${message.id}>
    <${Icon} name="reply" small /><b>${message.from}</b
    ><span class="cut">${message.gone ? w("deleted") : oneLine(message.text)}</span>
  </button>`;
}

/** @param {{message: Message}} props */
function Body({ message }) {
  const { session } = useShared();
  if (message.gone) return html`<p>${message.gone.by ? w("deletedBy", message.gone.by) : w("deleted")}</p>`;
  if (message.poll) return html`<${PollResult} poll=${message.poll} />`;
  const text = message.kind === "announce" ? message.text.replace(ANNOUNCED, "") : message.text;
  const names = text.includes("@") ? Object.values(session.state.people).map((one) => one.name) : [];
  const all = parts(text, session.state.me?.name ?? "", names);
  return html`${all.map((part, index) => {
    if (part.kind === "code") return html`<${Code} lang=${part.lang} text=${part.text} />`;
    const lines = part.runs.some((run) => run.text.includes("\n"));
    return html`<p class=${lines ? "lines" : undefined}>
      ${part.runs.map(said)}${message.edited && index === all.length - 1 && html`${" "}<span class="hint">${w("edited")}</span>`}
    </p>`;
  })}`;
}

/** @param {import("../text.js").Run} run */
function said(run) {
  if (run.t === "code") return html`<code>${run.text}</code>`;
  if (run.t === "link") return html`<a href=${run.text} target="_blank" rel="noopener noreferrer">${run.text}</a>`;
  if (run.t === "at") return html`<span class="at">${run.text}</span>`;
  return run.text;
}

/** @param {{message: Message}} props */
function Reacts({ message }) {
  const { session } = useShared();
  const me = fold(session.state.me?.name ?? "");
  return html`<div class="reacts row wrap">
    ${message.reacts.map(([emoji, names]) => {
      const known = REACTIONS.find(([one]) => one === emoji);
      const mine = names.some((name) => fold(name) === me);
      const words = known ? w(known[2]) : emoji;
      return html`<button
        class="react"
        type="button"
        aria-pressed=${String(mine)}
        aria-label=${`${words}, ${names.length}`}
        title=${names.join(", ")}
        onClick=${() => void session.react(message, emoji)}
      >
        ${known ? html`<${Icon} name=${known[1]} small />` : html`<span aria-hidden="true">${emoji}</span>`}<span
          aria-hidden="true"
          >${names.length}</span
        >
      </button>`;
    })}
  </div>`;
}
