// Starts the page once the card that is in the document is painted: a sheet and a script of this size would keep a slow device from
// painting it. A classic script behind the card, which the document of the page has within itself.
"use strict";
(() => {
  // The words are asked for beside the script that needs them.
  const parts = ["/app/main.js", `/app/words/${document.documentElement.lang}.js`];
  /** @type {(rel: string, href: string) => HTMLLinkElement} */
  const link = (rel, href) => document.head.appendChild(Object.assign(document.createElement("link"), { rel, href }));
  const run = () => parts.forEach((part) => import(part));
  const start = () => {
    // The sources name it in their head.
    if (document.querySelector('[rel="stylesheet"]')) return run();
    parts.forEach((part) => link("modulepreload", part));
    const sheet = link("stylesheet", "/classcord.css");
    sheet.onload = sheet.onerror = run;
  };
  // A page in the background is not painted.
  if (document.hidden) start();
  else requestAnimationFrame(() => setTimeout(start));
})();
