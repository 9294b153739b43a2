// What forms are made of: a labelled field with its help and its error, a password with its eye, tabs by the arrows.

import { spaced, w } from "../words.js";
import { html, Icon, useState } from "./html.js";

/** @param {() => void} act */
export const submit = (act) => (/** @type {Event} */ event) => {
  event.preventDefault();
  act();
};

/** Left and right choose the tab. @param {KeyboardEvent} event */
export function arrows(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const tabs = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(/** @type {Element} */ (document.activeElement));
  const next = tabs[(at + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
  if (next instanceof HTMLElement) {
    event.preventDefault();
    next.click();
    next.focus();
  }
}

/** @param {{id: string, text: string}} props */
export function Err({ id, text }) {
  return html`<p class="err" id=${id} role="alert"><${Icon} name="warn" small /><span>${text}</span></p>`;
}

/**
 * A labelled field with its help and its error.
 * @param {{id: string, label: string, value: string, set: (value: string) => void, auto: string, mono?: boolean, error?: string,
 *   hint?: string, placeholder?: string, readonly?: boolean}} props
 */
export function Field({ id, label, value, set, auto, mono, error, hint, placeholder, readonly }) {
  const described = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      class=${mono ? "in mono" : "in"}
      id=${id}
      autocomplete=${auto}
      autocapitalize="none"
      spellcheck=${false}
      value=${value}
      placeholder=${placeholder}
      readonly=${readonly}
      aria-invalid=${String(Boolean(error))}
      aria-describedby=${described || undefined}
      onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)}
    />
    ${hint && html`<p class="hint" id=${`${id}-h`}>${hint}</p>`}
    ${error && html`<${Err} id=${`${id}-e`} text=${error} />`}
  </div>`;
}

/**
 * A password with the eye that shows it.
 * @param {{id: string, label: string, value: string, set: (value: string) => void, auto: string, error?: string, hint?: string}} props
 */
export function Password({ id, label, value, set, auto, error, hint }) {
  const [shown, show] = useState(false);
  const described = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(" ");
  return html`<div class="stack snug">
    <div class="field">
      <label for=${id}>${label}</label>
      <div class="row">
        <input
          class="in grow"
          id=${id}
          type=${shown ? "text" : "password"}
          autocomplete=${auto}
          autocapitalize="none"
          spellcheck=${false}
          value=${value}
          aria-invalid=${String(Boolean(error))}
          aria-describedby=${described || undefined}
          onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)}
        /><button
          class="ib"
          type="button"
          aria-label=${w("showPassword")}
          aria-pressed=${String(shown)}
          onClick=${() => show(!shown)}
        >
          <${Icon} name="eye" />
        </button>
      </div>
    </div>
    ${hint && html`<p class="hint" id=${`${id}-h`}>${hint}</p>`}
    ${error && html`<${Err} id=${`${id}-e`} text=${error} />`}
  </div>`;
}

/**
 * Fewest characters of a new password.
 * @param {Record<string, any>} facts the server's `hello`
 * @param {string} role whose password it is
 */
export function leastPassword(facts, role) {
  if (role === "admin") return Number(facts.min_admin_password_length ?? 12);
  return Number(role === "user" ? (facts.min_password_length ?? 8) : (facts.min_staff_password_length ?? 12));
}

/** How many characters the server asks for where a password is too short; null if it does not say. @param {string} text */
export function leastIn(text) {
  const number = /\d+/.exec(text);
  return number && Number(number[0]);
}

/** What a refusal says, in the page's language where that is known. @param {import("../protocol.js").Refusal} refusal */
export function refusalWords({ code, text }) {
  const least = leastIn(text);
  return code === "password_too_short" && least !== null ? w("passwordHintTls", least) : spaced(text);
}
