// The server sends scripts without the lines that are comments (`without_comments` in src/web/packing.rs): they have to be the
// same scripts.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "espree";

const folder = new URL("../app/", import.meta.url);

/** As the server does it. */
function withoutComments(script) {
  const bare = [];
  let within = false;
  for (const line of script.split("\n")) {
    const text = line.trim();
    if (within) within = !text.endsWith("*/");
    else if (text.startsWith("/*") && !text.includes("*/")) within = true;
    else if (!text.startsWith("//") && !(text.startsWith("/*") && text.endsWith("*/"))) bare.push(line);
  }
  return bare.join("\n");
}

const tree = (script) =>
  JSON.stringify(parse(script, { ecmaVersion: 2022, sourceType: "module" }), (key, value) =>
    key === "start" || key === "end" ? undefined : value,
  );

for (const name of readdirSync(folder, { recursive: true }).filter((one) => one.endsWith(".js"))) {
  test(`${name} is the same without its comments`, () => {
    const script = readFileSync(new URL(name, folder), "utf8");
    const bare = withoutComments(script);
    assert.equal(tree(bare), tree(script));
  });
}
