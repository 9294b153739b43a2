import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import * as english from "../app/words/en.js";
import * as french from "../app/words/fr.js";
import { clock, namesInRow, spaced, use, w } from "../app/words.js";

const folder = new URL("../app/", import.meta.url);
const sources = readdirSync(folder, { recursive: true })
  .filter(
    (name) =>
      name.endsWith(".js") && !/^(teacher|address\.js|board\.js|slips\.js)/.test(name) && !name.startsWith("words/"),
  )
  .map((name) => readFileSync(new URL(name, folder), "utf8"))
  .join("\n");

test("both languages say the same things, and each of them is said somewhere", () => {
  assert.deepEqual(Object.keys(english.words).sort(), Object.keys(french.words).sort());
  const composed = /^(joined|left)(One|Many)$/;
  const unused = Object.keys(french.words).filter((key) => !composed.test(key) && !sources.includes(`"${key}"`));
  assert.deepEqual(unused, []);
});

test("each word that a view asks for is there", () => {
  const asked = [...sources.matchAll(/\bw\("(\w+)"/g)].map((match) => match[1]);
  assert.ok(asked.length > 100);
  const missing = asked.filter((key) => !(key in french.words) && !key.startsWith("cmd_"));
  assert.deepEqual(missing, []);
});

test("French has its no-break spaces and apostrophes", async () => {
  await use("fr");
  assert.equal(
    spaced("L'essai : « oui » ! 10 % en 3 s"),
    "L’essai\u00a0: «\u00a0oui\u00a0»\u00a0! 10\u00a0% en 3\u00a0s",
  );
  assert.equal(w("muted", "mardi 1ᵉʳ décembre, 00:10"), "Vous êtes muet jusqu’au mardi 1ᵉʳ décembre, 00:10.");
  assert.equal(w("muted", "10:24"), "Vous êtes muet jusqu’à 10:24.");
  for (const [key, words] of Object.entries(french.words)) {
    const text = w(key, ...(typeof words === "function" ? [2, 3, 4, 5] : []));
    assert.ok(!/[a-zé]'[a-zé]/.test(text), `${key}: ${text}`);
    assert.ok(!/ [:;!?%»]/.test(text), `${key}: ${text}`);
  }
});

test("English has curly quotes and no space before signs", async () => {
  await use("en");
  for (const [key, words] of Object.entries(english.words)) {
    if (key === "otherLanguage") continue; // It is in the other one.
    const text = w(key, ...(typeof words === "function" ? [2, 3, 4, 5] : []));
    assert.ok(!/[ \u00a0][:;!?%]/.test(text.replace(/^ /, "")), `${key}: ${text}`);
    assert.ok(!/"|[a-z]'[a-z]/.test(text), `${key}: ${text}`);
  }
  assert.equal(w("raised", 3), "Hand raised, you are 3rd. Lower your hand");
});

test("names in a row, and how many are left out", async () => {
  await use("fr");
  assert.equal(namesInRow(["Ben"]), "Ben");
  assert.equal(namesInRow(["Ben", "Zoé", "Ben"]), "Ben et Zoé");
  assert.equal(namesInRow(["Ben", "Zoé", "Ugo", "Léa"]), "Ben, Zoé et 2 autres");
});

test("the server's times are shown as they are", async () => {
  await use("fr");
  assert.equal(clock.time("2025-06-20T17:14:06.611042"), "17:14");
  assert.equal(clock.dayWords("2025-06-01T17:14:06.611042"), "dimanche 1ᵉʳ juin 2025");
});
