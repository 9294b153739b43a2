// The board for the projector: the address in large type with its QR code, and one thing at a time: the open poll, else its result,
// else an announcement, else raised hands, else the welcome. It has no connection and no rights: the teacher's page in the same
// browser tells it what it shows (`teacher/beside.js`). Alone it is the welcome.

import { AddressCode, classAddress } from "./address.js";
import * as settings from "./settings.js";
import { html, Icon, render, useLayoutEffect, useRef } from "./view/html.js";
import { loadIcons } from "./view/icons.js";
import { Inline, letter } from "./view/poll.js";
import { addWords, firstLanguage, use, w } from "./words.js";

addWords({
  boardTitle: ["Tableau – ClassCord", "Board – ClassCord"],
  boardOf: ["Tableau de la classe", "Board of the class"],
  openAddress: ["Ouvrez cette adresse ou visez le code", "Open this address or scan the code"],
  codeOfClass: ["Code de la classe", "Class code"],
  code: ["code", "code"],
  fingerprintShort: ["empreinte", "fingerprint"],
  announced: ["Annonce", "Announcement"],
  presentTitle: ["Présents", "Present"],
  presentWord: [(n) => (n < 2 ? "présent" : "présents"), () => "present"],
  ofAll: [(n, all) => `${n} sur ${all}`, (n, all) => `${n} of ${all}`],
  answersOf: [
    (n, all) => `${n} ${n < 2 ? "réponse" : "réponses"} sur ${all}`,
    (n, all) => `${n} ${n === 1 ? "answer" : "answers"} of ${all}`,
  ],
  onlyHere: [
    "Cette adresse n’est que celle de cette machine : ouvrez la page par l’adresse du serveur, et ce tableau la montrera.",
    "This address works on this machine only: open the page at the server’s address, and this board will show it.",
  ],
});

/** @typedef {Record<string, any>} Board */

/** Hands that have room on the board. */
const HANDS_MAX = 8;
/** How much of the fingerprint has room: eight of its bytes, with the colons between them. */
const FINGERPRINT_SHOWN = 23;

/** @type {Board} */
let board = {
  class: "",
  code: "",
  fingerprint: "",
  present: 0,
  pupils: 0,
  hands: [],
  poll: null,
  result: null,
  announcement: null,
};

/** @type {import("./address.js").ClassAddress} */
let here = { address: location.origin, side: 0, path: "" };

function Board() {
  const { poll, result, announcement, hands } = board;
  const what = poll ? "poll" : result ? "result" : announcement ? "said" : hands.length > 0 ? "hands" : "welcome";
  const local = /^https?:\/\/(localhost|127\.|\[::1\])/.test(here.address);
  return html`<main class="board">
    <h1 class="sr">${w("boardOf")}</h1>
    <header class="hang">
      <${Icon} name="mark" />
      <div>
        ${
          what === "welcome"
            ? html`<p class="dim">${w(local ? "onlyHere" : "openAddress")}</p>
                <${Address} max />`
            : html`<div class="row">
                <${Address} />
                ${board.code && html`<p class="dim">${w("code")} <b class="mono">${board.code}</b></p>`}
                <div class="mini"><${AddressCode} of=${here} /></div>
              </div>`
        }
      </div>
    </header>
    ${what === "welcome" && html`<${Welcome} />`} ${what === "hands" && html`<${Hands} />`}
    ${
      what === "said" &&
      html`<section class="part posted">
        <div class="hang big">
          <${Icon} name="horn" />
          <div><h2>${w("announced")}</h2></div>
        </div>
        <div class="hang">
          <span></span>
          <p class="words lines">${announcement}</p>
        </div>
      </section>`
    }
    ${what === "poll" && html`<${OpenPoll} poll=${poll} />`} ${what === "result" && html`<${Result} poll=${result} />`}
    <footer class="hang foot">
      <span></span>
      <div>
        <div class="row">
          <span class="grow cut">ClassCord ${board.class && html`<span class="dim">· ${board.class}</span>`}</span>${
            what === "welcome"
              ? board.fingerprint &&
                html`<span class="dim"
                  >${w("fingerprintShort")} <span class="mono">${board.fingerprint.slice(0, FINGERPRINT_SHOWN)}…</span></span
                >`
              : html`<span
                  ><${Icon} name="people" /> <b class="num">${board.present}</b> ${w("presentWord", board.present)}</span
                >`
          }
        </div>
      </div>
    </footer>
  </main>`;
}

/** The address; it fills its row where it is all there is. @param {{max?: boolean}} props */
function Address({ max }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !max) return undefined;
    const fit = () => {
      element.style.fontSize = "";
      const room = element.parentElement?.clientWidth ?? 0;
      const style = getComputedStyle(/** @type {Element} */ (element.parentElement));
      const wide = room - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      element.style.display = "inline-block";
      const now = element.getBoundingClientRect().width;
      element.style.display = "";
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      if (now > 0) element.style.fontSize = `${Math.min(size * (wide / now) * 0.98, innerWidth * 0.085)}px`;
    };
    fit();
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, [max, here.address]);
  return html`<p class=${max ? "addr max" : "addr grow"} ref=${box}>
    <span class="dim">${here.address.split("//")[0]}//</span>${here.address.split("//")[1]}
  </p>`;
}

function Welcome() {
  return html`<div class="hang">
    <span></span>
    <div>
      <div class="cols">
        <dl class="facts">
          ${
            board.code &&
            html`<div>
              <dt class="dim">${w("codeOfClass")}</dt>
              <dd class="fig mono">${board.code}</dd>
            </div>`
          }
          ${
            board.present > 0 &&
            html`<div>
              <dt class="dim">${w("presentTitle")}</dt>
              <dd class="fig num">${board.present}</dd>
            </div>`
          }
        </dl>
        <${AddressCode} of=${here} />
      </div>
    </div>
  </div>`;
}

function Hands() {
  return html`<section class="part">
    <div class="hang big">
      <${Icon} name="hand" />
      <div><h2>${w("handsUp")}</h2></div>
    </div>
    <ol class="items queue">
      ${board.hands.slice(0, HANDS_MAX).map(
        (/** @type {string} */ name, /** @type {number} */ index) =>
          html`<li class="hang" key=${name}>
            <b class="place">${index + 1}</b>
            <div><b class="cut">${name}</b></div>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** @param {{poll: Board}} props */
function OpenPoll({ poll }) {
  const all = Math.max(board.pupils, poll.voters);
  return html`<section class="part">
    <div class="hang big">
      <${Icon} name="poll" />
      <div>
        <h2><${Inline} text=${poll.question} /></h2>
      </div>
    </div>
    <ol class=${poll.answers.length > 5 ? "items many" : "items"}>
      ${poll.answers.map(
        (/** @type {string} */ answer, /** @type {number} */ index) =>
          html`<li class="hang" key=${index}>
            <b class="key">${letter(index)}</b>
            <div><${Inline} text=${answer} /></div>
          </li>`,
      )}
    </ol>
    <div class="hang">
      <span></span>
      <div>
        <div class="row">
          <progress
            class="grow"
            max=${Math.max(1, all)}
            value=${poll.voters}
            aria-label=${w("answersOf", poll.voters, all)}
          ></progress
          ><b class="num">${w("ofAll", poll.voters, all)}</b>
        </div>
      </div>
    </div>
  </section>`;
}

/** @param {{poll: Board}} props */
function Result({ poll }) {
  const all = Math.max(1, poll.voters);
  return html`<section class="part">
    <div class="hang big">
      <${Icon} name="poll" />
      <div>
        <h2><${Inline} text=${poll.question} /></h2>
      </div>
    </div>
    <ol class=${poll.answers.length > 5 ? "items many" : "items"}>
      ${poll.answers.map((/** @type {string} */ answer, /** @type {number} */ index) => {
        const n = Number(poll.counts?.[index] ?? 0);
        return html`<li class="hang" key=${index}>
          <b class="key">${letter(index)}</b>
          <div>
            <div class="bar-line">
              <span class="cut"><${Inline} text=${answer} /></span
              ><progress max=${all} value=${n} aria-label=${w("answersOf", n, poll.voters)}></progress
              ><span class="num"><b>${n}</b> <span class="dim">${w("percent", Math.round((100 * n) / all))}</span></span>
            </div>
          </div>
        </li>`;
      })}
    </ol>
  </section>`;
}

const root = /** @type {Element} */ (document.querySelector("#page"));
const draw = () => {
  document.title = w("boardTitle");
  render(html`<${Board} at=${Date.now()} />`, root);
};
let language = firstLanguage();
loadIcons();
void Promise.all([use(language), classAddress()]).then(([, found]) => {
  here = found;
  draw();
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel("classcord-board");
  channel.onmessage = async ({ data }) => {
    if (typeof data?.board !== "string") return;
    board = JSON.parse(data.board);
    if ((board.lang === "fr" || board.lang === "en") && board.lang !== language) {
      language = board.lang;
      document.documentElement.lang = language;
      await use(language);
    }
    settings.theme.show();
    draw();
  };
  channel.postMessage({ asks: true });
});
