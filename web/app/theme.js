// The theme before the first paint: a classic script in <head>, because a module would come too late. The choice is kept in
// localStorage under "theme" (light, dark; absent: as the device), and `app/settings.js` changes it afterwards.
"use strict";
(() => {
  let wanted = null;
  try {
    wanted = localStorage.getItem("classcord.theme");
  } catch {
    // A browser that keeps nothing follows the device.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = wanted === "light" || wanted === "dark" ? wanted : dark ? "dark" : "light";
})();
