import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { accountNames, classList, decode, guarded, table } from "../app/teacher/csv.js";
import { makePassword } from "../app/teacher/passwords.js";
import { daysBetween, presence } from "../app/teacher/presence.js";
import { TEACHER_WORDS } from "../app/teacher/words.js";
import * as french from "../app/words/fr.js";
import { use, w } from "../app/words.js";

test("a table opens in a French spreadsheet, and nothing in it is a formula", () => {
  assert.equal(
    table([
      ["Nom", "n"],
      ['=1+1;-2"', 3],
      [null, -4],
    ]),
    '\ufeff"Nom";"n"\r\n"\'=1+1;\'-2""";3\r\n;-4\r\n',
  );
  assert.equal(guarded("\t@a"), "'\t'@a");
  assert.equal(guarded("a-b"), "a-b");
});

test("class lists as Pronote, Excel and people write them", () => {
  const pronote = new Uint8Array(
    Buffer.from("Liste de SIO1\r\nNom;Prénom;Classe\r\nDURAND;Hélène;SIO1\r\n;;x\r\n", "latin1"),
  );
  const { text, encoding } = decode(pronote);
  assert.equal(encoding, "windows-1252");
  const list = classList(text);
  assert.deepEqual(list?.pupils, [{ line: 3, first: "Hélène", last: "DURAND", group: "SIO1", account: "" }]);
  assert.deepEqual(list?.nameless, [4]);
  const quoted = classList('\ufeffÉlève,Groupe\n"MARTIN, Léa","A\nB"\nBen Petit,C\n');
  assert.deepEqual(
    quoted?.pupils.map((one) => [one.first, one.last, one.line]),
    [
      ["Léa", "MARTIN", 2],
      ["Ben", "Petit", 4],
    ],
  );
  assert.equal(classList("a;b\n1;2\n"), null);
  assert.equal(decode(new Uint8Array(Buffer.from("\ufeffNom", "utf16le"))).text, "Nom");
});

test("accounts are called by the first name, with letters of the surname where it is shared", () => {
  const pupil = (first, last, account = "") => ({ line: 1, first, last, group: "", account });
  const all = [
    pupil("Hélène", "Durand"),
    pupil("Alice", "Dupont"),
    pupil("Alice", "Martin"),
    pupil("Zoé", "X", "zozo"),
  ];
  assert.deepEqual(accountNames(all), ["helene", "alice.d", "alice.m", "zozo"]);
  assert.deepEqual(accountNames([pupil("Léa", "Durand"), pupil("Léa", "Dupont")]), ["lea.dur", "lea.dup"]);
  const twins = accountNames([pupil("Léa", "Durand"), pupil("Léa", "Durand")]);
  assert.equal(new Set(twins).size, 2);
});

test("a password is two words and two figures, and as long as it must be", () => {
  for (let n = 0; n < 200; n += 1) assert.match(makePassword(4), /^[a-z]+-[2-9]{2}-[a-z]+$/);
  assert.ok(makePassword(24).length >= 24);
});

test("who was late, left early or was absent", () => {
  const lesson = { lesson: 1, began: "2026-11-24T10:00:00.000000", ended: "2026-11-24T11:50:00.000000" };
  const row = (user, arrived, left, number = 1) => ({
    lesson: number,
    user,
    account: user !== "Invité",
    arrived: `2026-11-24T${arrived}:00.000000`,
    left: left && `2026-11-24T${left}:00.000000`,
    seconds: 600,
    addresses: [],
  });
  const rows = [
    row("Ben", "10:00", "11:50"),
    row("Hugo", "10:09", "11:50"),
    row("Gaël", "10:00", "10:41"),
    row("Invité", "10:01", null),
    row("Prof", "10:00", null),
    row("Zoé", "10:00", null, null),
  ];
  const all = presence(rows, lesson, ["Ben", "Dora", "prof"], ["Prof"], "2026-11-24T12:00:00");
  assert.deepEqual(
    all.map((one) => [one.name, one.what, one.late, one.guest]),
    [
      ["Ben", "here", 0, false],
      ["Dora", "absent", 0, false],
      ["Gaël", "left", 0, false],
      ["Hugo", "late", 9, false],
      ["Invité", "here", 0, true],
    ],
  );
  assert.deepEqual(all[2].part, [0, 41 / 110]);
  assert.deepEqual(daysBetween("2026-02-27", "2026-03-01", 9), ["2026-02-27", "2026-02-28", "2026-03-01"]);
  assert.equal(daysBetween("2020-01-01", "2026-03-01", 92).length, 92);
});

test("each word of the teacher's part is there in both languages, and is said somewhere", async () => {
  const folder = new URL("../app/teacher/", import.meta.url);
  const sources = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  const asked = [...sources.matchAll(/\bw\("(\w+)"/g)].map((match) => match[1]);
  assert.deepEqual(
    asked.filter((key) => !(key in french.words) && !(key in TEACHER_WORDS)),
    [],
  );
  assert.deepEqual(
    Object.keys(TEACHER_WORDS).filter((key) => !sources.includes(`"${key}"`)),
    [],
  );
  for (const lang of ["fr", "en"]) {
    await use(lang);
    for (const [key, words] of Object.entries(TEACHER_WORDS)) {
      const text = w(key, ...(typeof words[0] === "function" ? [2, "2026-11-24T10:00", "x"] : []));
      assert.ok(lang === "en" || !/ [:;!?%»]/.test(text), `${key}: ${text}`);
      assert.ok(!/[a-zé]'[a-zé]/.test(text), `${key}: ${text}`);
    }
  }
});
