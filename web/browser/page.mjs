// The pupil's page in a real Chromium against a real server: two windows and the clients of lines beside them. Fails at the
// first thing that is not as it should be, at any word in the console (a violation of the CSP is one), and at whatever axe
// finds in any of the states. tests/operations/browser_page.sh starts it.
//
// CLASSCORD: the server; CHROMIUM: the browser; WORK: a folder for the run; FILES: see chromium.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch, open as openWindow } from "./chromium.mjs";
import { LineClient } from "./lines.mjs";
import { Server, until } from "./server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PROF = "M. Martin";
const PASSWORD = "un-mot-de-passe-long";
const GENERAL = { channel: "#général" };

const browser = await launch();
const server = new Server(
  join(process.env.WORK, "server"),
  "[limits]\nmessages_per_second = 1000\nlines_per_second = 1000\n",
);
server.account(PROF, PASSWORD, "admin");
for (const name of ["Alice", "Ben", "Dora"]) server.account(name, "tulipe-et-canard");
await server.start();

/** What a browser complained of. @type {string[]} */
const complaints = [];
/** Whether the server is down on purpose: then a refused connection is no complaint. */
let down = false;
let steps = 0;
let checks = 0;

/** A window of its own, whose complaints are heard. */
async function open(name, look, before) {
  const page = await openWindow(browser, `http://127.0.0.1:${server.port}/`, look);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !(down && /ERR_CONNECTION|WebSocket/.test(message.text()))) {
      complaints.push(`${name}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`${name}: ${error.stack}`));
  if (before) await page.addInitScript(before);
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await page.waitForSelector(".gate .foot");
  return page;
}

async function step(name, run) {
  try {
    await run();
  } catch (error) {
    console.log(`  FAILED: ${name}`);
    for (const line of complaints) console.log(`    ${line}`);
    for (const [index, context] of browser.contexts().entries()) {
      for (const page of context.pages())
        await page.screenshot({ path: join(process.env.WORK, `failed-${index}.png`) });
    }
    await server.end("SIGKILL");
    throw error;
  }
  assert.deepEqual(complaints, [], `the browser complained while: ${name}`);
  steps += 1;
  console.log(`  ok  ${name}`);
}

/** axe finds nothing in the state in view. */
async function clean(page, state) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const told = found.violations.map(
    (one) =>
      `${one.id}: ${one.help}\n    ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).join("\n    ")}`,
  );
  assert.deepEqual(told, [], `axe: ${state}`);
  checks += 1;
}

async function asGuest(page, name) {
  await page.fill("#g-name", name);
  await page.keyboard.press("Enter");
}

async function say(page, text) {
  await page.fill("#say", text);
  await page.keyboard.press("Enter");
}

/** Waits for a message with this text in the window. */
const read = (page, text) => page.locator(".msg", { hasText: text }).last().waitFor();

/** All texts of messages that are in the window, in order. */
const texts = (page) => page.locator(".talk .msg .said > p:not(.who):not(.hint)").allTextContents();

const fits = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/**
 * Reads up to the message with that text as one who scrolls does: the rows that came by, and of what stood in the document meanwhile the most. What
 * is in view stays where it is while rows come and go around it, and those that are drawn follow each other.
 */
const readUpwards = (page, oldest) =>
  page.evaluate(async (oldest) => {
    const log = document.querySelector("#messages");
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const found = new Map();
    const rows = () => [...log.querySelectorAll(".msg[data-id]")];
    const end = performance.now() + 60_000;
    while (![...found.values()].some((row) => row.text === oldest)) {
      if (performance.now() > end) throw new Error(`${oldest} does not come`);
      const ids = rows().map((row) => Number(row.dataset.id));
      if (ids.some((id, at) => at > 0 && id <= ids[at - 1])) throw new Error(`not in order: ${ids}`);
      for (const row of rows())
        found.set(Number(row.dataset.id), {
          key: row.dataset.key,
          text: row.querySelector(".said > p:not(.who):not(.hint)")?.textContent,
        });
      log.scrollTop = Math.max(0, log.scrollTop - log.clientHeight);
      const top = log.getBoundingClientRect().top;
      const first = rows().find((row) => row.getBoundingClientRect().bottom > top);
      const before = first?.getBoundingClientRect().bottom;
      await frame();
      const moved = first?.isConnected ? first.getBoundingClientRect().bottom - before : 0;
      if (Math.abs(moved) > 2) throw new Error(`what is read moved by ${moved} px`);
    }
    return [...found].sort(([one], [other]) => one - other).map(([, row]) => row);
  }, oldest);

const prof = await LineClient.account(server.port, PROF, PASSWORD);
const java = await LineClient.guest(server.port, "Chloé");
let alice, ben;

/** How each element of the card is drawn, and where, as lines. */
const drawn = (page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("body, #page, #page *")].flatMap((element, at) => {
      const style = getComputedStyle(element);
      const { x, y, width, height } = element.getBoundingClientRect();
      const own = [...style].filter((name) => !name.startsWith("--")).map((name) => `${name}: ${style[name]}`);
      return [`at ${x}, ${y}, ${width} x ${height}`, ...own].map((line) => `${at} ${element.tagName} ${line}`);
    }),
  );

/** Whether what is in the document alone looks as it does with the whole style sheet. FILES shows the sources, which need the sheet. */
if (!process.env.FILES) {
  await step("the card is painted before any other file comes, as it stays", async () => {
    for (const [colorScheme, kept, width] of [
      ["light", "", 1280],
      ["dark", "", 360],
      ["light", "dark", 1920],
      ["dark", "light", 768],
    ]) {
      const address = `http://127.0.0.1:${server.port}/`;
      const page = await openWindow(browser, address, { colorScheme, width });
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      if (kept) {
        // Who chose a theme sees it from then on, and the browser keeps the document in it.
        await page.goto(address);
        await page.waitForSelector(".gate .foot");
        const again = page.waitForResponse((answer) => answer.request().headers()["classcord-theme"] === kept);
        await page.click(".gate .foot .ib >> nth=1");
        await (await again).finished();
        assert.equal(await theme(), kept);
      }
      // By the protocol, for Playwright's own way has the browser keep nothing.
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("Fetch.enable", {
        patterns: ["*/classcord.css", "*/app/main.js"].map((urlPattern) => ({ urlPattern })),
      });
      /** @type {() => void} */
      let letSheetCome = () => {};
      const sheet = new Promise((done) => (letSheetCome = done));
      cdp.on("Fetch.requestPaused", async ({ requestId, request }) => {
        if (!request.url.endsWith(".css")) return;
        await sheet;
        await cdp.send("Fetch.continueRequest", { requestId });
      });
      await page.goto(address, { waitUntil: "commit" });
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      const before = new Set(await drawn(page));
      assert.ok(before.size > 1000);
      assert.equal(await page.evaluate(() => document.styleSheets.length), 1);
      const sent = await page.waitForFunction(() => document.documentElement.dataset.sent);
      assert.equal(await sent.jsonValue(), kept || "auto");
      letSheetCome();
      await page.waitForFunction(() => document.styleSheets.length === 2);
      const changed = (await drawn(page)).filter((line) => !before.has(line));
      assert.deepEqual(changed, [], `${colorScheme} ${kept} ${width}`);
      assert.equal(await theme(), kept || colorScheme);
      await page.context().close();
    }
  });
}

await step("the gate in both themes and languages", async () => {
  const page = await open("gate");
  await clean(page, "gate, light");
  await page.click('[aria-label="Thème clair ou sombre"]');
  await clean(page, "gate, dark");
  for (const tab of ["#t-account", "#t-register"]) {
    await page.click(tab);
    await clean(page, tab);
  }
  await page.click('[aria-label^="EN"]');
  await page.waitForSelector("text=Create an account");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.context().close();
});

await step("an account signs in; a wrong password says so at its field", async () => {
  alice = await open("alice");
  await alice.click("#t-account");
  await alice.fill("#a-name", "Alice");
  await alice.fill("#a-pass", "faux");
  await alice.keyboard.press("Enter");
  await alice.waitForSelector("#a-pass-e");
  assert.equal(await alice.getAttribute("#a-pass", "aria-invalid"), "true");
  await clean(alice, "wrong password");
  await alice.fill("#a-pass", "tulipe-et-canard");
  await alice.keyboard.press("Enter");
  await alice.waitForSelector("#say");
});

await step("a new account is made and is in", async () => {
  const page = await open("register");
  await page.click("#t-register");
  await page.fill("#r-name", "alice");
  await page.fill("#r-pass", "tulipe-et-canard");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#r-name-e");
  await page.fill("#r-name", "Noé");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#say");
  await page.context().close();
});

await step("a guest whose name is taken enters under another", async () => {
  ben = await open("ben");
  await asGuest(ben, "Ben");
  // A server that tells the name beforehand has the page show a card; the other says it in a message.
  const card = ben.locator("text=Entrer : Ben (invité)");
  await Promise.race([card.waitFor(), ben.waitForSelector("#say")]);
  if (await card.isVisible()) {
    await clean(ben, "renamed");
    await card.click();
    await ben.waitForSelector("#say");
  }
  await until("the guest's name", async () => (await ben.textContent(".me .person")).includes("Ben (invité)"));
});

await step("two windows and a client of lines hear each other", async () => {
  await say(alice, "Bonjour de la page");
  await read(ben, "Bonjour de la page");
  await java.heard((line) => line.content === "Bonjour de la page" && line.from === "Alice");
  java.say("Bonjour de Java", GENERAL);
  await read(alice, "Bonjour de Java");
  await say(ben, "@Alice tu vois `http://non.fr` et http://oui.fr ?");
  await alice.waitForSelector(".msg.mention .at");
  assert.deepEqual(await alice.locator(".msg.mention a").allTextContents(), ["http://oui.fr"]);
  await clean(alice, "conversation");
  await clean(ben, "conversation of a guest");
});

await step("markup that somebody writes is text", async () => {
  java.say('<img src=x onerror="document.title=1"><script>document.title=2</script> &amp;', GENERAL);
  await read(alice, "<script>document.title=2</script> &amp;");
  assert.match(await alice.title(), /ClassCord$/);
});

await step("a code block keeps its indentation, and is copied whole", async () => {
  await alice.click('[aria-label="Insérer du code"]');
  await alice.locator("#say-code").pressSequentially("if (x) {");
  await alice.keyboard.press("Enter");
  await alice.keyboard.press("Tab");
  await alice.keyboard.type("y();");
  await alice.keyboard.press("Enter");
  await alice.keyboard.type("}");
  await clean(alice, "code in the composer");
  await alice.keyboard.press("Control+Enter");
  await ben.waitForSelector("figure.code");
  assert.deepEqual(await ben.locator("figure.code code span").allTextContents(), ["if (x) {", "    y();", "}"]);
  await java.heard((line) => line.content === "```java\nif (x) {\n    y();\n}\n```");
  const long = Array.from({ length: 32 }, (_, index) => `ligne ${index + 1}`).join("\n");
  java.say(`\`\`\`python\n${long}\n\`\`\``, GENERAL);
  await ben.locator("text=Afficher les 32 lignes").waitFor();
  await clean(ben, "folded code");
  await ben.locator("figure.code").last().locator("text=Copier").click();
  await ben.locator("text=Copié").waitFor();
  await ben.locator("#say").focus();
  await ben.keyboard.press("Control+V");
  // What is pasted is seen to be no code, or code: either way all of its lines are there.
  const pasted =
    (await ben.inputValue("#say")) +
    (await ben
      .locator("#say-code")
      .inputValue()
      .catch(() => ""));
  assert.ok(pasted.includes("ligne 32") && pasted.includes("ligne 1\n"), pasted);
  await ben.reload();
  await ben.waitForSelector("#say");
});

await step("a pasted program becomes a code block", async () => {
  await alice.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "def f():\n    return 1\n");
    document
      .querySelector("#say")
      .dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await alice.waitForSelector("#say-code");
  assert.equal(await alice.inputValue("#say-code"), "def f():\n    return 1");
  assert.equal(await alice.inputValue("#lang"), "python");
  await alice.click('[aria-label="Retirer le code"]');
});

await step("a reply quotes what it answers", async () => {
  const message = alice.locator(".msg", { hasText: "Bonjour de Java" }).first();
  await message.hover();
  await clean(alice, "actions of a message");
  await message.locator('[aria-label="Répondre"]').click();
  await clean(alice, "reply in the composer");
  await say(alice, "Bien reçu");
  await ben.locator(".msg .quote", { hasText: "Bonjour de Java" }).waitFor();
});

await step("a message is reacted to, said otherwise, and taken back before it is gone", async () => {
  await say(alice, "Le port est 12354");
  await alice.locator(".msg.mine[data-id]", { hasText: "12354" }).waitFor();
  await alice.keyboard.press("ArrowUp");
  await alice.locator(".tool", { hasText: "Modifier votre message" }).waitFor();
  await clean(alice, "an edit in the composer");
  await say(alice, "Le port est 12345");
  await ben.locator(".msg", { hasText: "Le port est 12345" }).locator("text=(modifié)").waitFor();
  const message = ben.locator(".msg", { hasText: "Le port est 12345" });
  await message.hover();
  await message.locator('[aria-label="Réagir"]').click();
  await clean(ben, "reactions to choose from");
  await message.locator('[aria-label="Compris"]').click();
  const mine = alice.locator(".msg", { hasText: "Le port est 12345" });
  await mine.locator('.react[aria-label="Compris, 1"]').waitFor();
  await mine.locator(".react").click();
  await message.locator('.react[aria-label="Compris, 2"]').waitFor();
  await clean(alice, "reactions");
  await mine.hover();
  await mine.locator('[aria-label="Autres actions"]').click();
  await alice.click('[role="menuitem"] >> text=Effacer');
  await alice.locator(".toast").waitFor();
  await clean(alice, "toast");
  await alice.locator(".toast .btn").click();
  await mine.waitFor();
});

await step("drafts stay with their place, and unread messages are counted", async () => {
  await alice.click('[aria-label="Rejoindre ou créer un salon"]');
  await alice.waitForSelector(".dialog");
  await clean(alice, "channels");
  await alice.click('[aria-label="Rejoindre #dev"]');
  await alice.locator("h1", { hasText: "dev" }).waitFor();
  await clean(alice, "an empty channel");
  await alice.fill("#say", "un brouillon");
  await alice.locator("nav a", { hasText: "général" }).click();
  await until("no draft in the other place", async () => (await alice.inputValue("#say")) === "");
  await alice.locator("nav a", { hasText: "dev" }).click();
  await until("the draft", async () => (await alice.inputValue("#say")) === "un brouillon");
  await alice.fill("#say", "");
  java.say("non lu", GENERAL);
  await alice.locator("nav a", { hasText: "général" }).locator(".count").waitFor();
  await until("it is in the title", async () => /^\(1\) #dev – ClassCord$/.test(await alice.title()));
  await alice.locator("nav a", { hasText: "général" }).click();
  await alice.waitForSelector("#fresh");
});

await step("the newest messages stay in view when the window is another, where nothing had been said too", async () => {
  const page = await open("turned", { width: 360, height: 740, hasTouch: true, isMobile: true });
  await asGuest(page, "Inès");
  await page.waitForSelector("#say");
  await page.fill("#say", "/join #tourne");
  await page.tap('[aria-label="Envoyer"]');
  await page.locator(".empty").waitFor();
  java.send({ type: "join", channel: "#tourne" });
  for (let n = 1; n <= 12; n += 1) java.say(`tour ${n} ${"et du texte ".repeat(10)}`, { channel: "#tourne" });
  await read(page, "tour 12 ");
  for (const [width, height, more] of [
    [740, 360],
    [360, 740],
    // A keyboard opens, and is put away.
    [360, 400],
    [360, 740],
    [740, 360, "tour 13 "],
    [360, 740, "tour 14 "],
  ]) {
    if (more) java.say(more, { channel: "#tourne" });
    await page.setViewportSize({ width, height });
    if (more) await read(page, more);
    await until(`the newest are in view at ${width} x ${height}`, () =>
      page.evaluate(() => {
        const log = document.querySelector("#messages");
        return log.scrollHeight - log.scrollTop - log.clientHeight < 2;
      }),
    );
  }
  await page.context().close();
  // Where another message comes under the mouse, the log is drawn again before it hears of its new size.
  const wide = await open("wide", { width: 1280, height: 500 });
  await asGuest(wide, "Noémie");
  await wide.waitForSelector("#say");
  await wide.fill("#say", "/join #tourne");
  await wide.keyboard.press("Enter");
  await read(wide, "tour 14 ");
  await wide.mouse.move(640, 250);
  for (const [width, height] of [
    [768, 700],
    [1280, 500],
    [768, 700],
    [1280, 500],
  ]) {
    await wide.setViewportSize({ width, height });
    await until(`the newest are in view at ${width} x ${height}`, () =>
      wide.evaluate((width) => {
        const log = document.querySelector("#messages");
        return innerWidth === width && log.scrollHeight - log.scrollTop - log.clientHeight < 2;
      }, width),
    );
  }
  await wide.context().close();
  java.send({ type: "leave", channel: "#tourne" });
});

await step("private messages have a conversation of their own; one for somebody away is kept", async () => {
  await alice.locator(".person", { hasText: "Chloé" }).click();
  await alice.waitForSelector(".menu.float");
  await clean(alice, "a person's menu");
  await alice.click("text=Écrire en privé");
  await say(alice, "psst");
  await java.heard((line) => line.subtype === "private" && line.content === "psst");
  java.say("oui ?", { subtype: "private", to: "Alice" });
  await read(alice, "oui ?");
  await alice.keyboard.press("Control+k");
  await alice.waitForSelector("#go");
  await clean(alice, "go to");
  await alice.keyboard.press("Escape");
  await alice.locator("nav a", { hasText: "général" }).click();
  await say(alice, "/msg Dora à demain");
  await alice.locator("text=Dora n’est pas là").waitFor();
  await clean(alice, "a message that is kept");
  await alice.locator("nav a", { hasText: "général" }).click();
});

await step("a hand has its place in the queue", async () => {
  java.send({ type: "hand", state: "up" });
  await prof.heard((line) => line.type === "hand" && line.user === "Chloé");
  await alice.keyboard.press("F2");
  await alice.waitForSelector('.raise[aria-pressed="true"]');
  await until("the second place", async () => (await alice.textContent(".raise")).includes("2ᵉ"));
  prof.send({ type: "hand", state: "down", user: "Chloé" });
  await until("the first place", async () => (await alice.textContent(".raise")).includes("1ᵉʳ"));
  await clean(alice, "hand raised");
  await alice.keyboard.press("F2");
  await alice.waitForSelector('.raise[aria-pressed="false"]');
});

await step("a poll is answered by the keyboard, changed, and its result is shown", async () => {
  prof.send({
    type: "poll",
    ...GENERAL,
    question: "Quelle fonction attend un client ?",
    answers: ["`bind`", "`accept`", "`connect`"],
  });
  await alice.waitForSelector(".poll");
  await clean(alice, "poll");
  await alice.locator(".poll .opts .btn").first().focus();
  await alice.keyboard.press("1");
  await alice.locator("text=Réponse enregistrée").waitFor();
  await clean(alice, "answered poll");
  await alice.click("text=Changer");
  await alice.locator(".poll .opts .btn", { hasText: "accept" }).click();
  await alice.locator(".poll", { hasText: "B" }).waitFor();
  java.say("/vote A", GENERAL);
  await prof.heard((line) => line.type === "poll_counts" && line.voters === 2);
  prof.send({ type: "poll_close", ...GENERAL });
  await alice.waitForSelector(".bars");
  assert.deepEqual(await alice.locator(".bars .num b").allTextContents(), ["1", "1", "0"]);
  await clean(alice, "result");
  prof.send({ type: "poll", ...GENERAL, question: "Lesquelles ?", answers: ["TCP", "IP", "HTTP"], several: true });
  await alice.locator(".poll input").first().check();
  await alice.locator(".poll input").nth(2).check();
  await clean(alice, "poll of several");
  await alice.click(".poll .primary");
  await alice.locator("text=Réponses enregistrées").waitFor();
  prof.send({ type: "poll_close", ...GENERAL, cancel: true });
  await alice.locator(".poll").waitFor({ state: "detached" });
});

await step("questions are asked, voted and answered", async () => {
  await alice.click("#tab-questions");
  await alice.waitForSelector("#ask");
  await clean(alice, "no questions");
  await alice.fill("#ask", "Faut-il fermer la socket ?");
  await alice.click("text=Demander");
  await ben.click("#tab-questions");
  await ben.locator(".vote").click();
  await alice.locator(".vote", { hasText: "2" }).waitFor();
  await clean(alice, "questions");
  const { id } = await prof.heard((line) => line.type === "question");
  prof.send({ type: "answered", id, answer: "Oui" });
  await alice.locator(".note >> text=Votre question a une réponse").waitFor();
  await clean(alice, "answered question");
  await alice.click("#tab-people");
});

await step("a search finds, leads there and back", async () => {
  await alice.click('[aria-label="Chercher dans #général"]');
  await alice.waitForSelector("#find");
  await alice.fill("#find", "bonjour java");
  await alice.keyboard.press("Enter");
  await alice.waitForSelector(".hit mark");
  await clean(alice, "results");
  await alice.locator(".hit").first().click();
  await alice.locator("text=Vous lisez les messages du").waitFor();
  await clean(alice, "an old message");
  await alice.click("text=Résultats");
  await alice.fill("#find", "prinltn");
  await alice.keyboard.press("Enter");
  await alice.locator("text=Aucun message ne contient").waitFor();
  await clean(alice, "nothing found");
  await alice.click('[aria-label="Fermer la recherche"]');
});

await step("silence, a mute and slow mode leave what one may still do", async () => {
  prof.send({ type: "silence", state: "on", minutes: 25 });
  await alice.locator(".dock >> text=Le professeur a suspendu la discussion").first().waitFor();
  await clean(alice, "silence");
  assert.ok(await alice.isVisible(".raise"));
  prof.send({ type: "silence", state: "off" });
  await alice.waitForSelector("#say");
  prof.send({ type: "mute", user: "Alice", minutes: 5 });
  const later = /Vous êtes muet jusqu’au (lun|mar|mer|jeu|ven|same|diman)\S+ \d+\S* \S+, \d\d:\d\d\./;
  // Which begins beyond midnight if this runs shortly before.
  const soon = new RegExp(`Vous êtes muet jusqu’à \\d\\d:\\d\\d\\.|${later.source}`);
  await alice.locator(".dock .note", { hasText: soon }).waitFor();
  // With a reason, and beyond midnight.
  for (const [minutes, reason, told] of [
    [5, "bavardage (encore)", soon],
    [2880, "", later],
  ]) {
    prof.send({ type: "unmute", user: "Alice" });
    await alice.waitForSelector("#say");
    prof.send({ type: "mute", user: "Alice", minutes, reason });
    await alice.locator(".dock .note", { hasText: told }).waitFor();
    await clean(alice, "muted");
  }
  prof.send({ type: "unmute", user: "Alice" });
  await alice.waitForSelector("#say");
  prof.send({ type: "slow", ...GENERAL, seconds: 30 });
  await alice.locator(".dock >> text=un message toutes les 30").waitFor();
  await say(alice, "un");
  await alice.locator(".dock .num", { hasText: "Encore" }).waitFor();
  await clean(alice, "slow mode");
  await say(alice, "deux");
  assert.equal(await alice.inputValue("#say"), "deux");
  prof.send({ type: "slow", ...GENERAL, seconds: 0 });
  await alice.locator(".dock >> text=un message toutes les 30").waitFor({ state: "detached" });
  await alice.fill("#say", "");
  prof.send({ type: "channel", ...GENERAL, mode: "read_only" });
  await alice.locator(".dock .note", { hasText: "est en lecture seule" }).waitFor();
  await clean(alice, "read-only");
  prof.send({ type: "channel", ...GENERAL, mode: "open" });
  await alice.waitForSelector("#say");
});

await step("a message is struck out for all", async () => {
  java.say("une bêtise", GENERAL);
  await read(alice, "une bêtise");
  const { id } = await prof.heard((line) => line.content === "une bêtise");
  prof.send({ type: "delete", id });
  await alice.locator(".msg.gone").last().waitFor();
  assert.equal(await alice.locator(".msg", { hasText: "une bêtise" }).count(), 0);
});

await step("older messages come by scrolling up, without a jump", async () => {
  for (let n = 1; n <= 250; n += 1) java.say(`vieux ${n}.`, GENERAL);
  await read(alice, "vieux 250.");
  await alice.reload();
  await read(alice, "vieux 250.");
  const seen = await alice.evaluate(async () => {
    const log = document.querySelector("#messages");
    log.scrollTop = 0;
    // Where a message ends on the screen before and after older ones have come; its name may go.
    const first = log.querySelector(".msg");
    const key = first.dataset.key;
    const before = first.getBoundingClientRect().bottom;
    const many = log.querySelectorAll(".msg").length;
    for (let tries = 0; tries < 1000 && log.querySelectorAll(".msg").length === many; tries += 1) {
      await new Promise((done) => setTimeout(done, 20));
    }
    await new Promise((done) => setTimeout(done, 100));
    return {
      moved: log.querySelector(`[data-key="${key}"]`).getBoundingClientRect().bottom - before,
      more: log.querySelectorAll(".msg").length - many,
    };
  });
  assert.ok(seen.more > 0, "older messages came");
  assert.ok(Math.abs(seen.moved) < 2, `the view jumped by ${seen.moved} px`);
  const all = (await readUpwards(alice, "vieux 1."))
    .map((row) => row.text)
    .filter((text) => /^vieux \d+\.$/.test(text));
  const wanted = Array.from({ length: 250 }, (_, n) => `vieux ${n + 1}.`);
  assert.deepEqual(
    all.filter((text, n) => text !== wanted[n]),
    [],
  );
  assert.equal(all.length, wanted.length);
});

await step("what comes while one reads further up is counted, not scrolled to", async () => {
  const before = await alice.evaluate(() => document.querySelector("#messages").scrollTop);
  java.say("plus bas 1", GENERAL);
  java.say("plus bas 2", GENERAL);
  await alice.locator(".jump", { hasText: "2 nouveaux messages" }).waitFor();
  assert.ok(Math.abs((await alice.evaluate(() => document.querySelector("#messages").scrollTop)) - before) < 2);
  await clean(alice, "scrolled up");
  await alice.click(".jump");
  await alice.locator(".jump").waitFor({ state: "detached" });
});

await step("of thousands of messages some hundred are in the document, whatever one reads", async () => {
  const MANY = 1500;
  for (let n = 1; n <= MANY; n += 1) java.say(`flot ${n}.`, GENERAL);
  await read(alice, `flot ${MANY}.`);
  const watch = (page) =>
    page.evaluate(() => {
      window.most = 0;
      new MutationObserver(() => {
        window.most = Math.max(window.most, document.querySelectorAll(".talk .rows > li").length);
      }).observe(document.querySelector("#messages"), { childList: true, subtree: true });
    });
  // What came in a moment goes in some frames.
  await until("the newest remain", async () => (await alice.locator(".talk .rows > li").count()) < 300);
  await watch(alice);
  const said = (await readUpwards(alice, "flot 1.")).map((row) => row.text).filter((text) => text?.startsWith("flot "));
  assert.deepEqual(
    said,
    Array.from({ length: MANY }, (_, n) => `flot ${n + 1}.`),
  );
  // What is not in the document changes all the same.
  const struck = await prof.heard((line) => line.content === `flot ${MANY - 200}.`);
  assert.equal(await alice.locator(`[data-id="${struck.id}"]`).count(), 0);
  prof.send({ type: "delete", id: struck.id });
  // The keys lead from one end to the other, and the focus stays with the messages.
  await alice.evaluate(() => document.querySelector(".msg").focus());
  await alice.keyboard.press("End");
  await alice.waitForFunction((text) => document.activeElement.textContent.includes(text), `flot ${MANY}.`);
  await alice.keyboard.press("ArrowUp");
  assert.match(await alice.evaluate(() => document.activeElement.textContent), new RegExp(`flot ${MANY - 1}\\.`));
  for (let n = 0; n < 30; n += 1) {
    await alice.mouse.move(600, 400);
    await alice.mouse.wheel(0, -700);
    await alice.waitForTimeout(20);
  }
  await until("the row with the focus is gone, and the log has it", () =>
    alice.evaluate(() => document.activeElement.id === "messages"),
  );
  await alice.keyboard.press("ArrowDown");
  assert.ok(
    await alice.evaluate(() => {
      const [row, log] = [document.activeElement, document.querySelector("#messages")].map((one) =>
        one.getBoundingClientRect(),
      );
      return document.activeElement.matches(".msg") && row.bottom > log.top && row.top < log.bottom;
    }),
    "the keys go on from what is in view",
  );
  await alice.keyboard.press("Home");
  await alice.waitForFunction(() => document.activeElement.matches(".msg"));
  await clean(alice, "the oldest messages");
  await alice.evaluate(async (newest) => {
    const log = document.querySelector("#messages");
    const isAtEnd = () =>
      [...log.querySelectorAll(".msg")].at(-1).textContent.includes(newest) &&
      log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    for (const end = performance.now() + 60_000; !isAtEnd();) {
      if (performance.now() > end) throw new Error(`${newest} does not come`);
      log.scrollTop += log.clientHeight;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
  }, `flot ${MANY}.`);
  assert.ok(await alice.locator(".msg", { hasText: `flot ${MANY}.` }).isVisible());
  const most = await alice.evaluate(() => window.most);
  console.log(`      ${most} rows at most`);
  assert.ok(most > 100 && most < 500, `${most} rows in the document`);
  await alice.locator(".jump").waitFor({ state: "detached" });
  // The browser would not find what is not drawn: the page's search opens, and then the keys are the browser's.
  const find = () =>
    alice.evaluate(() => {
      const keys = { key: "f", ctrlKey: true, bubbles: true, cancelable: true };
      return document.activeElement.dispatchEvent(new KeyboardEvent("keydown", keys));
    });
  assert.equal(await find(), false, "the page takes it");
  await alice.waitForFunction(() => document.activeElement.id === "find");
  assert.equal(await find(), true, "it is the browser's");
  await alice.keyboard.press("Escape");
  await alice.waitForSelector("#find", { state: "detached" });
  // Who scrolls in the very frame in which the view gets its size back is not told from a browser that does.
  await alice.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.ok((await readUpwards(alice, "flot 1.")).every((row) => row.text !== `flot ${MANY - 200}.`));
  await alice.locator("#say").focus();
  await say(alice, "d’en haut");
  await read(alice, "d’en haut");
  await until("one's own message is in view", () =>
    alice.evaluate(() => {
      const log = document.querySelector("#messages");
      return log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    }),
  );
});

await step("after kill -9 nothing is missed and nothing is twice, and what was written meanwhile leaves", async () => {
  await say(alice, "avant la panne");
  await alice.locator(".msg.mine[data-id]", { hasText: "avant la panne" }).waitFor();
  down = true;
  await server.end("SIGKILL");
  await alice.locator(".band", { hasText: "Connexion perdue" }).waitFor();
  await clean(alice, "connection lost");
  await say(alice, "pendant la panne 1");
  await say(alice, "pendant la panne 2");
  await until("both wait", async () => (await alice.locator(".msg.wait").count()) === 2);
  await server.start();
  const witness = await LineClient.guest(server.port, "Témoin");
  witness.say("pendant le retour", GENERAL);
  await alice.locator(".band", { hasText: "Connexion perdue" }).waitFor({ state: "detached" });
  await read(alice, "pendant le retour");
  await alice.locator(".msg.wait").first().waitFor({ state: "detached" });
  await witness.heard((line) => line.content === "pendant la panne 2");
  await read(ben, "pendant la panne 2");
  down = false;
  for (const page of [alice, ben]) {
    const all = (await texts(page)).filter((text) => / panne| retour/.test(text));
    assert.deepEqual([...all].sort(), [
      "avant la panne",
      "pendant la panne 1",
      "pendant la panne 2",
      "pendant le retour",
    ]);
    const numbers = await page
      .locator(".msg")
      .evaluateAll((rows) => rows.map((row) => Number(row.dataset.id ?? 0)).filter(Boolean));
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
    );
  }
  assert.equal(witness.lines.filter((line) => line.content === "pendant la panne 1").length, 1);
  witness.end();
});

await step(
  "a guest whose name is somebody's when the connection is back is told under which one they are in",
  async () => {
    const page = await open("renamed");
    await asGuest(page, "Mila");
    await page.waitForSelector("#say");
    down = true;
    await server.end("SIGKILL");
    server.account("Mila", "tulipe-et-canard");
    await server.start();
    await page.locator(".band.renamed", { hasText: "Mila (invité)" }).waitFor({ timeout: 30_000 });
    await page.locator(".me .person", { hasText: "Mila (invité)" }).waitFor();
    await alice.locator(".band", { hasText: "Connexion perdue" }).waitFor({ state: "detached" });
    await until("all are back", () =>
      alice.evaluate(() => document.querySelector("#people").innerText.includes("Mila")),
    );
    down = false;
    await clean(page, "another name");
    await page.locator('.band.renamed [aria-label="Fermer"]').click();
    await page.locator(".band.renamed").waitFor({ state: "detached" });
    await page.context().close();
  },
);

await step("a reload comes back in, to the same channels", async () => {
  await alice.reload();
  await alice.waitForSelector("#say");
  await alice.locator("nav a", { hasText: "dev" }).waitFor();
});

await step("completion of names and commands", async () => {
  await alice.locator("#say").pressSequentially("@");
  await alice.waitForSelector('[role="listbox"]');
  await clean(alice, "names");
  await alice.keyboard.press("Tab");
  assert.match(await alice.inputValue("#say"), /^@\S+/);
  await alice.fill("#say", "");
  await alice.locator("#say").pressSequentially("/he");
  await alice.waitForSelector("#o-slash");
  await clean(alice, "commands");
  await alice.keyboard.press("Escape");
  await alice.fill("#say", "");
});

await step("one's own menu: state, language, theme, sound", async () => {
  await alice.click(".me .person");
  await alice.waitForSelector(".own");
  await clean(alice, "own menu");
  await alice.click("text=Absent");
  await ben.click("#tab-people");
  await ben.locator(".person", { hasText: "Alice" }).locator(".st.away").waitFor();
  await alice.click(".me .person");
  await alice.waitForSelector(".own");
  await alice.click(".own >> text=Langue");
  await alice.locator(".own >> text=Language").waitFor();
  await clean(alice, "own menu in English");
  await alice.click(".own >> text=Theme");
  await alice.click(".own >> text=Theme");
  assert.equal(await alice.evaluate(() => document.documentElement.dataset.theme), "dark");
  await clean(alice, "own menu, dark");
  await alice.click(".own >> text=Language");
  await alice.keyboard.press("Escape");
  await clean(alice, "conversation, dark");
  await alice.click(".me .person");
  await alice.waitForSelector(".own");
  await alice.click("text=Changer de mot de passe");
  await alice.waitForSelector("#p-old");
  await clean(alice, "password");
  await alice.fill("#p-old", "faux");
  await alice.fill("#p-new", "un-nouveau-mot");
  await alice.keyboard.press("Enter");
  await alice.waitForSelector("#p-old-e");
  await alice.keyboard.press("Escape");
  await alice.locator(".dialog").waitFor({ state: "detached" });
});

await step(
  "a mention is heard, announced and in the title; a switch silences it, and one's own words are not announced",
  async () => {
    const page = await open("sound", {}, () => {
      window.tones = 0;
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (...when) {
        window.tones += 1;
        return start.apply(this, when);
      };
      window.announced = [];
      new MutationObserver((all) => {
        for (const { target, addedNodes } of all)
          if (target.id === "live") for (const node of addedNodes) window.announced.push(node.textContent);
      }).observe(document, { childList: true, subtree: true });
    });
    await page.click("#g-name");
    await asGuest(page, "Maïa");
    await page.waitForSelector("#say");
    await say(page, "sans être annoncé");
    await read(page, "sans être annoncé");
    // Nobody looks at the page.
    await page.evaluate(() => {
      document.hasFocus = () => false;
      window.dispatchEvent(new Event("blur"));
    });
    const witness = await LineClient.guest(server.port, "Écho");
    witness.say("@Maïa tu viens ?", GENERAL);
    await read(page, "tu viens ?");
    await until("two tones", () => page.evaluate(() => window.tones === 2));
    assert.match(await page.title(), /^\(!\) #général – ClassCord$/);
    await until("it is announced", () => page.evaluate(() => window.announced.some((one) => one.includes("tu viens"))));
    assert.ok(await page.evaluate(() => window.announced.every((one) => !one.includes("sans être annoncé"))));
    assert.equal(await page.locator('[role="log"]').count(), 0);
    await page.click(".me .person");
    await page.click(".own >> text=Son pour les mentions");
    await page.keyboard.press("Escape");
    witness.say("@Maïa et là ?", GENERAL);
    await until("it is announced too", () =>
      page.evaluate(() => window.announced.some((one) => one.includes("et là"))),
    );
    assert.equal(await page.evaluate(() => window.tones), 2);
    const isNumber = () => window.announced.some((one) => /^\d+\snouveaux messages/.test(one));
    // Once more if they came so slowly that each was announced by itself.
    await until("many are a number", () => {
      for (let n = 1; n <= 6; n += 1) witness.say(`vite ${n}`, GENERAL);
      return page.waitForFunction(isNumber, null, { timeout: 5000 }).catch(() => false);
    });
    witness.end();
    await page.context().close();
  },
);

await step("everything by the keyboard", async () => {
  const page = await open("keyboard");
  const key = async (...keys) => {
    for (const one of keys) await page.keyboard.press(one);
  };
  await page.waitForSelector("#g-name");
  // The first field of the gate is two tabs away: the tab list is one stop.
  await key("Tab", "Tab");
  await page.keyboard.type("Zoé");
  await key("Enter");
  await page.waitForSelector("#say");
  assert.equal(await page.evaluate(() => document.activeElement.id), "say");
  await page.keyboard.type("au clavier");
  await key("Enter");
  await read(page, "au clavier");
  await java_heard("au clavier");
  // Backwards from the composer: send, code, hand are behind or before it; the messages are one stop.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("msg")), true);
  await key("ArrowUp");
  const focused = await page.evaluate(() => document.activeElement.dataset.key);
  await key("r");
  await page.locator(".tool", { hasText: "Réponse à" }).waitFor();
  assert.ok(focused);
  await page.waitForFunction(() => document.activeElement.id === "say");
  await page.keyboard.type("réponse au clavier");
  await key("Enter");
  await page.locator(".msg .quote").last().waitFor();
  await key("Control+k");
  await page.waitForSelector("#go");
  await page.waitForFunction(() => document.activeElement.id === "go");
  await page.keyboard.type("dev");
  await key("Enter");
  await page.locator("h1", { hasText: "dev" }).waitFor();
  await key("Alt+ArrowDown");
  await page.locator("h1", { hasText: "général" }).waitFor();
  await key("F2");
  await page.waitForSelector('.raise[aria-pressed="true"]');
  // Escape closes and gives the focus back.
  await page.locator('[aria-label="Rejoindre ou créer un salon"]').focus();
  await key("Enter");
  await page.waitForSelector(".dialog");
  await page.waitForFunction(() => document.querySelector(".dialog").contains(document.activeElement));
  for (let n = 0; n < 12; n += 1) await key("Tab");
  assert.ok(await page.evaluate(() => document.querySelector(".dialog").contains(document.activeElement)));
  await key("Escape");
  await page.waitForFunction(() => document.activeElement.getAttribute("aria-label") === "Rejoindre ou créer un salon");
  await page.context().close();
});

async function java_heard(text) {
  const client = await LineClient.guest(server.port, "Lecteur");
  client.send({ type: "history", ...GENERAL, limit: 20 });
  const answer = await client.heard((line) => line.type === "history");
  assert.ok(answer.messages.some((one) => one.content === text));
  client.end();
}

await step("a phone: 360 by 740, drawers, sheets, nothing sideways; and 320", async () => {
  const page = await open("phone", { width: 360, height: 740, hasTouch: true, isMobile: true, colorScheme: "dark" });
  await clean(page, "gate on a phone");
  assert.ok(await fits(page));
  await page.fill("#g-name", "Hugo");
  await page.tap(".primary");
  await page.waitForSelector("#say");
  // No keyboard pops up by itself.
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "say");
  await read(page, "réponse au clavier");
  assert.ok(await fits(page));
  await clean(page, "conversation on a phone");
  await page.tap('[aria-controls="nav"]');
  await page.locator("#nav").waitFor();
  await clean(page, "places on a phone");
  await page.tap(".me .person");
  await page.waitForSelector(".own");
  await clean(page, "own menu on a phone");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.tap('[aria-controls="people"]');
  await page.waitForSelector("#people");
  await clean(page, "people on a phone");
  await page.tap('#people [aria-label="Fermer"]');
  await page.locator(".msg", { hasText: "pendant le retour" }).last().locator("p").last().tap();
  await page.waitForSelector(".acts");
  await clean(page, "actions on a phone");
  await page.tap('.acts [aria-label="Répondre"]');
  await page.fill("#say", "du téléphone");
  await page.tap('[aria-label="Envoyer"]');
  await read(page, "du téléphone");
  for (const size of await page
    .locator("button:visible")
    .evaluateAll((all) => all.map((one) => Math.min(one.offsetWidth, one.offsetHeight)).filter((n) => n < 24))) {
    assert.fail(`a target of ${size} px`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  assert.ok(await fits(page), "something goes sideways at 320 px");
  await page.context().close();
});

await step("all that a first visit loads weighs at most 80 KB", async () => {
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  let bytes = 0;
  let heads = 0;
  const files = new Set();
  page.on("response", async (response) => {
    if (response.status() !== 200) return;
    const all = await response.allHeaders();
    bytes += Number(all["content-length"] ?? 0);
    heads += JSON.stringify(all).length;
    files.add(response.url());
  });
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await page.waitForSelector("#g-name");
  await asGuest(page, "Léa");
  await page.waitForSelector("#say");
  await page.waitForLoadState("networkidle");
  console.log(
    `      ${files.size} files, ${(bytes / 1024).toFixed(1)} KB, and ${(heads / 1024).toFixed(1)} KB of heads`,
  );
  assert.ok(files.size > 4 && bytes <= 80 * 1024, `${bytes} bytes`);
  await context.close();
});

await step("leaving: the gate, and nobody comes back by a reload", async () => {
  await alice.click(".me .person");
  await alice.waitForSelector(".own");
  await alice.click("text=Quitter");
  await alice.waitForSelector("#t-account");
  await alice.reload();
  await alice.waitForSelector("#t-account");
  assert.equal(await alice.locator("#say").count(), 0);
});

await step("who is sent away is told why, and does not come back by themselves", async () => {
  const martin = await LineClient.account(server.port, PROF, PASSWORD);
  martin.send({ type: "kick", user: "Ben (invité)", reason: "à demain" });
  await ben.locator("text=Vous n’êtes plus connecté").waitFor();
  assert.match(await ben.textContent("main"), /à demain/);
  await clean(ben, "sent away");
  martin.end();
});

await step("a server that does not answer", async () => {
  down = true;
  await server.end("SIGKILL");
  await alice.locator("text=Le serveur ne répond pas").waitFor();
  await clean(alice, "no server");
});

await browser.close();
prof.end();
java.end();
console.log(`  ${steps} steps; axe found nothing in ${checks} states`);
