import assert from "node:assert/strict";
import { test } from "node:test";
import { fenced, languageName, linkable, oneLine, parts } from "../app/text.js";

test("code blocks keep their lines, their blanks and their language", () => {
  const code = "  if (x) {\n\n\ty();\n  }";
  const [before, block, after] = parts(`Voici :\n${fenced("java", code)}\nMerci`);
  assert.deepEqual(before, { kind: "text", runs: [{ t: "text", text: "Voici :" }] });
  assert.deepEqual(block, { kind: "code", lang: "java", text: code });
  assert.deepEqual(after, { kind: "text", runs: [{ t: "text", text: "Merci" }] });
});

test("a fence that nothing closes is text", () => {
  assert.equal(parts("```java\nint x;").length, 1);
  assert.equal(parts("```java\nint x;")[0].kind, "text");
});

test("links are addresses of the web, without what ends the sentence", () => {
  const links = (text) =>
    parts(text)[0]
      .runs.filter((run) => run.t === "link")
      .map((run) => run.text);
  assert.deepEqual(links("Voir http://192.168.1.20:12345/doc."), ["http://192.168.1.20:12345/doc"]);
  assert.deepEqual(
    links("(https://exemple.fr/a_(b)) et https://exemple.fr/x)!"),
    ["https://exemple.fr/a_(b))", "https://exemple.fr/x"].map((one) => one.replace("(b))", "(b))")),
  );
  assert.deepEqual(links("javascript:alert(1) data:text/html,x ftp://a file:///etc"), []);
  assert.equal(linkable("http://"), false);
  assert.equal(linkable("javascript:alert(1)"), false);
});

test("nothing is a link or a call inside code", () => {
  const [part] = parts("essaie `http://a.fr @Ben` ici", "Ben");
  assert.deepEqual(
    part.runs.map((run) => run.t),
    ["text", "code", "text"],
  );
  const [block] = parts("```\nhttp://a.fr @Ben\n```", "Ben");
  assert.equal(block.text, "http://a.fr @Ben");
});

test("names with blanks and capitals are called, mail addresses are not", () => {
  const at = (text) =>
    parts(text, "Alice", ["M. Martin", "M"])[0]
      .runs.filter((run) => run.t === "at")
      .map((run) => run.text);
  assert.deepEqual(at("@m. martin, @ALICE et @Aliceette"), ["@m. martin", "@ALICE"]);
  assert.deepEqual(at("ecrire a bob@Alice"), []);
});

test("a message in one line says code by a word", () => {
  assert.equal(oneLine("Voici\n```java\nint x;\n```\nmerci", "du code"), "Voici du code merci");
});

test("languages have names", () => {
  assert.deepEqual(["java", "py", "cobol", "", "constructor", "__proto__"].map(languageName), [
    "Java",
    "Python",
    "cobol",
    "",
    "constructor",
    "__proto__",
  ]);
});

test("a long message costs what a long message costs, whatever is in it", () => {
  const most = 16_000;
  const names = Array.from({ length: 60 }, (_, index) => `élève numéro ${index}`);
  const filled = (/** @type {string} */ piece) => piece.repeat(most / piece.length);
  for (const text of [
    `http://a${filled(".").slice(0, most / 2)}x${filled(")").slice(0, most / 2)}`,
    `http://a${filled(".")}x`,
    `http://a${filled(")")}`,
    `x${filled("\n")}x\n\`\`\`\na\n\`\`\`\n`,
    filled("\n```x\n"),
    filled("```\n"),
    filled("`a"),
    filled("@"),
    filled("@élève "),
    filled("http://a@ "),
  ]) {
    const began = process.cpuUsage();
    parts(text, "Ben", names);
    oneLine(text);
    const took = process.cpuUsage(began).user / 1000;
    // Some milliseconds of the processor; what grows with the square takes seconds, and more than that hours.
    assert.ok(took < 1000, `${text.slice(0, 12)}…${text.slice(-3)}: ${Math.round(took)} ms`);
  }
});

test("blocks and links end where they ended", () => {
  assert.deepEqual(parts("```\n```\n"), [{ kind: "code", lang: "", text: "" }]);
  assert.deepEqual(parts("```c\na```\nb")[0], { kind: "code", lang: "c", text: "a" });
  assert.deepEqual(
    parts("```a\n1\n```\n\n```b\n2\n```").map((part) => part.lang),
    ["a", "b"],
  );
  assert.equal(parts("x ```a\n1\n```").length, 1, "not in the middle of a line");
  assert.deepEqual(
    parts("http://a.fr/x).).").flatMap((part) => part.runs.map((run) => run.text)),
    ["http://a.fr/x", ").)."],
  );
});
