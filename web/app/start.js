// Starts the page once the card that is in the document is painted: a script of this size would keep a slow device from painting it.
// A classic script behind the card, which the document of the page has within itself.
"use strict";
(() => {
  // The words are asked for beside the script that needs them.
  const parts = ["/app/main.js", `/app/words/${document.documentElement.lang}.js`];
  const start = () => parts.forEach((part) => import(part));
  // A page in the background is not painted.
  if (document.hidden) start();
  else requestAnimationFrame(() => setTimeout(start));
})();
