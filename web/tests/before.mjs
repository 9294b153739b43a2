import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const script = readFileSync(new URL("../app/before.js", import.meta.url), "utf8");

/** What the page begins with: on a device that keeps these choices, or none, and has these preferences. */
function before(kept, languages, dark = false) {
  const root = { dataset: {}, lang: "fr" };
  runInNewContext(script, {
    localStorage: {
      getItem(name) {
        if (kept === null) throw new Error("refused");
        return kept[name] ?? null;
      },
    },
    document: { documentElement: root },
    matchMedia: () => ({ matches: dark }),
    navigator: { languages },
  });
  return [root.lang, root.dataset.theme];
}

test("the language is the one chosen, else the browser's, else French; so is the theme", () => {
  assert.deepEqual(before({ "classcord.lang": "en" }, ["fr"]), ["en", "light"]);
  assert.deepEqual(before({}, ["de", "en-GB", "fr"], true), ["en", "dark"]);
  assert.deepEqual(before({ "classcord.lang": "de", "classcord.theme": "light" }, ["de"], true), ["fr", "light"]);
  assert.deepEqual(before(null, ["fr-CA", "en"], true), ["fr", "dark"]);
});
