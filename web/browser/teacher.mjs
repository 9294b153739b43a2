// The teacher's part of the page in a real Chromium against a real server, beside two pupils in the browser and clients of lines. It
// fails at the first thing that is not as it should be, at any word in the console (a violation of the CSP is one), and at whatever axe finds.
// tests/operations/browser_teacher.sh starts it.
//
// CLASSCORD: the server; CHROMIUM: the browser; WORK: a folder for the run; PICTURES: where pictures go, none if not set; FILES: a
// folder whose files are shown in place of those in the server, to try a change without building it; ONLY: steps to run, by name, with + between.

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
const PUPIL = "tigre-42-nuage";
const GENERAL = { channel: "#général" };
const { ONLY, PICTURES, WORK } = process.env;

const browser = await launch();
const server = new Server(
  join(WORK, "server"),
  `[limits]\nmessages_per_second = 200\n[chat]\nregistration = "code"\nregistration_code = "TULIPE"\n`,
);
server.account(PROF, PASSWORD, "admin");
server.account("Nora", PASSWORD, "moderator");
server.account("Mme Roux", PASSWORD, "admin");
for (const name of ["Alice", "Ben"]) server.account(name, PUPIL);
await server.start();
process.on("exit", () => server.process.kill("SIGKILL"));

/** What a browser complained of. @type {string[]} */
const complaints = [];
let steps = 0;

async function open(name, size) {
  const page = await openWindow(browser, `http://127.0.0.1:${server.port}/`, { acceptDownloads: true, ...size });
  // The board and the slips are windows of the same browser.
  const listen = (one) => {
    one.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${name}: ${message.text()}`);
    });
    one.on("pageerror", (error) => complaints.push(`${name}: ${error.stack}`));
  };
  page.context().on("page", listen);
  listen(page);
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await page.waitForSelector(".gate .foot");
  return page;
}

async function signIn(page, name, password) {
  await page.click("#t-account");
  await page.fill("#a-name", name);
  await page.fill("#a-pass", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".app");
}

async function step(name, run) {
  if (ONLY && !ONLY.split("+").includes(name) && name !== "the class comes in") return;
  try {
    await run();
  } catch (error) {
    for (const [who, page] of Object.entries({ prof, alice })) {
      await page?.screenshot({ path: join(WORK, `failed-${who}.png`) }).catch(() => {});
    }
    console.error(`not ok: ${name}\n${complaints.join("\n")}`);
    throw error;
  }
  assert.deepEqual(complaints, [], name);
  steps += 1;
  console.log(`ok: ${name}`);
}

/** Nothing that axe finds. */
async function accessible(page, what) {
  // The page's own policy forbids a script of ours; Playwright's own world is not bound by it.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
  assert.deepEqual(found, [], what);
}

async function picture(page, name) {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** A name that is as long as some are. */
const LONG = "Marie-Ségolène Montmorency-Laval";
const NAMES = [
  ..."Chloé Émile Farah Gaël Hugo Inès Jules Karim Lina Maël Oscar Paul Quentin Rania Sarah Théo Ugo Zoé".split(" "),
  LONG,
];
/** @type {Record<string, LineClient>} */
const pupils = {};
let prof;
let alice;
let zoe;

await step("the class comes in", async () => {
  for (const name of NAMES) pupils[name] = await LineClient.guest(server.port, name);
  pupils.Ben = await LineClient.account(server.port, "Ben", PUPIL);
  pupils.Nora = await LineClient.account(server.port, "Nora", PASSWORD);
  pupils["Gaël"].send({ type: "status", state: "away" });
  pupils["Inès"].send({ type: "status", state: "dnd" });
  alice = await open("alice");
  await signIn(alice, "Alice", PUPIL);
  prof = await open("prof");
  await signIn(prof, PROF, PASSWORD);
  zoe = pupils["Zoé"];
  pupils.Ben.say("Le serveur ne répond rien quand j’envoie mon login, c’est normal ?", GENERAL);
  pupils.Farah.say("Vérifie l’adresse : chez moi c’était encore `localhost`.", GENERAL);
  await prof.getByText("Vérifie l’adresse").waitFor();
  await prof.locator(".rail .ib").click();
  await until(
    "everybody is in the table",
    async () => (await prof.locator("#people tbody tr").count()) === NAMES.length + 3,
  );
  const nora = prof.locator("#people tr", { hasText: "Nora" });
  await nora.getByText("modé").waitFor();
  await prof.locator("#people tr", { hasText: "Hugo" }).getByText("invité").waitFor();
  await alice.locator("#people", { hasText: "M. Martin" }).getByText("prof", { exact: true }).waitFor();
  await alice.locator("#people", { hasText: "Nora" }).getByText("modé", { exact: true }).waitFor();
  assert.match(await prof.locator("#people tr", { hasText: "Farah" }).locator("td").nth(1).innerText(), /^\d\d:\d\d$/);
  assert.match(await prof.locator("#people tr", { hasText: "Farah" }).locator("td").nth(0).innerText(), /^\d\d:\d\d$/);
  await picture(prof, "panel-d-light");
  await accessible(prof, "the panel");
});

await step("hands in their order, one lowered, all lowered and raised again", async () => {
  for (const name of ["Chloé", "Émile", "Karim"]) {
    pupils[name].send({ type: "hand", state: "up" });
    await prof.locator("#tab-hands .count", { hasText: { Chloé: "1", Émile: "2", Karim: "3" }[name] }).waitFor();
  }
  await prof.click("#tab-hands");
  assert.deepEqual(await prof.locator("#panel-hands ol b:not(.count)").allInnerTexts(), ["Chloé", "Émile", "Karim"]);
  assert.match(await prof.locator("#panel-hands summary").innerText(), /pas levé la main \(\d+\)/);
  assert.equal(await prof.locator("#panel-hands .names").getByText("Chloé", { exact: true }).count(), 0);
  await picture(prof, "hands-d-light");
  await accessible(prof, "hands");
  await prof.getByRole("button", { name: "Baisser la main de Émile" }).click();
  assert.deepEqual(await prof.locator("#panel-hands ol b:not(.count)").allInnerTexts(), ["Chloé", "Karim"]);
  await prof.locator(".toast").getByText("Annuler").click();
  assert.deepEqual(await prof.locator("#panel-hands ol b:not(.count)").allInnerTexts(), ["Chloé", "Émile", "Karim"]);
  await prof.getByText("Tout baisser").click();
  await prof.getByText("Aucune main levée").waitFor();
  await prof.mouse.move(5, 5);
  await pupils["Émile"].heard((line) => /main a été baissée/.test(line.content ?? ""), 15_000);
  await prof.click("#tab-people");
});

await step("a silence for all, longer, and lifted; slow mode; private messages", async () => {
  await prof.locator("#people .ctl button").click();
  await prof.locator(".hush").getByText("Silence jusqu’à").waitFor();
  await prof.getByText("La classe ne peut pas écrire. Vous, si.").waitFor();
  await alice.getByText("Le professeur a suspendu la discussion").first().waitFor();
  await picture(prof, "silence-d-light");
  await accessible(prof, "silence");
  await prof.getByRole("button", { name: "+ 5 min" }).click();
  await prof.locator(".hush").getByText("reste 30 min").waitFor();
  await prof.locator(".hush").getByText("Rendre la parole").click();
  await alice.waitForSelector("#say");
  await prof.selectOption("#slow", "30");
  await until("the channel is slow for the pupil", () =>
    alice.evaluate(() => document.body.innerText.includes("Mode lent")),
  );
  await prof.selectOption("#slow", "0");
  await prof.selectOption("#pm", "staff");
  await zoe.heard((line) => /privé/i.test(line.content ?? ""));
  await prof.selectOption("#pm", "all");
});

await step("somebody is muted and again not, made moderator, sent away, banned and let in again", async () => {
  const row = prof.locator("#people tr", { hasText: "Hugo" });
  await row.hover();
  await row.getByRole("button", { name: /^Rendre muet/ }).click();
  await prof.locator(".toast", { hasText: "Hugo est muet jusqu’à" }).waitFor();
  await row.getByText("muet").waitFor();
  await picture(prof, "muted-d-light");
  pupils.Hugo.say("encore", GENERAL);
  await pupils.Hugo.heard((line) => line.code === "muted" || /muet/.test(line.content ?? ""));
  await prof.locator(".toast").getByText("Annuler").click();
  await until("the tag is gone", async () => (await row.getByText("muet", { exact: true }).count()) === 0);
  await prof
    .locator("#people tr", { hasText: "Ben" })
    .getByRole("button", { name: /^Actions/ })
    .click();
  await prof.getByRole("menuitem", { name: "Passer modérateur" }).waitFor();
  await picture(prof, "menu-d-light");
  await accessible(prof, "a person's menu");
  await prof.getByRole("menuitem", { name: "Passer modérateur" }).click();
  await prof.locator("#people tr", { hasText: "Ben" }).getByText("modé").waitFor();
  await prof.locator(".toast").getByText("Annuler").click();
  await until(
    "Ben is a pupil",
    async () => (await prof.locator("#people tr", { hasText: "Ben" }).getByText("modé").count()) === 0,
  );
  await prof
    .locator("#people tr", { hasText: "Ugo" })
    .last()
    .getByRole("button", { name: /^Actions/ })
    .click();
  await prof.getByRole("menuitem", { name: "Déconnecter" }).click();
  await pupils.Ugo.heard((line) => line.code === "kicked");
  await prof.locator(".absent", { hasText: "Ugo (" }).waitFor();
  await prof
    .locator("#people tr", { hasText: "Paul" })
    .getByRole("button", { name: /^Actions/ })
    .click();
  await prof.getByRole("menuitem", { name: "Bannir" }).click();
  await pupils.Paul.heard((line) => line.code === "banned");
  await prof.locator(".toast").getByText("Annuler").click();
  await until("Paul may come back", async () => {
    const again = await LineClient.guest(server.port, "Paul").catch(() => null);
    if (again) pupils.Paul = again;
    return again;
  });
});

await step("a poll is made, hidden, closed, and its bars are seen by all", async () => {
  await prof.click("#tab-poll");
  await prof.getByText("Ouvrir le sondage").click();
  await prof.getByText("Il faut une question et deux réponses.").waitFor();
  await prof.fill("#pq", "Quelle fonction attend l’arrivée d’un client ?");
  await prof.getByLabel("Réponse A", { exact: true }).fill("`bind`");
  await prof.getByLabel("Réponse B", { exact: true }).fill("`accept`");
  await prof.getByText("Ajouter une réponse").click();
  await prof.getByLabel("Réponse C", { exact: true }).fill("`connect`");
  await picture(prof, "poll-d-light");
  await accessible(prof, "a poll's draft");
  await prof.getByText("Ouvrir le sondage").click();
  await alice.locator(".poll .btn", { hasText: "accept" }).click();
  pupils.Ben.send({ type: "vote", choices: [1], ...GENERAL });
  await prof.locator("#panel-poll .fig", { hasText: "2" }).waitFor();
  await until(
    "who has answered is not asked again",
    async () => !(await prof.locator("#panel-poll").innerText()).match(/Pas encore : (.*Ben|.*Alice)/),
  );
  assert.equal(await prof.locator("#panel-poll .bars").count(), 0);
  await picture(prof, "polling-d-light");
  await accessible(prof, "an open poll");
  await prof.getByText("Voir les résultats pour moi").click();
  assert.equal(await prof.locator("#panel-poll .bars li").count(), 3);
  await prof.getByText("Terminer et montrer les résultats").click();
  await alice.locator(".card .bars").waitFor();
  await prof.locator("#panel-poll").getByText("La classe voit ces barres").waitFor();
  await picture(prof, "polled-d-light");
  const [file] = await Promise.all([
    prof.waitForEvent("download"),
    prof.locator("#panel-poll").getByText("CSV").click(),
  ]);
  const csv = readFileSync(await file.path(), "utf8");
  assert.ok(csv.startsWith('\ufeff"";"Quelle fonction'), csv);
  assert.ok(csv.includes('"B";"`accept`";1\r\n'), csv);
});

await step("questions are seen with their names, answered, and put back", async () => {
  zoe.say("/ask Faut-il fermer la socket avant le PrintWriter ?", GENERAL);
  pupils.Ben.send({ type: "ask", content: "Le TP compte-t-il pour l’épreuve E5 ?" });
  await prof.locator("#tab-questions .count", { hasText: "2" }).waitFor();
  await prof.click("#tab-questions");
  await prof.getByText("Zoé · nom caché à la classe").waitFor();
  await picture(prof, "questions-d-light");
  await accessible(prof, "questions");
  await prof.getByRole("button", { name: "Marquer comme répondue" }).first().click();
  await prof.getByText("Répondues (1)").waitFor();
  await prof.locator(".toast").getByText("Annuler").click();
  await until("it is open again", async () => (await prof.getByText("Répondues (1)").count()) === 0);
  await alice.click("#tab-questions");
  await prof.getByRole("button", { name: "Fermer la boîte" }).click();
  await prof.getByText("Les élèves ne posent plus de question.").waitFor();
  await accessible(prof, "the box is closed");
  await alice.getByText("La boîte à questions est fermée.").waitFor();
  assert.equal(await alice.locator("#ask").count(), 0);
  await accessible(alice, "the box is closed for a pupil");
  await prof.getByRole("button", { name: "Rouvrir" }).click();
  await alice.waitForSelector("#ask");
  await alice.click("#tab-people");
});

await step("an announcement, a topic, read-only, a message erased and a channel cleared", async () => {
  await prof.click(".composer .raise");
  await prof.fill("#an", "Pause de dix minutes.");
  await picture(prof, "announce-d-light");
  await accessible(prof, "an announcement");
  await prof.getByRole("button", { name: "Annoncer", exact: true }).click();
  const heard = alice.locator(".announce", { hasText: "Pause de dix minutes." });
  await heard.getByText("à toute la classe").waitFor();
  await prof.waitForSelector("#say");
  await prof.click(".composer .raise");
  await prof.selectOption("#an-to", "#général");
  await prof.fill("#an", "Rendez le TP.");
  await prof.getByLabel("Aussi au tableau").uncheck();
  await prof.getByText("Paraît en vert dans #général seulement.").waitFor();
  await prof.getByRole("button", { name: "Annoncer", exact: true }).click();
  await alice.locator(".announce", { hasText: "Rendez le TP." }).getByText("à #général").waitFor();
  await alice
    .locator(".announce", { hasText: "Rendez le TP." })
    .locator(".who", { hasText: /^M\. Martin\s*prof\s*à/ })
    .waitFor();
  await prof.waitForSelector("#say");
  await prof.getByRole("button", { name: "Salon", exact: true }).click();
  await prof.getByRole("menuitem", { name: /^Sujet/ }).click();
  await prof.fill("#ch-t", "TP 6 : un client en Java");
  await prof.getByLabel("Modérateurs et professeur, les élèves lisent").check();
  await picture(prof, "channel-d-light");
  await accessible(prof, "a channel's settings");
  await prof.getByRole("button", { name: "Enregistrer" }).click();
  await prof.locator(".dialog").waitFor({ state: "detached" });
  await alice.locator(".sys", { hasText: "a changé le sujet : TP 6 : un client en Java" }).waitFor();
  await alice.locator(".bar .topic", { hasText: "TP 6 : un client en Java" }).waitFor();
  await alice.locator(".sys", { hasText: "Ce salon est maintenant en lecture seule." }).waitFor();
  await alice.locator(".composer").getByText("#général est en lecture seule.").waitFor();
  await accessible(alice, "a read-only channel");
  pupils.Farah.say("et moi ?", GENERAL);
  await pupils.Farah.heard((line) => line.code === "channel_read_only");
  await prof.getByRole("button", { name: "Salon", exact: true }).click();
  await prof.getByRole("menuitem", { name: /^Sujet/ }).click();
  await prof.getByLabel("Toute la classe").check();
  await prof.getByRole("button", { name: "Enregistrer" }).click();
  await prof.locator(".dialog").waitFor({ state: "detached" });
  await alice.waitForSelector("#say");
  pupils.Farah.say("une bêtise", GENERAL);
  const said = prof.locator(".msg", { hasText: "une bêtise" });
  await said.hover();
  await said.getByRole("button", { name: "Autres actions" }).click();
  await prof.getByRole("menuitem", { name: "Effacer" }).click();
  await prof.locator(".toast", { hasText: "Message effacé" }).waitFor();
  await prof.mouse.move(5, 5);
  await alice.locator(".gone", { hasText: "Message effacé par M. Martin." }).waitFor({ timeout: 15_000 });
  await prof.getByRole("button", { name: "Salon", exact: true }).click();
  await prof.getByRole("menuitem", { name: /^Sujet/ }).click();
  await prof.getByText("Vider le salon").click();
  await prof.getByRole("button", { name: /^Effacer \d+ messages$/ }).waitFor();
  await accessible(prof, "clearing a channel");
  await prof.locator(".dialog .primary.danger").click();
  await alice.getByText("Rien n’a encore été dit ici").waitFor();
});
await step("the lesson begins and ends, the attendance is there and is saved", async () => {
  await prof.locator("#nav").getByText("Appel").click();
  await prof.getByText("Pas de cours ouvert.").waitFor();
  await prof.getByRole("button", { name: "Commencer le cours" }).click();
  await prof.getByText(/^Cours depuis/).waitFor();
  const row = (name) => prof.locator(".main .table tr", { hasText: name });
  await row("Alice").getByText("Présent").waitFor();
  await picture(prof, "attendance-d-light");
  await accessible(prof, "the attendance");
  await prof.click("#tab-people");
  zoe.end();
  await until("Zoé has left", async () => {
    await prof.getByRole("button", { name: "Terminer le cours" }).isVisible();
    return (await prof.locator(".absent", { hasText: "Zoé (" }).count()) > 0;
  });
  await prof.getByRole("button", { name: "Terminer le cours" }).click();
  await prof.getByText(/^Cours de .* à/).waitFor();
  const [file] = await Promise.all([prof.waitForEvent("download"), prof.locator(".main").getByText("CSV").click()]);
  const csv = readFileSync(await file.path(), "utf8");
  assert.match(file.suggestedFilename(), /^appel-\d{4}-\d\d-\d\d\.csv$/);
  assert.ok(csv.startsWith('\ufeff"Nom";"Arrivée";"Départ";"Minutes";"Présence"\r\n'), csv);
  assert.match(csv, /"Alice";"\d\d:\d\d";"";0;"Présent"\r\n/);
  assert.ok(!csv.includes(PROF), csv);
  await prof.getByRole("tab", { name: "Jours passés" }).click();
  await prof.locator(".days tr", { hasText: "Ben" }).getByText("100 %").waitFor();
  await picture(prof, "past-d-light");
  await accessible(prof, "past days");
});
await step("the board shows the address with its code, hands, the poll and its result", async () => {
  // A result is shown until it is put away.
  await prof.click("#tab-poll");
  if (await prof.getByText("Nouveau sondage").isVisible()) await prof.getByText("Nouveau sondage").click();
  const board = await prof.context().newPage();
  await board.setViewportSize({ width: 1920, height: 1080 });
  await board.goto(`http://127.0.0.1:${server.port}/board.html`);
  // The announcement that was made for it too is shown until it is taken off.
  await board.locator(".words", { hasText: "Pause de dix minutes." }).waitFor();
  await picture(board, "board-said-w-light");
  await accessible(board, "the board with an announcement");
  await prof.locator("#nav").getByText("général").click();
  await prof.click(".composer .raise");
  await prof.getByRole("button", { name: "Retirer du tableau" }).click();
  await prof.getByRole("button", { name: "Ne pas annoncer" }).click();
  await board.locator(".fig.num").waitFor();
  await board.locator(".fig.mono", { hasText: "TULIPE" }).waitFor();
  assert.equal(await board.locator(".addr").innerText(), `http://127.0.0.1:${server.port}`);
  assert.match(await board.locator("svg.qr path").getAttribute("d"), /^M4,4h7v1h-7z/);
  const fits = await board.evaluate(
    () => document.querySelector(".addr").scrollWidth <= document.querySelector(".addr").clientWidth,
  );
  assert.ok(fits, "the address fits");
  await picture(board, "board-welcome-w-light");
  await accessible(board, "the board");
  pupils.Karim.send({ type: "hand", state: "up" });
  await board.getByText("Mains levées").waitFor();
  await board.locator(".queue", { hasText: "Karim" }).waitFor();
  await picture(board, "board-hands-w-light");
  await prof.evaluate(() => {
    const button = document.querySelector(".rail .ib");
    if (button?.checkVisibility()) button.click();
  });
  await prof.click("#tab-poll");
  await prof.fill("#pq", "Quelle fonction attend l’arrivée d’un client ?");
  await prof.getByLabel("Réponse A", { exact: true }).fill("`bind`");
  await prof.getByLabel("Réponse B", { exact: true }).fill("`accept`");
  await prof.getByText("Ouvrir le sondage").click();
  await board.locator(".items", { hasText: "accept" }).waitFor();
  pupils.Ben.send({ type: "vote", choices: [2], ...GENERAL });
  await board.getByText(/^1 sur \d+$/).waitFor();
  await board.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  await picture(board, "board-poll-w-dark");
  await accessible(board, "the board with a poll");
  await prof.getByText("Terminer et montrer les résultats").click();
  await board.locator(".bar-line", { hasText: "accept" }).getByText("100 %").waitFor();
  await picture(board, "board-result-w-dark");
  await accessible(board, "the board with a result");
  await board.close();
  pupils.Karim.send({ type: "hand", state: "down" });
});

await step(
  "a class list becomes accounts with slips; a password is reset; somebody is disabled, erased and renamed",
  async () => {
    await prof.locator("#nav").getByText("Comptes").click();
    await prof.locator(".main .table tr", { hasText: "Ben" }).waitFor();
    const list = "Nom;Prénom;Classe\r\nMARTIN;Léa;SIO1\r\nDURAND;Hélène;SIO1\r\nPETIT;Ben;SIO1\r\n;;SIO1\r\n";
    await prof.setInputFiles("#list-file", {
      name: "sio1-pronote.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(list, "latin1"),
    });
    await prof.getByText("2 comptes créés").waitFor();
    await prof.getByText("(points-virgules, windows-1252)").waitFor();
    await prof.getByText(/1 existait déjà\s:\sben/).waitFor();
    await picture(prof, "import-d-light");
    await accessible(prof, "an import");
    const [sheet] = await Promise.all([
      prof.context().waitForEvent("page"),
      prof.getByText("Imprimer les 2 étiquettes").click(),
    ]);
    await sheet.locator(".slip", { hasText: "Léa MARTIN" }).waitFor();
    const password = await sheet.locator(".slip", { hasText: "Hélène" }).locator("dd").nth(2).innerText();
    assert.match(password, /^[a-z]+-[2-9]{2}-[a-z]+$/);
    assert.equal(await sheet.locator(".slip", { hasText: "Hélène" }).locator("dd").nth(1).innerText(), "helene");
    await accessible(sheet, "slips");
    await picture(sheet, "print-slips-d-light");
    await sheet.emulateMedia({ media: "print" });
    assert.equal(await sheet.locator(".no-print").isVisible(), false);
    await sheet.close();
    const helene = new LineClient(server.port);
    helene.send({ type: "hello" });
    helene.send({ type: "login", username: "helene", password });
    assert.equal((await helene.heard((line) => line.type === "login" || line.type === "error")).must_change, true);
    helene.end();
    await prof.getByRole("button", { name: "Nouveau mot de passe pour Ben" }).click();
    const fresh = await prof.locator(".note.good .mono").innerText();
    await pupils.Ben.heard((line) => line.code === "password_changed");
    await picture(prof, "reset-d-light");
    await accessible(prof, "a password");
    const ben = new LineClient(server.port);
    ben.send({ type: "login", username: "Ben", password: fresh });
    await ben.heard((line) => line.type === "login" && line.status === "ok");
    ben.end();
    await prof.getByRole("button", { name: "Autres actions pour Alice" }).click();
    await accessible(prof, "an account's menu");
    await prof.getByRole("menuitem", { name: "Ses appareils" }).click();
    await prof.locator(".dialog").getByText("Chrome, Linux").waitFor();
    await accessible(prof, "the devices of somebody else");
    await prof
      .locator(".dialog")
      .getByRole("button", { name: /^Déconnecter/ })
      .click();
    await prof.locator(".dialog").getByText("Aucun appareil n’entre sans mot de passe.").waitFor();
    await prof.keyboard.press("Escape");
    const menuOf = async (name, item) => {
      await prof.getByRole("button", { name: `Autres actions pour ${name}` }).click();
      await prof.getByRole("menuitem", { name: item }).click();
    };
    await menuOf("helene", "Désactiver le compte");
    await prof.locator(".main .table tr", { hasText: "helene" }).getByText("désactivé").waitFor();
    await menuOf("helene", "Exporter ses données");
    await prof.getByText("Les données de helene sont prêtes").waitFor();
    const [file] = await Promise.all([prof.waitForEvent("download"), prof.getByText("Enregistrer le fichier").click()]);
    const data = JSON.parse(readFileSync(await file.path(), "utf8"));
    assert.equal(data.users[0].username, "helene");
    await menuOf("helene", "Effacer le compte");
    await picture(prof, "erase-d-light");
    await accessible(prof, "erasing");
    await prof.locator(".dialog .primary.danger").click();
    await until(
      "helene is erased",
      async () => (await prof.locator(".main .table tr", { hasText: "helene" }).count()) === 0,
    );
    await menuOf("lea", "Renommer");
    await prof.locator(".dialog #rn").fill("Ben");
    await prof.keyboard.press("Enter");
    await prof.locator(".dialog").getByText(/déjà/).waitFor();
    await prof.locator(".dialog #rn").fill("lea.martin");
    await picture(prof, "rename-d-light");
    await accessible(prof, "renaming");
    await prof.keyboard.press("Enter");
    await prof.locator(".main .table tr", { hasText: "lea.martin" }).waitFor();
  },
);
await step("what another teacher does shows in an open panel, as it is done", async () => {
  const roux = await open("roux");
  await signIn(roux, "Mme Roux", PASSWORD);
  await roux.locator(".rail .ib").click();
  const row = (page, name) => page.locator("#people tr", { hasText: name });
  const inTable = (page, name) => page.locator(".main .table tr", { hasText: name });
  await prof.locator("#nav a", { hasText: "général" }).click();
  await prof.click("#tab-people");
  for (const [one, other] of [
    [prof, roux],
    [roux, prof],
  ]) {
    await row(one, "Jules").hover();
    await row(one, "Jules")
      .getByRole("button", { name: /^Rendre muet/ })
      .click();
    await row(other, "Jules").getByText("muet", { exact: true }).waitFor();
    await one.locator(".toast").getByText("Annuler").click();
    await row(other, "Jules").getByText("muet", { exact: true }).waitFor({ state: "detached" });
    await one.locator("#people .ctl button").first().click();
    await other.locator(".hush").getByText("Silence jusqu’à").waitFor();
    await other.locator(".hush").getByText("Rendre la parole").click();
    await one.locator(".hush").waitFor({ state: "detached" });
    await one.selectOption("#slow", "30");
    await until("slow mode is seen", () => other.locator("#slow").evaluate((field) => field.value === "30"));
    await other.selectOption("#slow", "0");
    await until("and its end", () => one.locator("#slow").evaluate((field) => field.value === "0"));
    await one.selectOption("#pm", "staff");
    await until("private messages are seen", () => other.locator("#pm").evaluate((field) => field.value === "staff"));
    await other.selectOption("#pm", "all");
  }
  // A draft of one's own is there again when the other's poll is over.
  await roux.click("#tab-poll");
  await prof.click("#tab-poll");
  // There was a poll before.
  for (const page of [roux, prof]) await page.locator("#panel-poll").getByText("Nouveau sondage").click();
  await roux.fill("#pq", "Avez-vous fini ?");
  await prof.fill("#pq", "Qui est prêt ?");
  await prof.getByLabel("Réponse A", { exact: true }).fill("oui");
  await prof.getByLabel("Réponse B", { exact: true }).fill("non");
  await prof.getByText("Ouvrir le sondage").click();
  await roux.locator("#panel-poll").getByText("Terminer et montrer les résultats").waitFor();
  await roux.locator("#panel-poll").getByText("Annuler le sondage").click();
  assert.equal(await roux.inputValue("#pq"), "Avez-vous fini ?");
  await until("no poll is open", async () => (await prof.locator("#panel-poll").getByText("Terminer").count()) === 0);
  // The lesson, in the head of the panel and in the roll; accounts; what is typed.
  await prof.locator("#nav").getByText("Appel").click();
  await roux.locator("#nav").getByText("Appel").click();
  await roux
    .getByRole("button", { name: "Commencer le cours", exact: true })
    .or(roux.getByRole("button", { name: "Nouveau cours" }))
    .click();
  await prof.getByText(/^Cours depuis/).waitFor();
  await prof
    .locator(".panel-head")
    .getByText(/depuis/)
    .waitFor();
  await prof.getByRole("button", { name: "Terminer le cours" }).click();
  await roux.getByRole("button", { name: "Nouveau cours" }).waitFor();
  await roux.locator("#nav").getByText("Comptes").click();
  await inTable(roux, "Alice").waitFor();
  await prof.locator("#nav").getByText("Comptes").click();
  await prof.getByRole("button", { name: "Autres actions pour Ben" }).click();
  await prof.getByRole("menuitem", { name: "Désactiver le compte" }).click();
  await inTable(roux, "Ben").getByText("désactivé").waitFor();
  await prof.locator(".toast").getByText("Annuler").click();
  await inTable(roux, "Ben").getByText("désactivé").waitFor({ state: "detached" });
  await prof.locator("#nav a", { hasText: "général" }).click();
  await prof.click("#tab-people");
  await prof.fill("#say", "/mute Jules 5m");
  await prof.keyboard.press("Enter");
  await row(prof, "Jules").getByText("muet", { exact: true }).waitFor();
  await roux.click("#tab-people");
  await row(roux, "Jules").getByText("muet", { exact: true }).waitFor();
  await prof.fill("#say", "/unmute Jules");
  await prof.keyboard.press("Enter");
  await row(roux, "Jules").getByText("muet", { exact: true }).waitFor({ state: "detached" });
  await row(prof, "Jules").getByText("muet", { exact: true }).waitFor({ state: "detached" });
  await roux.context().close();
});

await step("the server says how it is", async () => {
  await prof.locator("#nav").getByText("Serveur").click();
  await prof.getByText("Tout va bien.").waitFor();
  for (const tile of ["Connexions", "Processeur", "Disque", "Sauvegarde"])
    await prof.locator(".tiles .card", { hasText: tile }).waitFor();
  assert.match(await prof.locator(".main pre").innerText(), /./);
  await picture(prof, "server-d-light");
  await accessible(prof, "the server");
  await prof.getByRole("button", { name: "Relire la configuration" }).click();
  await prof.getByText("La configuration est relue").waitFor();
});

await step("a phone has the class as a sheet, and the places", async () => {
  const phone = await open("phone", { width: 360, height: 740, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  await signIn(phone, "Nora", PASSWORD);
  pupils["Chloé"].send({ type: "hand", state: "up" });
  await phone.locator("[aria-controls=people]").tap();
  await phone.locator("#people .sum").waitFor();
  const name = await phone.locator("#people tr", { hasText: LONG }).locator(".named .cut").boundingBox();
  assert.ok(name.width > 110, `a guest's name has ${name.width} px`);
  await picture(phone, "panel-p-light");
  await accessible(phone, "the class on a phone");
  await phone.locator("#people .sum").tap();
  await phone.locator("#people .ctl").waitFor();
  await picture(phone, "controls-p-light");
  await phone.locator("#tab-hands").tap();
  await phone.getByText("Dans l’ordre").waitFor();
  await picture(phone, "hands-p-light");
  await phone.keyboard.press("Escape");
  await phone.locator("[aria-controls=nav]").tap();
  assert.equal(await phone.locator("#nav").getByText("Comptes").count(), 0, "a moderator has no accounts");
  await phone.locator("#nav").getByText("Appel").tap();
  await phone.locator(".main .table").waitFor();
  await picture(phone, "attendance-p-light");
  await accessible(phone, "the attendance on a phone");
  const cut = await phone.locator(".main .xs").evaluate((box) => box.scrollWidth - box.clientWidth);
  assert.ok(cut <= 0, `the table is cut by ${cut} px`);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `nothing scrolls sideways: ${wide}`);
  await phone.context().close();
});
console.log(`${steps} steps`);
await browser.close();
await server.end();
