// What is settled before anything is drawn: theme and language. A classic script, because a module would come too late. Both choices are
// kept in localStorage (absent: as the device); `app/settings.js` changes them afterwards. In the head of a document it settles them
// at once. The document of the page has it within itself, behind the card: there `app/start.js` settles them once the card is painted, for
// reading what is kept has the browser open its storage, which takes a slow device some 50 ms. A theme that was chosen is in
// that document before (`src/web/theme.rs`); `data-sent` says in which one it has come.
"use strict";
const settle = () => {
  const kept = (/** @type {string} */ name) => {
    try {
      return localStorage.getItem(`classcord.${name}`);
    } catch {
      // A browser that keeps nothing follows the device.
      return null;
    }
  };
  const root = document.documentElement;
  root.dataset.sent = root.dataset.theme ?? "auto";
  const theme = kept("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : dark ? "dark" : "light";
  const chosen = kept("lang");
  const known = (navigator.languages ?? []).map((one) => one.slice(0, 2)).find((one) => one === "fr" || one === "en");
  root.lang = chosen === "fr" || chosen === "en" ? chosen : (known ?? "fr");
};
if (!document.body) settle();
