// The page's address for the class and its code to scan, for the board and the slips. The server says both: a teacher may have come by
// another one, encrypted or this machine's own, that a pupil cannot use.

import { html } from "./view/html.js";
import { addWords, w } from "./words.js";

addWords({ qrOf: [(address) => `Code QR : ${address}`, (address) => `QR code: ${address}`] });

/** `side` is the code's view box, 0 for none; `path` its dark modules. @typedef {{address: string, side: number, path: string}} ClassAddress */

/** Asks the server. @returns {Promise<ClassAddress>} */
export async function classAddress() {
  try {
    const answer = await fetch(`/address/${location.protocol === "https:" ? "https" : "http"}`);
    if (answer.ok) return await answer.json();
  } catch {
    // The server went away meanwhile: this page's own address is better than none.
  }
  return { address: location.origin, side: 0, path: "" };
}

/** The code to scan. @param {{of: ClassAddress}} props */
export function AddressCode({ of }) {
  if (of.side === 0) return null;
  return html`<svg
    class="qr"
    viewBox=${`0 0 ${of.side} ${of.side}`}
    role="img"
    aria-label=${w("qrOf", of.address)}
    shape-rendering="crispEdges"
  >
    <path d=${of.path} />
  </svg>`;
}
