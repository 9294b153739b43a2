// Pictures of the page with a class in it, for the documents. PICTURES: where to.

import { join } from "node:path";
import { launch, open } from "./chromium.mjs";
import { LineClient } from "./lines.mjs";
import { Server, until } from "./server.mjs";

const PROF = "M. Martin";
const GENERAL = { channel: "#général" };
const server = new Server(
  join(process.env.WORK, "pictures"),
  '[chat]\nclass = "BTS SIO 1 · B204"\n[limits]\nmessages_per_second = 1000\nlines_per_second = 1000\n',
);
server.account(PROF, "un-mot-de-passe-long", "admin");
server.account("Nora", "un-autre-mot-de-passe", "moderator");
for (const name of ["Alice", "Ben", "Dora", "Hugo"]) server.account(name, "tulipe-et-canard");
await server.start();
const browser = await launch();
const address = `http://127.0.0.1:${server.port}/`;

const prof = await LineClient.account(server.port, PROF, "un-mot-de-passe-long");
prof.send({ type: "topic", ...GENERAL, topic: "TP 6 : un client en Java · à rendre vendredi 27 à 18 h" });
for (const channel of ["#dev", "#projet-7", "#aide"]) prof.send({ type: "join", channel });
prof.send({
  type: "announce",
  content:
    "Aujourd’hui : un client Java qui parle à ce serveur. Levez la main si vous êtes bloqués plus de cinq minutes.",
});
const pupils = /** @type {Record<string, LineClient>} */ ({});
const names =
  "Chloé Émile Farah Gaël Inès Jules Karim Lina Maël Oscar Paul Quentin Rania Sarah Théo Ugo Valentin Wassim Yanis Zoé";
for (const name of names.split(" ")) pupils[name] = await LineClient.guest(server.port, name);
pupils.Ben = await LineClient.account(server.port, "Ben", "tulipe-et-canard");
pupils.Gaël.send({ type: "status", state: "away" });
pupils.Inès.send({ type: "status", state: "dnd" });

/** Says something, and waits until the class has it: pictures are the same each time. */
async function says(who, text, more = {}) {
  const said = prof.lines.length;
  (pupils[who] ?? who).say(text, { ...GENERAL, ...more });
  await until("the class hears it", () => prof.lines.slice(said).some((line) => line.content === text));
}

async function signIn(page, name, password = "tulipe-et-canard") {
  await page.goto(address);
  await page.click("#t-account");
  await page.fill("#a-name", name);
  await page.fill("#a-pass", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#say");
}

async function write(page, text) {
  await page.fill("#say", text);
  await page.keyboard.press("Enter");
  await until("the class hears it", () => prof.lines.some((line) => line.content === text));
}

const picture = (page, name) => page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });

const page = await open(browser, address);
await signIn(page, "Alice");
for (const channel of ["#dev", "#projet-7", "#aide"]) {
  await page.fill("#say", `/join ${channel}`);
  await page.keyboard.press("Enter");
  await page.locator("#nav a", { hasText: channel.slice(1) }).waitFor();
}
await page.locator("#nav a", { hasText: "général" }).click();
for (const channel of ["#dev", "#dev", "#dev", "#projet-7"]) prof.say("À lire avant demain.", { channel });
await says("Ben", "Le serveur ne répond rien quand j’envoie mon login, c’est normal ?");
await says("Ben", "Voilà ce que j’envoie : `sortie.print(json); sortie.flush();`");
const asked = page.locator(".msg", { hasText: "Voilà ce que" });
await asked.hover();
await asked.locator('[aria-label="Répondre"]').click();
await write(page, "Il manque la fin de ligne : `println`, pas `print`.");
await says("Ben", "ah oui, ça marche ! Merci @Alice");
await says(
  "Chloé",
  `Moi je bloque ici, il y a une exception à la ligne 2 :
\`\`\`java
public void connecter(String hote, int port) throws IOException {
    socket = new Socket(hote, port);
    sortie = new PrintWriter(new OutputStreamWriter(
            socket.getOutputStream(), StandardCharsets.UTF_8), true);
    sortie.println("{\\"type\\":\\"login\\",\\"username\\":\\"chloe\\",\\"password\\":\\"" + mdp + "\\"}");
}
\`\`\``,
);
await says("Farah", "Vérifie l’adresse : chez moi c’était encore `localhost`.");
await write(page, "Pareil, ça venait de là.");
await write(page, "Et le port : 12345.");
pupils.Ben.say("tu m’aides pour la suite ?", { subtype: "private", to: "Alice" });
await page.locator("nav .count").first().waitFor();
await page.keyboard.press("F2");
await page.waitForSelector('.raise[aria-pressed="true"]');
await page.mouse.move(640, 30);
await page.locator(".msg.mine[data-id]", { hasText: "Et le port" }).waitFor();
await picture(page, "page");

const phone = await open(browser, address, {
  width: 360,
  height: 740,
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  colorScheme: "dark",
});
await signIn(phone, "Hugo");
prof.send({
  type: "poll",
  ...GENERAL,
  question: "Quelle fonction attend l’arrivée d’un client ?",
  answers: ["`bind`", "`accept`", "`connect`", "Je ne sais pas"],
});
await phone.waitForSelector(".poll .opts");
await phone.mouse.move(1, 1);
await picture(phone, "page-phone");

await browser.close();
for (const client of [prof, ...Object.values(pupils)]) client.end();
await server.end();
