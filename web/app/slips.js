// Slips to print, one a pupil: A4, two by five. The passwords come from the teacher's page in the same browser, once, and are kept
// nowhere: a reload shows none.

import { AddressCode, classAddress } from "./address.js";
import { html, Icon, render } from "./view/html.js";
import { loadIcons } from "./view/icons.js";
import { addWords, firstLanguage, use, w } from "./words.js";

addWords({
  slipsTitle: ["Étiquettes – ClassCord", "Slips – ClassCord"],
  slips: ["Étiquettes de connexion", "Sign-in slips"],
  slipsCount: [
    (n, sheets) => `${n} ${n < 2 ? "élève" : "élèves"}, ${sheets} ${sheets < 2 ? "feuille" : "feuilles"} A4`,
    (n, sheets) => `${n} ${n === 1 ? "pupil" : "pupils"}, ${sheets} A4 ${sheets === 1 ? "sheet" : "sheets"}`,
  ],
  slipsHint: [
    "Dix étiquettes par feuille, à découper sur les pointillés. Les mots de passe ne seront plus affichés ensuite.",
    "Ten slips to a sheet, cut along the dashes. The passwords will not be shown again.",
  ],
  print: ["Imprimer", "Print"],
  noSlips: ["Pas d’étiquettes", "No slips"],
  noSlipsText: [
    "Elles ne se montrent qu’une fois, depuis « Comptes ». Un nouveau mot de passe en fait une nouvelle.",
    "They are shown once, from “Accounts”. A new password makes a new one.",
  ],
  slipAddress: ["Adresse", "Address"],
  slipHint: [
    "Sur le Wi-Fi de la classe : ouvrez l’adresse, onglet « Compte ». Gardez ce papier pour vous.",
    "On the class Wi-Fi: open the address, tab “Account”. Keep this paper to yourself.",
  ],
});

/** @typedef {{name: string, group: string, account: string, password: string}} Slip */

/** Slips of a sheet. */
const PER_SHEET = 10;

/** @param {{slips: Slip[], title: string, here: import("./address.js").ClassAddress}} props */
function Sheet({ slips, title, here }) {
  if (slips.length === 0)
    return html`<main class="empty">
      <${Icon} name="cut" />
      <h1>${w("noSlips")}</h1>
      <p>${w("noSlipsText")}</p>
    </main>`;
  return html`<header class="no-print page sheet-head">
      <div class="row wrap">
        <h1 class="grow">
          ${w("slips")}${" "}<span class="hint">${w("slipsCount", slips.length, Math.ceil(slips.length / PER_SHEET))}</span>
        </h1>
        <button class="btn primary" type="button" onClick=${() => print()}>
          <${Icon} name="print" small />${w("print")}
        </button>
      </div>
      <p class="hint">${w("slipsHint")}</p>
    </header>
    <main class="xs" tabindex="0" aria-label=${w("slips")}>
    <ul class="slips" aria-label=${w("slips")}>
      ${slips.map(
        (slip) =>
          html`<li class="slip" key=${slip.account}>
            <${Icon} name="cut" />
            <h2>${slip.name}${(slip.group || title) && html`${" "}<span>· ${slip.group || title}</span>`}</h2>
            <dl>
              <dt>${w("slipAddress")}</dt>
              <dd class="url">${here.address}</dd>
              <dt>${w("username")}</dt>
              <dd>${slip.account}</dd>
              <dt>${w("password")}</dt>
              <dd>${slip.password}</dd>
            </dl>
            <p>${w("slipHint")}</p>
            <${AddressCode} of=${here} />
          </li>`,
      )}
    </ul>
  </main>`;
}

const root = /** @type {Element} */ (document.querySelector("#page"));
/** @param {Slip[]} slips @param {string} title @param {import("./address.js").ClassAddress} here */
const draw = (slips, title, here) => {
  document.title = w("slipsTitle");
  render(html`<${Sheet} slips=${slips} title=${title} here=${here} />`, root);
};
loadIcons();
void Promise.all([use(firstLanguage()), classAddress()]).then(([, here]) => {
  draw([], "", here);
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel("classcord-slips");
  channel.onmessage = ({ data }) => {
    if (!Array.isArray(data?.slips?.slips)) return;
    draw(data.slips.slips, String(data.slips.class ?? ""), here);
    channel.close();
  };
  channel.postMessage({ asks: true });
});
