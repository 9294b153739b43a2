// What is settled before the first paint: theme and language. A classic script, because a module would come too late; the document of
// the page has it within itself, behind the card. Both choices are kept in localStorage (absent: as the device); `app/settings.js` changes
// them afterwards.
"use strict";
(() => {
  const kept = (/** @type {string} */ name) => {
    try {
      return localStorage.getItem(`classcord.${name}`);
    } catch {
      // A browser that keeps nothing follows the device.
      return null;
    }
  };
  const root = document.documentElement;
  const theme = kept("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : dark ? "dark" : "light";
  const chosen = kept("lang");
  const known = (navigator.languages ?? []).map((one) => one.slice(0, 2)).find((one) => one === "fr" || one === "en");
  root.lang = chosen === "fr" || chosen === "en" ? chosen : (known ?? "fr");
})();
