// Starts the page once the card that is in the document is painted: a sheet and a script of this size would keep a slow device from
// painting it. A classic script behind the card, which the document of the page has within itself.
"use strict";
(() => {
  /** @type {(rel: string, href: string) => HTMLLinkElement} */
  const link = (rel, href) => document.head.appendChild(Object.assign(document.createElement("link"), { rel, href }));
  const start = () => {
    // The sources name it in their head.
    const named = document.querySelector('[rel="stylesheet"]');
    const sheet = named ? null : link("stylesheet", "/classcord.css");
    const main = "/app/main.js";
    if (sheet) link("modulepreload", main);
    settle();
    // The words are asked for beside the script that needs them.
    const words = `/app/words/${document.documentElement.lang}.js`;
    const run = () => [main, words].forEach((part) => import(part));
    if (!sheet) return run();
    link("modulepreload", words);
    sheet.onload = sheet.onerror = run;
  };
  // A page in the background is not painted.
  if (document.hidden) start();
  else requestAnimationFrame(() => setTimeout(start));
})();
