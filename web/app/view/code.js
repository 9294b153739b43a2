// A code block: language, number of lines, copy, line numbers, and the fold of a long one.

import { languageName } from "../text.js";
import { w } from "../words.js";
import { copy } from "./copy.js";
import { html, Icon, useState } from "./html.js";

/** More lines than these are folded. */
const FOLD = 20;

/** @param {{lang: string, text: string}} props */
export function Code({ lang, text }) {
  const lines = text.split("\n");
  const long = lines.length > FOLD;
  const [folded, fold] = useState(true);
  const [copied, setCopied] = useState(false);
  const name = languageName(lang) || w("plainText");
  return html`<figure class=${long && folded ? "code fold" : long ? "code fold unfolded" : "code"}>
    <figcaption>
      <span>${w("codeLines", name, lines.length)}</span
      ><button
        class="btn quiet"
        type="button"
        onClick=${async () => {
          if (!(await copy(text))) return;
          setCopied(true);
          setTimeout(() => setCopied(false), 2000);
        }}
      >
        <${Icon} name=${copied ? "check" : "copy"} small /><span role="status"
          >${copied ? w("copied") : w("copy")}</span
        >
      </button>
    </figcaption>
    <pre
      tabindex="0"
      role="region"
      aria-label=${w("codeOf", name)}
    ><code>${lines.map((line) => html`<span>${line === "" ? " " : line}</span>`)}</code></pre>
    ${
      long &&
      html`<button class="btn quiet" type="button" aria-expanded=${String(!folded)} onClick=${() => fold(!folded)}>
        <${Icon} name="chevron" small />${folded ? w("unfold", lines.length) : w("fold")}
      </button>`
    }
  </figure>`;
}
