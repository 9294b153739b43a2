// Starts the page: icons, language, theme, the session and its views. What is here runs once.

import { readySound, watch } from "./attention.js";
import { Session } from "./session.js";
import * as settings from "./settings.js";
import { firstLanguage, use } from "./words.js";
import { App } from "./view/app.js";
import { html, render } from "./view/html.js";
import { loadIcons } from "./view/icons.js";

/** Everything, once its words are there. */
function begin() {
  loadIcons();
  // Forgotten by the browser, on one side or the other.
  if (document.documentElement.dataset.sent !== settings.theme.read()) settings.theme.keepInDocument();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => settings.theme.show());

  const session = new Session(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  watch(session);
  readySound();
  const looked = () =>
    session.dispatch({ type: "focus", focused: document.visibilityState === "visible" && document.hasFocus() });
  addEventListener("focus", looked);
  addEventListener("blur", looked);
  document.addEventListener("visibilitychange", looked);
  addEventListener("pagehide", () => session.keepForReload());

  const root = document.querySelector("#page");
  if (root) {
    root.textContent = "";
    render(html`<${App} session=${session} />`, root);
  }
  session.start();
}

// Not by `await`: Safari takes it at the top of a module since September 2021 only.
void use(firstLanguage()).then(begin);
