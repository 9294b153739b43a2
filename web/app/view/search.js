// Search: the band with words and place, the results under one line per channel and day, and the way from a result to its
// place in the conversation and back.

import { search as run } from "../search.js";
import { fold, isChannel } from "../state.js";
import { oneLine } from "../text.js";
import { clock, spaced, w } from "../words.js";
import { html, Icon, useEffect, useRef, useShared } from "./html.js";
import { Tags } from "./message.js";

/** @param {{state: import("../types.js").State}} props */
export function SearchBand({ state }) {
  const { session } = useShared();
  const search = /** @type {any} */ (state.search);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  const channels = Object.values(state.places).filter((place) => isChannel(place.id) && place.joined);
  const close = () => session.dispatch({ type: "set", change: { search: null } });
  return html`<form
    class="band calm find"
    role="search"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      if (search.words.trim() !== "" || search.author)
        void run(session, search.words.trim(), search.channel, search.author);
    }}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    }}
  >
    <${Icon} name="search" />
    <div class="row wrap">
      <label class="sr" for="find">${w("searchIn")}</label
      ><input
        class="in sm grow"
        id="find"
        type="search"
        ref=${field}
        value=${search.words}
        placeholder=${search.author || undefined}
        onInput=${(/** @type {any} */ event) => session.dispatch({ type: "set", change: { search: { ...search, words: event.currentTarget.value } } })}
      /><select
        class="in sm fit"
        aria-label=${w("searchWhere")}
        onChange=${(/** @type {any} */ event) => {
          const channel = event.currentTarget.value;
          session.dispatch({ type: "set", change: { search: { ...search, channel } } });
          if (search.found) void run(session, search.words.trim(), channel, search.author);
        }}
      >
        <option value="" selected=${search.channel === ""}>${w("everywhere")}</option>
        ${channels.map((place) => html`<option value=${place.id} selected=${search.channel === place.id}>${place.id}</option>`)}</select
      >${search.found && search.found.length > 0 && html`<span class="hint num" role="status">${w("found", search.found.length)}</span>`}<button
        class="ib"
        type="button"
        aria-label=${w("closeSearch")}
        onClick=${close}
      >
        <${Icon} name="x" />
      </button>
    </div>
  </form>`;
}

/** @param {{state: import("../types.js").State}} props */
export function Results({ state }) {
  const { session } = useShared();
  const search = /** @type {any} */ (state.search);
  if (search.error) {
    return html`<section class="empty">
      <${Icon} name="warn" />
      <h2>${spaced(search.error)}</h2>
    </section>`;
  }
  if (search.found.length === 0 && !search.busy && search.before === null) {
    return html`<section class="empty">
      <${Icon} name="search" />
      <h2>${w("nothingFound", search.words || search.author)}</h2>
      <p>${w("nothingFoundHint")}</p>
    </section>`;
  }
  /** @type {{title: string, key: string, hits: any[]}[]} */
  const groups = [];
  for (const hit of search.found) {
    const where = hit.subtype === "private" ? talkName(state, hit) : String(hit.channel);
    const key = `${where}${clock.day(String(hit.timestamp))}`;
    const last = groups[groups.length - 1];
    if (last?.key === key) last.hits.push(hit);
    else groups.push({ key, title: `${where}, ${clock.dayShort(String(hit.timestamp))}`, hits: [hit] });
  }
  return html`<section class="scroll talk" role="region" aria-label=${w("results")} tabindex="0">
    <ol class="log top">
      ${groups.map(
        (group) =>
          html`<li class="day">
              <span></span>
              <h2 class="said">${group.title} <span class="dim">${w("found", group.hits.length)}</span></h2>
            </li>
            ${group.hits.map((hit) => html`<${Hit} hit=${hit} words=${search.words} />`)}`,
      )}
      ${
        search.before !== null &&
        html`<li>
          <span></span
          ><button
            class="btn quiet flush-left"
            type="button"
            disabled=${search.busy}
            onClick=${() => void run(session, search.words, search.channel, search.author, search.before)}
          >
            ${w("moreResults")}
          </button>
        </li>`
      }
    </ol>
  </section>`;
}

/** @param {import("../types.js").State} state @param {any} hit */
const talkName = (state, hit) =>
  fold(String(hit.from)) === fold(state.me?.name ?? "") ? String(hit.to) : String(hit.from);

/** @param {{hit: any, words: string}} props */
function Hit({ hit, words }) {
  const { session } = useShared();
  return html`<li class="msg first">
    <time datetime=${String(hit.timestamp).slice(0, 16)}>${clock.time(String(hit.timestamp))}</time
    ><a
      class="said hit"
      href=${`#${hit.id}`}
      onClick=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void session.lookAt(hit);
      }}
      ><b>${hit.from}</b> <${Tags} name=${String(hit.from)} /><span class="clip"
        ><${Marked}
          text=${oneLine(
            hit.content,
            String(hit.content)
              .replace(/```\w*/g, " ")
              .replace(/\s+/g, " "),
          )}
          words=${words} /></span
    ></a>
  </li>`;
}

/** A text with the words that were looked for marked, without regard to accents and capitals. @param {{text: string, words: string}} props */
function Marked({ text, words }) {
  const wanted = words.split(/\s+/).filter(Boolean).map(bare);
  if (wanted.length === 0) return text;
  const folded = [...text].map((one) => bare(one).charAt(0) || one).join("");
  const exact = folded.length === [...text].length;
  if (!exact) return text;
  const letters = [...text];
  const first = Math.min(...wanted.map((word) => folded.indexOf(word)).filter((at) => at >= 0), folded.length);
  const from = first > 60 && first < folded.length ? first - 40 : 0;
  /** @type {any[]} */
  const out = from > 0 ? ["… "] : [];
  for (let at = from; at < letters.length;) {
    const word = wanted.find((one) => folded.startsWith(one, at));
    if (word) {
      out.push(html`<mark>${letters.slice(at, at + word.length).join("")}</mark>`);
      at += word.length;
    } else {
      let end = at + 1;
      while (end < letters.length && !wanted.some((one) => folded.startsWith(one, end))) end += 1;
      out.push(letters.slice(at, end).join(""));
      at = end;
    }
  }
  return out;
}

/** @param {string} text */
const bare = (text) => fold(text).normalize("NFD").replace(/\p{M}/gu, "");
