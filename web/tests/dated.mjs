// Browsers of 2021 show the page (`doc_connexion.md` promises it): its scripts are of that year's language, which `lib` in
// tsconfig.json says of the methods, and its style sheets have nothing that came later and would break them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "espree";

const web = new URL("../", import.meta.url);
const text = (name) => readFileSync(new URL(name, web), "utf8");
const scripts = ["app/", "vendor/"].flatMap((folder) =>
  readdirSync(new URL(folder, web), { recursive: true })
    .filter((one) => one.endsWith(".js"))
    .map((one) => folder + one),
);

/** Elements, attributes and calls of later years. */
const LATER = /<(dialog|search)\b|\b(popover|inert)=|\.(showModal|showPopover|replaceChildren|checkVisibility)\(/;
/** What later style sheets have; a rule with one of these in its selector would not hold at all. */
const LATER_STYLE = [
  /:has\(/,
  /@(container|layer|scope|starting-style)\b/,
  /\b(light-dark|color-mix|oklch|oklab|lab|lch)\(/,
  /::?(popover-open|backdrop|modal)\b/,
  /\b[\d.]+[sld]v[hwib]\b/,
];

/** The types of what is in a script, `await` outside a function by that name too. @param {any} node */
function* kinds(node, within = false) {
  if (Array.isArray(node)) for (const one of node) yield* kinds(one, within);
  else if (node && typeof node.type === "string") {
    yield node.type === "AwaitExpression" && !within ? "await at the top" : node.type;
    const inside = within || /Function/.test(node.type);
    for (const part of Object.values(node)) yield* kinds(part, inside);
  }
}

test("the language has what Safari 14.1, Firefox 84 and Chromium 87 know", () => {
  for (const name of scripts) {
    // Fields of classes are older than the year in whose language they were written down.
    const found = new Set(kinds(parse(text(name), { ecmaVersion: 2022, sourceType: "module" }).body));
    for (const later of ["await at the top", "StaticBlock", "PrivateIdentifier"])
      assert.ok(!found.has(later), `${name}: ${later}`);
    assert.ok(found.size > 0 || text(name).includes("@typedef"), name);
    assert.doesNotMatch(text(name), LATER, name);
    assert.doesNotMatch(text(name), /\(\?<[=!]/, `${name}: Safari looks behind since 2023`);
  }
  assert.match(text("tsconfig.json"), /"lib": \["es2021"/);
});

test("the style sheets have what browsers of 2021 know, and a height for them where they have more", () => {
  for (const name of ["classcord.css", "board.css"]) {
    const bare = text(name).replace(/\/\*[^]*?\*\//g, "");
    // A second value stands for newer browsers: the first is taken where it is not known.
    const older = bare.replace(/(\bheight: 100)vh;\s*height: 100dvh;/g, "$1vh;");
    for (const later of LATER_STYLE) assert.doesNotMatch(older, later, `${name}: ${later}`);
    // Rules stand in rules for media alone.
    const open = [];
    for (const [, prelude, brace] of bare.matchAll(/([^{};]*)([{}])/g)) {
      if (brace === "}") open.pop();
      else {
        const outer = open[open.length - 1];
        assert.ok(
          outer === undefined || /^@(media|supports|keyframes)/.test(outer),
          `${name}: ${prelude.trim()} in ${outer}`,
        );
        open.push(prelude.trim());
      }
    }
    assert.deepEqual(open, []);
  }
});
