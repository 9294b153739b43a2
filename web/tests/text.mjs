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
  assert.deepEqual(
    [languageName("java"), languageName("py"), languageName("cobol"), languageName("")],
    ["Java", "Python", "cobol", ""],
  );
});
