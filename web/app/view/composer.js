// What one writes with: one line that grows, the code box, reply and edit, completion of names and commands, drafts of each
// place, the hand in the margin; or a note in its place while one may only read.

import { fold, guestName, isChannel, isTalk } from "../state.js";
import { fenced, LANGUAGES, languageName, oneLine } from "../text.js";
import { clock, placeName, spaced, w } from "../words.js";
import { Refusal } from "../protocol.js";
import { COMMANDS } from "../commands.js";
import {
  html,
  Icon,
  secondsTo,
  touch,
  useEffect,
  useLayoutEffect,
  useRef,
  useShared,
  useState,
  useTicking,
} from "./html.js";
import { StateMark } from "./people.js";
import { Tags } from "./message.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Place} Place */

/**
 * Why one may not write here, or null.
 * @param {State} state
 * @param {Place} place
 */
function forbidden(state, place) {
  if (state.me && state.me.role !== "user") return null;
  if (isTalk(place.id)) {
    const person = state.people[place.id.slice(1)];
    const staff = person && person.role !== "user";
    if (state.privateMode === "off" && !staff) return { icon: "lock", warm: false, text: w("noPrivate"), may: "" };
    if (state.privateMode === "staff" && !staff)
      return { icon: "lock", warm: false, text: w("noPrivateStaff"), may: "" };
    return null;
  }
  const silence = state.silences.find((one) => one.channel === null || one.channel === place.id);
  if (silence) {
    const until = silence.until ? w("until", clock.moment(silence.until)) : ".";
    return {
      icon: "lock",
      warm: true,
      text: silence.channel ? w("silencedHere", placeName(place)) : w("silenced"),
      until,
      may: w(state.boxClosed ? "silencedMayHand" : "silencedMay"),
    };
  }
  if (state.muted)
    return {
      icon: "mute",
      warm: false,
      text: w("muted", state.muted.until ? clock.moment(state.muted.until) : ""),
      may: w("mutedMay"),
    };
  if (place.readOnly) {
    const others = Object.values(state.places).filter(
      (one) => isChannel(one.id) && one.joined && !one.readOnly && one.id !== place.id,
    );
    const where = others
      .slice(0, 2)
      .map((one) => one.id)
      .join(` ${w("keyOr")} `);
    return { icon: "lock", warm: false, text: w("readOnly", placeName(place)), may: w("readOnlyWho", where) };
  }
  return null;
}

/** @param {{state: State, place: Place}} props */
export function Composer({ state, place }) {
  const { session } = useShared();
  const Announcement = session.teacher?.Announcement;
  if (state.staff?.announcing && Announcement) return html`<${Announcement} />`;
  const no = forbidden(state, place);
  if (no) return html`<${Note} state=${state} no=${no} talk=${isTalk(place.id)} />`;
  return html`<${Writing} key=${place.id} state=${state} place=${place} session=${session} />`;
}

/** @param {{state: State, no: any, talk: boolean}} props */
function Note({ state, no, talk }) {
  const { session, frame } = useShared();
  return html`<div class="composer">
    ${talk ? html`<span></span>` : html`<${Raise} state=${state} />`}
    <div class="grow">
      <div class=${no.warm ? "note warm" : "note"}>
        <${Icon} name=${no.icon} />
        <p class="grow"><b>${no.text}</b>${no.until ?? ""} ${no.may && html`<span class="dim">${no.may}</span>`}</p>
      </div>
      ${
        !talk &&
        session.has("questions") &&
        !state.boxClosed &&
        html`<div class="row asking">
          <button class="btn" type="button" onClick=${() => frame.openPanel("questions")}>
            <${Icon} name="ask" small />${w("ask")}
          </button>
        </div>`
      }
    </div>
  </div>`;
}

/** The hand in the margin, or what staff has there. @param {{state: State}} props */
function Raise({ state }) {
  const { session } = useShared();
  if (state.staff && session.teacher?.Lead) return html`<${session.teacher.Lead} state=${state} />`;
  if (state.staff) return html`<span></span>`;
  const { place } = state.hand;
  return html`<button
    class="raise"
    type="button"
    aria-pressed=${String(place > 0)}
    aria-label=${place > 0 ? w("raised", place) : w("raise")}
    onClick=${() => void session.raise(place === 0)}
  >
    <${Icon} name="hand" /><span>${place > 0 ? w("place", place) : w("hand")}</span>
  </button>`;
}

/** The completion at the caret: what is being typed, and what it may become. */
/** @typedef {{from: number, to: number, kind: "at" | "slash", items: {text: string, person?: import("../types.js").Person, args?: string, hint?: string}[]}} Completion */

/**
 * @param {State} state
 * @param {Place} place
 * @param {string} text
 * @param {number} caret
 * @returns {Completion | null}
 */
export function complete(state, place, text, caret) {
  const before = text.slice(0, caret);
  const slash = /^\/([\p{L}-]*)$/u.exec(before);
  if (slash && isChannel(place.id)) {
    const staff = state.me !== null && state.me.role !== "user";
    const items = COMMANDS.filter((one) => one.name.startsWith(slash[1].toLowerCase()) && (staff || !one.staff))
      .slice(0, 8)
      .map((one) => ({ text: `/${one.name}`, args: w(`cmd_${one.name}_args`), hint: w(`cmd_${one.name}`) }));
    return items.length > 0 ? { from: 0, to: caret, kind: "slash", items } : null;
  }
  const at = /(?:^|[\s(])@([\p{L}\p{N}_.-]*)$/u.exec(before);
  if (!at) return null;
  const typed = fold(at[1]);
  const items = [...Object.values(state.people), ...Object.values(state.elsewhere)]
    .filter((one) => fold(one.name) !== fold(state.me?.name ?? "") && plain(one.name).includes(plain(typed)))
    .sort(
      (one, other) =>
        Number(one.state === "offline") - Number(other.state === "offline") ||
        Number(plain(other.name).startsWith(plain(typed))) - Number(plain(one.name).startsWith(plain(typed))) ||
        one.name.localeCompare(other.name, "fr", { sensitivity: "base" }),
    )
    .slice(0, 6)
    .map((person) => ({ text: `@${person.name}`, person }));
  return items.length > 0 ? { from: caret - at[1].length - 1, to: caret, kind: "at", items } : null;
}

/** A name without accents, to be found by who types fast. @param {string} name */
const plain = (name) => fold(name).normalize("NFD").replace(/\p{M}/gu, "");

/** @param {{state: State, place: Place, session: import("../session.js").Session}} props */
function Writing({ state, place, session }) {
  const { frame } = useShared();
  const text = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const codeText = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [completion, setCompletion] = useState(/** @type {Completion | null} */ (null));
  const [choice, choose] = useState(0);
  const [escaped, setEscaped] = useState(false);
  const [error, setError] = useState("");
  const name = placeName(place);
  const label = isChannel(place.id) ? w("writeIn", name) : w("writeTo", name);
  const waiting = place.slowUntil > Date.now() && state.me?.role === "user";
  useTicking(waiting);

  /** @param {Partial<Place>} change */
  const keep = (change) => session.dispatch({ type: "place", place: place.id, change });

  useEffect(() => {
    session.wantWriting = () => setTimeout(() => (codeText.current ?? text.current)?.focus());
    if (!touch() && !frame.dialog && !frame.menu && !frame.panel) text.current?.focus();
  }, []);

  // One line that grows to what is written, at most 40 % of the height (the style sheet's rule).
  useLayoutEffect(() => {
    const element = text.current;
    if (!element) return;
    element.style.height = "";
    // Nothing is written as it comes: the browser need not lay out a page that is not whole yet.
    if (place.draft !== "" && element.scrollHeight > element.clientHeight)
      element.style.height = `${element.scrollHeight + 2}px`;
  }, [place.draft, place.code === null]);

  const send = () => {
    const words = place.draft.replace(/\s+$/, "");
    const code = place.code && place.code.text.trim() !== "" ? fenced(place.code.lang, place.code.text) : "";
    const whole = [words, code].filter((part) => part.trim() !== "").join("\n");
    if (whole === "" || waiting) return;
    if (place.edit !== null) {
      const { edit } = place;
      session.edit(edit, whole).then(
        () => keep({ draft: "", edit: null }),
        (failed) => {
          if (!(failed instanceof Refusal)) throw failed;
          setError(spaced(failed.text));
        },
      );
      return;
    }
    session.say(place.id, whole, place.reply);
    keep({ draft: "", code: null, reply: null });
    setCompletion(null);
    setError("");
    setTimeout(() => text.current?.focus());
  };

  /** @param {number} index */
  const insert = (index) => {
    const item = completion?.items[index];
    const element = text.current;
    if (!item || !completion || !element) return;
    const after = `${item.text} `;
    const draft = place.draft.slice(0, completion.from) + after + place.draft.slice(completion.to).replace(/^ /, "");
    keep({ draft });
    setCompletion(null);
    setTimeout(() => {
      element.focus();
      element.setSelectionRange(completion.from + after.length, completion.from + after.length);
    });
  };

  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.isComposing) return;
    if (completion) {
      const { length } = completion.items;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        return choose((choice + (event.key === "ArrowDown" ? 1 : length - 1)) % length);
      }
      if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
        // A command that is typed in full is sent, not completed again.
        const whole =
          completion.kind === "slash" &&
          event.key === "Enter" &&
          completion.items.some((one) => one.text === place.draft.trim());
        if (!whole) {
          event.preventDefault();
          return insert(choice);
        }
      }
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        return setCompletion(null);
      }
    }
    if (event.key === "Enter" && !event.shiftKey && (!touch() || event.ctrlKey)) {
      event.preventDefault();
      return send();
    }
    if (event.key === "Escape" && (place.edit !== null || place.reply !== null)) {
      event.stopPropagation();
      return keep(place.edit !== null ? { edit: null, draft: "" } : { reply: null });
    }
    if (event.key === "ArrowUp" && place.draft === "" && place.edit === null && session.has("edits")) {
      const own = place.messages.filter((one) => one.mine && one.id !== null && !one.gone && !one.private).pop();
      if (own) {
        event.preventDefault();
        session.startEdit(own);
      }
    }
    if (event.key === "PageUp" || event.key === "PageDown") {
      const log = document.querySelector(".scroll.talk");
      if (log) {
        event.preventDefault();
        log.scrollTop += (event.key === "PageUp" ? -0.9 : 0.9) * log.clientHeight;
      }
    }
  };

  /** @param {any} event */
  const typed = (event) => {
    const element = event.currentTarget;
    keep({ draft: element.value });
    setCompletion(complete(state, place, element.value, element.selectionStart));
    choose(0);
  };

  /** A pasted text with indented lines is code: it keeps its blanks. @param {ClipboardEvent} event */
  const pasted = (event) => {
    const told = event.clipboardData?.getData("text/plain") ?? "";
    if (place.code || !looksLikeCode(told)) return;
    event.preventDefault();
    keep({ code: { lang: guess(told), text: told.replace(/\r\n?/g, "\n").replace(/^\n+|\s+$/g, "") } });
    setTimeout(() => codeText.current?.focus());
  };

  /** @param {KeyboardEvent} event */
  const codeKeys = (event) => {
    const element = /** @type {HTMLTextAreaElement} */ (event.currentTarget);
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      return send();
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      return setEscaped(true);
    }
    if (event.key === "Tab" && !escaped && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      indent(element, event.shiftKey);
      return keep({ code: { lang: place.code?.lang ?? "", text: element.value } });
    }
    if (event.key !== "Shift") setEscaped(false);
  };

  /** @param {string} lang */
  const chooseLanguage = (lang) => {
    lastLanguage = lang;
    keep({ code: { lang, text: place.code?.text ?? "" } });
  };

  const quoted = place.reply === null ? null : place.messages.find((one) => one.id === place.reply);
  const coding = place.code !== null;
  const list = completion ? `o-${completion.kind}` : undefined;
  return html`${
    waiting || place.slow > 0
      ? html`<div class="band calm">
            <${Icon} name="timer" />
            <div>
              ${w("slow", place.slow)} ${waiting && html`<b class="num">${w("slowLeft", secondsTo(place.slowUntil))}</b>`}
            </div>
          </div>`
      : null
  }
    ${completion && html`<${Completions} completion=${completion} choice=${choice} insert=${insert} />`}
    <form
      class="composer"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        send();
      }}
    >
      ${isTalk(place.id) ? html`<span></span>` : html`<${Raise} state=${state} />`}
      <div class="grow">
        <div class=${coding ? "box coding" : "box"}>
          ${
            quoted &&
            html`<div class="tool">
              <${Icon} name="reply" small /><span class="grow cut"
                >${w("replyTo")} <b>${quoted.from}</b>${spaced(" : ")}${oneLine(quoted.text)}</span
              ><button class="ib" type="button" aria-label=${w("noReply")} onClick=${() => keep({ reply: null })}>
                <${Icon} name="x" />
              </button>
            </div>`
          }
          ${
            place.edit !== null &&
            html`<div class="tool">
              <${Icon} name="edit" small /><span class="grow cut">${error || w("editing")}</span
              ><button
                class="ib"
                type="button"
                aria-label=${w("noEdit")}
                onClick=${() => keep({ edit: null, draft: "" })}
              >
                <${Icon} name="x" />
              </button>
            </div>`
          }
          ${
            place.code &&
            html`<div class="tool">
              <${Icon} name="code" small /><label for="lang">${w("codeLanguage")}</label
              ><select
                class="in sm fit"
                id="lang"
                value=${place.code.lang}
                onChange=${(/** @type {any} */ event) => chooseLanguage(event.currentTarget.value)}
              >
                ${LANGUAGES.map(([word, title]) => html`<option value=${word} selected=${word === place.code?.lang}>${title || w("plainText")}</option>`)}</select
              ><span class="grow"></span
              ><button
                class="ib"
                type="button"
                aria-label=${w("removeCode")}
                onClick=${() => {
                  keep({ code: null });
                  setTimeout(() => text.current?.focus());
                }}
              >
                <${Icon} name="x" />
              </button>
            </div>`
          }
          <div class="row">
            ${
              (!coding || place.draft !== "") &&
              html`<label class="sr" for="say">${label}</label
                ><textarea
                  id="say"
                  rows="1"
                  ref=${text}
                  value=${place.draft}
                  placeholder=${label}
                  enterkeyhint=${touch() ? "enter" : "send"}
                  aria-autocomplete=${completion ? "list" : undefined}
                  aria-controls=${list}
                  aria-activedescendant=${completion ? `${list}-${choice}` : undefined}
                  onInput=${typed}
                  onKeyDown=${keys}
                  onPaste=${pasted}
                  onBlur=${() => setTimeout(() => setCompletion(null), 150)}
                ></textarea>`
            }
            ${
              place.code &&
              html`<label class="sr" for="say-code">${w("yourCode")}</label
                ><textarea
                  class="mono"
                  id="say-code"
                  ref=${codeText}
                  rows=${Math.min(16, Math.max(4, place.code.text.split("\n").length + 1))}
                  spellcheck=${false}
                  autocapitalize="off"
                  value=${place.code.text}
                  onInput=${(/** @type {any} */ event) => keep({ code: { lang: place.code?.lang ?? "", text: event.currentTarget.value } })}
                  onKeyDown=${codeKeys}
                ></textarea>`
            }<button
              class="ib"
              type="button"
              aria-label=${w("insertCode")}
              aria-pressed=${coding ? "true" : undefined}
              onClick=${() => {
                if (!coding) keep({ code: { lang: lastLanguage, text: "" } });
                setTimeout(() => codeText.current?.focus());
              }}
            >
              <${Icon} name="code" /></button
            ><button
              class=${coding ? "ib primary" : "ib"}
              type="submit"
              aria-label=${w("send")}
              aria-disabled=${waiting ? "true" : undefined}
            >
              <${Icon} name="send" />
            </button>
          </div>
        </div>
      </div>
      <p class="hint keys">
        ${
          completion
            ? html`<b>↑ ↓</b> ${w("keyChoose")} · <b>Tab</b> ${w("keyOr")} <b>${w("keySend")}</b> ${w("keyInsert")} · <b>${w("keyEscape")}</b> ${w("keyClose")}`
            : coding
              ? html`<b>Tab</b> ${w("keyTabDoes")} · <b>${w("keyEscape")}</b> ${w("keyThen")} <b>Tab</b> ${w("keyLeaves")} · <b>${w("keyCtrlEnter")}</b> ${w("keySendDoes")}`
              : html`<b>${w("keySend")}</b> ${w("keySendDoes")} · <b>${w("keyLine")}</b> ${w("keyLineDoes")}${
                  isChannel(place.id) && !state.staff && html` · <b>F2</b> ${w("keyHandDoes")}`
                }`
        }
      </p>
    </form>`;
}

/** The language of the last code box. */
let lastLanguage = "java";

/** @param {{completion: Completion, choice: number, insert: (index: number) => void}} props */
function Completions({ completion, choice, insert }) {
  const id = `o-${completion.kind}`;
  return html`<div
    class="menu over"
    role="listbox"
    id=${id}
    aria-label=${w(completion.kind === "at" ? "mentionList" : "commandList")}
  >
    ${completion.items.map(
      (item, index) =>
        html`<button
          role="option"
          type="button"
          tabindex="-1"
          key=${item.text}
          id=${`${id}-${index}`}
          aria-selected=${String(index === choice)}
          onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
          onClick=${() => insert(index)}
        >
          ${
            item.person
              ? html`<${StateMark} state=${item.person.state} /><b class="cut">${item.person.name}</b
                  ><span class="grow"
                    ><${Tags}
                      name=${item.person.name}
                      person=${{ ...item.person, guest: guestName(item.person.name) ? false : item.person.guest }}
                  /></span>`
              : html`<b class="mono">${item.text}</b
                  >${item.args && html`<span class="mono dim">${item.args}</span>`}<span class="grow"></span
                  ><span class="hint cut">${item.hint}</span>`
          }
        </button>`,
    )}
  </div>`;
}

/**
 * Whether a pasted text is code: some lines, and among them what only code has.
 * @param {string} text
 */
export function looksLikeCode(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2) return false;
  const marks = lines.filter(
    (line) =>
      /^(\t| {2,})\S/.test(line) ||
      /[;{}]\s*$/.test(line) ||
      /^\s*(def|class|import|#include|public|SELECT|if|for|while)\b/.test(line),
  );
  return marks.length * 2 >= lines.length;
}

/** Which language a text may be in. @param {string} text */
export function guess(text) {
  if (/^\s*#include|\bprintf\(|\bint main\(/m.test(text)) return "c";
  if (/^\s*(def |import \w+$|from \w+ import|print\()/m.test(text)) return "python";
  if (/\b(SELECT|INSERT INTO|CREATE TABLE|UPDATE)\b/i.test(text) && /;|\bFROM\b/i.test(text)) return "sql";
  if (/<\/?(html|div|p|body|head|span|a)\b/i.test(text)) return "html";
  if (/^#!\/|^\s*(sudo|apt|echo|cd) /m.test(text)) return "bash";
  if (/\b(const|let|=>|function)\b/.test(text)) return "javascript";
  if (/\b(public|private|class|void|String|System\.out|new )\b/.test(text)) return "java";
  return languageName(lastLanguage) ? lastLanguage : "";
}

/**
 * Moves the selected lines in or out by four blanks, as an editor does.
 * @param {HTMLTextAreaElement} element
 * @param {boolean} out
 */
export function indent(element, out) {
  const { selectionStart: start, selectionEnd: end, value } = element;
  const line = value.lastIndexOf("\n", start - 1) + 1;
  if (start === end && !out) {
    element.setRangeText("    ", start, end, "end");
    return;
  }
  const block = value.slice(line, end);
  const moved = block
    .split("\n")
    .map((one) => (out ? one.replace(/^( {1,4}|\t)/, "") : `    ${one}`))
    .join("\n");
  element.setRangeText(moved, line, end, start === end ? "end" : "select");
}
