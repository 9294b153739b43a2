// What was done, for 8 s, with what undoes it. The time stops while it is hovered or focused.

import { w } from "../words.js";
import { html, Icon, useEffect, useShared, useState } from "./html.js";

const SHOWN_MS = 8000;

export function Toast() {
  const { session } = useShared();
  const toast = session.toastShown;
  const [held, hold] = useState(false);
  useEffect(() => {
    if (!toast || held) return undefined;
    const timer = setTimeout(() => session.endToast(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, held]);
  if (!toast) return null;
  return html`<div
    class="toast"
    role="status"
    onMouseEnter=${() => hold(true)}
    onMouseLeave=${() => hold(false)}
    onFocusIn=${() => hold(true)}
    onFocusOut=${() => hold(false)}
  >
    <span>${toast.text}</span>${
      toast.undo
        ? html`<button class="btn" type="button" onClick=${() => session.endToast(true)}>
            <${Icon} name="undo" small />${w("undo")}
          </button>`
        : html`<button class="btn" type="button" aria-label=${w("close")} onClick=${() => session.endToast(false)}>
            <${Icon} name="x" small />
          </button>`
    }
  </div>`;
}
