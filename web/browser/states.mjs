// Each state of the page in a real Chromium against a real server: the gate, the class, its dialogs and menus, the teacher's places,
// the board, slips. A picture of each in four sizes and both themes, in English too at two widths, and axe finds nothing in any. The
// other servers of a school are made up; all else is as it is. A state that cannot be reached is named at the end, and makes the run fail.
//
// CLASSCORD, CHROMIUM, WORK, FILES: as for page.mjs, and English with FILES alone: in the server's own page the words are out of reach; STATES: where pictures go; PHONE: the size of a phone, with its touch screen, instead
// of the three others; ONLY: parts of names of states, with + between.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch, open } from "./chromium.mjs";
import { LineClient } from "./lines.mjs";
import { Server, until } from "./server.mjs";

const { FILES, ONLY, STATES, WORK } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A browser that was told of a touch screen has no mouse any more: a run has one or the other. */
const PHONE = Boolean(process.env.PHONE);
const PROF = "M. Martin";
const PASSWORD = "un-mot-de-passe-long";
const PUPIL = "tulipe-et-canard";
const GENERAL = { channel: "#général" };
const CLASS = '[chat]\nclass = "BTS SIO 1 · B204"\n';
const LIMITS = "[limits]\nmessages_per_second = 1000\nlines_per_second = 1000\n";
/** Where the page is not on the loopback, which the server trusts. */
const ADDRESS = process.env.ADDRESS ?? spawnSync("hostname", ["-I"], { encoding: "utf8" }).stdout.split(" ")[0];

const browser = await launch();
/** @type {string[]} */
const missed = [];
const wanted = (name) => !ONLY || ONLY.split("+").some((part) => name.includes(part));
const settle = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function sized(page, width, height) {
  if (PHONE) {
    page.devtools ??= await page.context().newCDPSession(page);
    await page.devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
  }
  await page.setViewportSize({ width, height });
  await settle(page);
}

/** What axe finds in the state in view. */
async function accessible(page, what) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const one of violations) missed.push(`axe, ${what}: ${one.id} ${one.nodes.map((node) => node.target)}`);
}

/** The widths of which there is a picture in English, too. */
const IN_ENGLISH = [360, 1280];

/** Has the page speak another language, as its button does, without a press of it: what is open stays so. */
async function speak(page, language) {
  await page.evaluate(async (to) => {
    await (await import("/app/words.js")).use(to);
    document.documentElement.lang = to;
    dispatchEvent(new Event("focus"));
  }, language);
  await settle(page);
}

/** A state: how one comes there (told whether the window is a phone's), and how one leaves it. */
async function state(name, page, enter, leave) {
  if (!wanted(name)) return;
  leave ??= async () => {
    for (let n = 0; n < 3; n += 1) await page.keyboard.press("Escape");
  };
  for (const sizes of PHONE
    ? [[[360, 740]]]
    : [
        [[768, 1024]],
        [
          [1280, 800],
          [1920, 1080],
        ],
      ]) {
    try {
      await sized(page, ...sizes[0]);
      await enter(sizes[0][0] < 720, sizes[0][0]);
      for (const [width, height] of sizes) {
        if (sizes.length > 1 && page.viewportSize().width !== width) await sized(page, width, height);
        if (width === sizes[0][0] && !name.endsWith("-paper")) await accessible(page, `${name} ${width}`);
        for (const theme of ["light", "dark"]) {
          await page.evaluate((to) => (document.documentElement.dataset.theme = to), theme);
          await settle(page);
          await page.screenshot({ path: join(STATES, `${name}-${width}-${theme}.png`) });
        }
        // The board and the slips are pages of their own.
        if (FILES && IN_ENGLISH.includes(width) && !/^(board|print)-/.test(name)) {
          await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
          await speak(page, "en");
          await page.screenshot({ path: join(STATES, `${name}-${width}-en.png`) });
          await speak(page, "fr");
        }
      }
      await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
    } catch (error) {
      missed.push(`${name} ${sizes[0][0]}: ${String(error).split("\n").slice(0, 4).join(" ")}`);
      await page.screenshot({ path: join(WORK, `failed-${name}.png`) }).catch(() => {});
    }
    await sized(page, 1280, 800).catch(() => {});
    await leave(sizes[0][0] < 720).catch((error) => missed.push(`leaving ${name}: ${String(error).split("\n")[0]}`));
  }
  console.log(`  ${name}`);
}

async function part(name, run) {
  if (ONLY && !ONLY.split("+").some((one) => one.startsWith(name) || name.startsWith(one))) return;
  console.log(name);
  try {
    await run();
  } catch (error) {
    missed.push(`${name}: ${error.stack}`);
  }
}

async function gate(address, prepare) {
  const page = await open(browser, address, { ignoreHTTPSErrors: true });
  page.setDefaultTimeout(10_000);
  await prepare?.(page);
  await page.goto(address);
  await page.waitForSelector(".gate .foot");
  return page;
}

async function signIn(page, name, password = PUPIL) {
  await page.click("#t-account");
  await page.fill("#a-name", name);
  await page.fill("#a-pass", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".app");
}

const nothing = async () => {};

/** A certificate for a server, before it starts. */
function certify(server) {
  writeFileSync(join(server.folder, "classcord.toml"), "");
  const made = spawnSync(
    process.env.CLASSCORD,
    ["cert", "--config", "classcord.toml", "--data-dir", "data", "--if-needed"],
    {
      cwd: server.folder,
      encoding: "utf8",
    },
  );
  if (made.status !== 0) throw new Error(`no certificate: ${made.stdout}${made.stderr}`);
}

// ------------------------------------------------------------------------------------------------------------------------- the gate
await part("login", async () => {
  const server = new Server(
    join(WORK, "gate"),
    `[chat]\nclass = "BTS SIO 1 · B204"\nregistration = "code"\nregistration_code = "TULIPE"\n[access]\nallow = ["0.0.0.0/0"]\n[web]\nnames = ["${ADDRESS}"]\n`,
  );
  server.account(PROF, PASSWORD, "admin");
  server.account("alice", PUPIL);
  await server.start();
  const address = `http://127.0.0.1:${server.port}/`;
  const page = await gate(address);
  await state("login-guest", page, async () => page.fill("#g-name", "Alice"), nothing);
  await state("login-renamed", page, async () => {
    await page.reload();
    await page.fill("#g-name", "alice");
    await page.click("#p-guest .primary");
    await page.waitForSelector("h2");
  });
  await page.reload();
  await page.click("#t-account");
  await page.fill("#a-name", "alice");
  await state("login-account", page, async () => page.fill("#a-pass", "tulipe"), nothing);
  await state(
    "login-wrong",
    page,
    async () => {
      await page.fill("#a-pass", "tulipe");
      await page.click("#p-account .primary");
      await page.waitForSelector("#a-pass-e");
    },
    nothing,
  );
  await page.click("#t-register");
  await state("login-register", page, nothing, nothing);
  await state(
    "login-taken",
    page,
    async () => {
      await page.fill("#r-name", "alice");
      await page.fill("#r-pass", PUPIL);
      await page.fill("#r-code", "TULIPE");
      await page.click("#p-register .primary");
      await page.waitForSelector("#r-name-e");
    },
    nothing,
  );
  await state(
    "login-code",
    page,
    async () => {
      await page.fill("#r-name", "noé");
      await page.fill("#r-code", "TUILPE");
      await page.click("#p-register .primary");
      await page.waitForSelector("#r-code-e");
    },
    nothing,
  );
  await page.context().close();
  const martin = await LineClient.account(server.port, PROF, PASSWORD);
  martin.send({ type: "passwd", user: "alice", password: "canard-42-tulipe", must_change: true });
  await new Promise((done) => setTimeout(done, 500));
  const change = await gate(address);
  await change.click("#t-account");
  await change.fill("#a-name", "alice");
  await change.fill("#a-pass", "canard-42-tulipe");
  await change.keyboard.press("Enter");
  await state("login-change", change, async () => change.waitForSelector("#c-pass"), nothing);
  await change.context().close();
  await server.end("SIGKILL");

  const first = new Server(join(WORK, "first"), CLASS);
  certify(first);
  await first.start();
  const visit = await gate(`http://127.0.0.1:${first.port}/`);
  await state("login-guest0", visit, nothing, nothing);
  await visit.locator(".label-card .quiet").click();
  await visit.fill("#f-code", "K7QM-4TXD").catch((error) => missed.push(`first: ${error}`));
  await visit.fill("#f-name", "martin").catch(nothing);
  await state("login-first", visit, nothing, nothing);
  await state(
    "login-firstcode",
    visit,
    async () => {
      await visit.fill("#f-pass", PASSWORD);
      await visit.click(".label-card .primary");
      await visit.waitForSelector("#f-code-e");
    },
    nothing,
  );
  await visit.context().close();
  const down = await gate(`http://127.0.0.1:${first.port}/`);
  await first.end("SIGKILL");
  await state("login-offline", down, async () => down.waitForSelector("h2"), nothing);
  await down.context().close();

  const full = new Server(join(WORK, "full"), `${CLASS}[limits]\nmax_connections = 4\n`);
  await full.start();
  const held = [];
  const page2 = await gate(`http://127.0.0.1:${full.port}/`, async (page) => {
    await page.route("**/app/main.js", async (route) => {
      while (held.length < 6) held.push(await LineClient.guest(full.port, `G${held.length}`).catch(() => null));
      await route.continue();
    });
  }).catch(() => null);
  if (page2) await state("login-full", page2, async () => page2.waitForSelector("h2"), nothing);
  await full.end("SIGKILL");

  // A teacher's account in clear: from an address that is not this machine's own.
  const clear = new Server(join(WORK, "clear"), `${CLASS}[access]\nallow = ["0.0.0.0/0"]\n`);
  clear.account(PROF, PASSWORD, "admin");
  certify(clear);
  clear.host = ADDRESS;
  await clear.start();
  const staff = await gate(`http://${ADDRESS}:${clear.port}/`);
  await staff.click("#t-account");
  await staff.fill("#a-name", PROF);
  await staff.fill("#a-pass", PASSWORD);
  await staff.click("#p-account .primary");
  await state("login-staff", staff, async () => staff.waitForSelector(".note.warm"), nothing);
  await staff.context().close();
  await clear.end("SIGKILL");
});

// ------------------------------------------------------------------------------------------------------------------------ the class
const LONG = readFileSync(new URL("./lines.mjs", import.meta.url), "utf8")
  .split("\n")
  .slice(7, 39)
  .join("\n");
const JAVA = `Moi je bloque ici, il y a une exception à la ligne 2 :
\`\`\`java
public void connecter(String hote, int port) throws IOException {
    socket = new Socket(hote, port);
    sortie = new PrintWriter(new OutputStreamWriter(
            socket.getOutputStream(), StandardCharsets.UTF_8), true);
    entree = new BufferedReader(new InputStreamReader(
            socket.getInputStream(), StandardCharsets.UTF_8));

    sortie.println("{\\"type\\":\\"login\\",\\"username\\":\\"chloe\\",\\"password\\":\\"" + mdp + "\\"}");
    String reponse = entree.readLine();
    if (reponse == null) throw new IOException("connexion fermée");
}
\`\`\``;

/** A server with a class that talks as in the drawings. */
async function lesson(folder) {
  const server = new Server(
    join(WORK, folder),
    `${LIMITS}[chat]\nclass = "BTS SIO 1 · B204"\nregistration = "code"\nregistration_code = "TULIPE"\n`,
  );
  server.account(PROF, PASSWORD, "admin");
  server.account("Nora", PASSWORD, "moderator");
  for (const name of ["Alice", "Ben", "Dora", "Hugo"]) server.account(name, PUPIL);
  await server.start();
  const prof = await LineClient.account(server.port, PROF, PASSWORD);
  for (const channel of ["#dev", "#projet-7", "#aide", "#lycée"]) prof.send({ type: "join", channel });
  prof.send({ type: "topic", ...GENERAL, topic: "TP 6 : un client en Java · à rendre vendredi 27 à 18 h" });
  prof.send({
    type: "announce",
    content:
      "Aujourd’hui : un client Java qui parle à ce serveur. Levez la main si vous êtes bloqués plus de cinq minutes.",
  });
  const pupils = {};
  const names =
    "Chloé Émile Farah Gaël Inès Jules Karim Lina Maël Oscar Paul Quentin Rania Sarah Théo Ugo Valentin Wassim Yanis Zoé";
  for (const name of names.split(" ")) pupils[name] = await LineClient.guest(server.port, name);
  pupils.Ben = await LineClient.account(server.port, "Ben", PUPIL);
  pupils.Nora = await LineClient.account(server.port, "Nora", PASSWORD);
  pupils.Gaël.send({ type: "status", state: "away" });
  pupils.Inès.send({ type: "status", state: "dnd" });
  const says = async (who, text, more = {}) => {
    const said = prof.lines.length;
    (pupils[who] ?? who).say(text, { ...GENERAL, ...more });
    return until(`the class hears ${text}`, () => prof.lines.slice(said).find((line) => line.content === text));
  };
  return { server, prof, pupils, says, address: `http://127.0.0.1:${server.port}/` };
}

async function talk({ prof, says }, page) {
  const first = await says("Ben", "Le serveur ne répond rien quand j’envoie mon login, c’est normal ?");
  void first;
  const asked = await says("Ben", "Voilà ce que j’envoie : `sortie.print(json); sortie.flush();`");
  const write = async (text) => {
    await page.fill("#say", text);
    await page.click('[aria-label="Envoyer"]');
    return until("it is heard", () => prof.lines.find((line) => line.content === text));
  };
  if (page) {
    await page.locator(".msg", { hasText: "Voilà ce que" }).hover();
    await page.locator(`.msg[data-id="${asked.id}"] [aria-label="Répondre"]`).click();
    const answered = await write("Il manque la fin de ligne : `println`, pas `print`.");
    prof.send({ type: "react", id: answered.id, emoji: "❤️" });
  }
  await says("Ben", "ah oui, ça marche ! Merci @Alice");
  await says("Chloé", JAVA);
  await says(
    "Farah",
    "eyJ0eXBlIjoibG9naW4iLCJ1c2VybmFtZSI6Im1heGVuY2UiLCJwYXNzd29yZCI6IjEyMzQiLCJ2ZXJzaW9uIjoiMS4wIiwiY2xpZW50IjoiU3dpbmcifQ==",
  );
  const gone = await says("Ugo", "une bêtise");
  prof.send({ type: "delete", id: gone.id });
  await says("Farah", "Vérifie l’adresse : chez moi c’était encore localhost.");
  if (page) {
    await write("Pareil, ça venait de là.");
    await write("Et le port : 12345.");
  }
  return write;
}

const act = async (page, text, narrow, more) => {
  const message = page.locator(".msg[data-id]", { hasText: text }).last();
  if (narrow) await message.locator(".said > p").last().click();
  else await message.hover();
  if (more) await message.locator(`[aria-label="${more}"]`).click();
};

await part("chat", async () => {
  const of = await lesson("chat");
  const { prof, pupils, says, server, address } = of;
  const page = await gate(address);
  await signIn(page, "Alice");
  await page.waitForSelector("#say");
  const at = async (narrow, name) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.locator("#nav a", { hasText: name }).click();
  };
  const tab = async (name, width) => {
    if (width < 1120) await page.click('[aria-controls="people"]');
    await page.click(`#tab-${name}`);
  };
  const untab = async () => {
    await page.keyboard.press("Escape");
    await page.click("#tab-people");
  };
  // What comes before the rest, so that these are seen.
  for (let n = 0; n < 3; n += 1) pupils.Karim.say(`dev ${n}`, { channel: "#dev" });
  await talk(of, page);
  for (const channel of ["#dev", "#projet-7"]) {
    await page.click('[aria-label="Rejoindre ou créer un salon"]');
    await page.click(`[aria-label="Rejoindre ${channel}"]`);
    await page.locator("h1", { hasText: channel.slice(1) }).waitFor();
  }
  await at(false, "général");
  for (const [channel, n] of [
    ["#dev", 3],
    ["#projet-7", 12],
  ])
    for (let i = 0; i < n; i += 1) prof.say(`${i}`, { channel });
  pupils.Ben.say("tu m’aides pour la suite ?", { subtype: "private", to: "Alice" });
  await page.locator("nav .count").nth(2).waitFor();
  await state("chat-general", page, nothing, nothing);
  await state(
    "chat-actions",
    page,
    async (narrow) => act(page, "Vérifie l’adresse", narrow),
    async () => page.keyboard.press("Escape"),
  );
  await state("chat-actionsmore", page, async (narrow) =>
    act(page, "Et le port", narrow, narrow ? undefined : "Autres actions"),
  );
  await state("chat-react", page, async (narrow) =>
    act(page, "Vérifie l’adresse", narrow, narrow ? undefined : "Réagir"),
  );
  await state(
    "chat-compose",
    page,
    async (narrow) => {
      await act(page, "Vérifie l’adresse", narrow, "Répondre");
      await page.fill("#say", "Essaie ça :");
      await page.click('[aria-label="Insérer du code"]');
      await page.fill("#say-code", 'try (Socket socket = new Socket("192.168.1.20", 12345)) {\n    lire(socket);\n}');
    },
    async () => {
      await page.click('[aria-label="Retirer le code"]');
      await page.click('[aria-label="Ne pas répondre"]').catch(() => page.locator(".tool .ib").first().click());
      await page.fill("#say", "");
    },
  );
  await state("chat-edit", page, async () => {
    await page.focus("#say");
    await page.keyboard.press("ArrowUp");
  });
  const offered = (name, typed, list) =>
    state(
      name,
      page,
      async () => {
        await page.fill("#say", "");
        await page.locator("#say").pressSequentially(typed);
        await page.waitForSelector(list);
      },
      async () => {
        await page.keyboard.press("Escape");
        await page.fill("#say", "");
      },
    );
  await offered("chat-mention", "Demande à @a", '[role="listbox"]');
  await offered("chat-slash", "/", "#o-slash");
  for (const who of ["Chloé", "Karim"]) pupils[who].send({ type: "hand", state: "up" });
  await new Promise((done) => setTimeout(done, 200));
  await state(
    "chat-hand",
    page,
    async () => {
      if ((await page.locator('.raise[aria-pressed="false"]').count()) > 0) await page.keyboard.press("F2");
      await page.waitForSelector('.raise[aria-pressed="true"]');
    },
    nothing,
  );
  await state("chat-people", page, async (_narrow, width) => tab("people", width), untab);
  await page.keyboard.press("F2");
  for (const who of ["Chloé", "Karim"]) pupils[who].send({ type: "hand", state: "down" });
  await state("chat-nav", page, async (narrow) => narrow && page.click('[aria-controls="nav"]'));
  await state("chat-card", page, async (_narrow, width) => {
    await tab("people", width);
    await page.locator("#people .person", { hasText: "Chloé" }).click();
    await page.waitForSelector(".menu.float");
  });
  await state("chat-me", page, async (narrow) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.click(".me .person");
    await page.waitForSelector(".own");
  });
  const own = async (narrow, text, wait) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.click(".me .person");
    await page.click(`.own >> text=${text}`);
    await page.waitForSelector(wait);
  };
  await state("chat-devices", page, async (narrow) => {
    await own(narrow, "Appareils connectés", ".dialog");
    await page.waitForTimeout(300);
  });
  await state("chat-password", page, async (narrow) => own(narrow, "Changer de mot de passe", "#p-old"));
  await state("chat-passwordwrong", page, async (narrow) => {
    await own(narrow, "Changer de mot de passe", "#p-old");
    await page.fill("#p-old", "faux");
    await page.fill("#p-new", "un-nouveau-mot");
    await page.click(".dialog .primary");
    await page.waitForSelector("#p-old-e");
  });
  const join = async (narrow) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.click('[aria-label="Rejoindre ou créer un salon"]');
    await page.locator(".dialog .item").nth(3).waitFor();
  };
  await state("chat-join", page, join);
  const create = async (narrow) => {
    await join(narrow);
    await page.locator(".dialog .btn", { hasText: "Créer" }).click();
    await page.waitForSelector("#cn");
  };
  await state("chat-create", page, create);
  await state("chat-exists", page, async (narrow) => {
    await create(narrow);
    await page.fill("#cn", "lycée");
    await page.click(".dialog .primary");
    await page.waitForSelector("#cn-e");
  });
  await state("chat-goto", page, async () => {
    await page.keyboard.press("Control+k");
    await page.waitForSelector("#go");
    await page.fill("#go", "a");
  });
  await state("chat-results", page, async () => {
    await page.locator('.bar [aria-label^="Chercher dans"]').click();
    await page.fill("#find", "println");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".hit mark");
  });
  await state("chat-noresults", page, async () => {
    await page.locator('.bar [aria-label^="Chercher dans"]').click();
    await page.fill("#find", "prinltn");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".empty");
  });
  await state(
    "chat-jumped",
    page,
    async () => {
      await page.locator('.bar [aria-label^="Chercher dans"]').click();
      await page.fill("#find", "login normal");
      await page.keyboard.press("Enter");
      await page.locator(".hit").first().click();
      await page.locator("text=Vous lisez les messages du").waitFor();
    },
    async () => page.click("text=Revenir à maintenant"),
  );
  // The poll.
  const QUESTION = {
    question: "Quelle fonction attend l’arrivée d’un client ?",
    answers: ["`bind`", "`accept`", "`connect`", "Je ne sais pas"],
  };
  prof.send({ type: "poll", ...GENERAL, ...QUESTION });
  await page.waitForSelector(".poll .opts");
  await state("chat-poll", page, nothing, nothing);
  await state(
    "chat-pollfolded",
    page,
    async () => page.click('.poll [aria-label="Plus tard"]').catch(() => page.locator(".poll .ib").click()),
    async () => page.locator(".poll .btn").click(),
  );
  await page.locator(".poll .btn", { hasText: "accept" }).click();
  await state("chat-answered", page, async () => page.locator("text=Réponse enregistrée").waitFor(), nothing);
  let n = 0;
  for (const one of Object.values(pupils))
    one.send({ type: "vote", choices: [[1, 2, 2, 2, 3, 4][(n += 1) % 6]], ...GENERAL });
  await new Promise((done) => setTimeout(done, 300));
  prof.send({ type: "poll_close", ...GENERAL });
  await page.waitForSelector(".bars");
  await state("chat-result", page, nothing, nothing);
  prof.send({
    type: "poll",
    ...GENERAL,
    several: true,
    question: "Lesquels de ces protocoles reposent sur TCP ?",
    answers: ["HTTP", "DNS en UDP", "DHCP", "SSH", "SMTP", "NTP", "ICMP", "FTP"],
  });
  await page.locator(".poll input").first().check();
  await page.locator(".poll input").nth(3).check();
  await state("chat-many", page, nothing, nothing);
  prof.send({ type: "poll_close", ...GENERAL, cancel: true });
  await page.locator(".poll").waitFor({ state: "detached" });
  // Questions.
  await state("chat-noquestions", page, async (_narrow, width) => tab("questions", width), untab);
  pupils.Zoé.say("/ask Faut-il fermer la socket avant le PrintWriter ?", GENERAL);
  pupils.Ben.send({ type: "ask", content: "Le TP compte-t-il pour l’épreuve E5 ?" });
  const mine = async (text) => {
    await page.click("#tab-questions");
    await page.fill("#ask", text);
    await page.click("text=Demander");
    await page.locator(".item", { hasText: text }).waitFor();
    await page.click("#tab-people");
  };
  await mine("Peut-on rendre le TP à deux ?");
  await state("chat-questions", page, async (_narrow, width) => tab("questions", width), untab);
  const mineAsked = await prof.heard((line) => line.type === "question" && /à deux/.test(line.content));
  prof.send({ type: "answered", id: mineAsked.id, answer: "Oui, à deux au plus." });
  await state("chat-answeredq", page, async (_narrow, width) => tab("questions", width), untab);
  prof.send({ type: "questions_box", open: false });
  // Silence and so on.
  prof.send({ type: "silence", state: "on", minutes: 25 });
  await page.locator(".dock >> text=Le professeur a suspendu").first().waitFor();
  await state("chat-silenced", page, nothing, nothing);
  prof.send({ type: "silence", state: "off" });
  await page.waitForSelector("#say");
  prof.send({ type: "mute", user: "Alice", minutes: 10 });
  await page.locator(".dock .note", { hasText: "muet" }).waitFor();
  await state("chat-muted", page, nothing, nothing);
  prof.send({ type: "unmute", user: "Alice" });
  await page.waitForSelector("#say");
  prof.send({ type: "channel", ...GENERAL, mode: "read_only" });
  await page.locator(".dock .note", { hasText: "lecture seule" }).waitFor();
  await state("chat-readonly", page, nothing, nothing);
  prof.send({ type: "channel", ...GENERAL, mode: "open" });
  await page.waitForSelector("#say");
  prof.send({ type: "slow", ...GENERAL, seconds: 300 });
  await page.locator(".dock >> text=un message toutes").waitFor();
  await page.fill("#say", "un message");
  await page.click('[aria-label="Envoyer"]');
  await page.locator(".dock .num", { hasText: "Encore" }).waitFor();
  await page.fill("#say", "Et si je mets flush() ?");
  await state("chat-slow", page, nothing, nothing);
  prof.send({ type: "slow", ...GENERAL, seconds: 0 });
  await page.fill("#say", "");
  // Code.
  await says("Chloé", `Tout le fichier :\n\`\`\`javascript\n${LONG}\n\`\`\``);
  await state(
    "chat-longcode",
    page,
    async () => page.locator("text=/Afficher les \\d+ lignes/").last().waitFor(),
    nothing,
  );
  // An empty channel.
  await join(false);
  await page.click('[aria-label="Rejoindre #aide"]');
  await page.locator("h1", { hasText: "aide" }).waitFor();
  await state("chat-empty", page, nothing, nothing);
  // A private conversation with somebody away.
  await at(false, "général");
  await page.fill("#say", "/msg Dora Tu peux m’envoyer ton compte rendu du TP 5 ?");
  await page.click('[aria-label="Envoyer"]');
  await page.locator("#nav a", { hasText: "Dora" }).waitFor();
  await at(false, "Dora");
  await page.fill("#say", "Je te rends ça ce soir.");
  await page.click('[aria-label="Envoyer"]');
  await page.locator("text=Dora n’est pas là").waitFor();
  await state("chat-private", page, nothing, nothing);
  await at(false, "général");
  // Scrolled up.
  for (let i = 1; i < 30; i += 1) await says("Lina", `Message ${i} du cours précédent, pour avoir de quoi lire.`);
  await state(
    "chat-scrolled",
    page,
    async () => {
      await page.evaluate(() => (document.querySelector("#messages").scrollTop -= 420));
      await page.waitForTimeout(200);
      for (let i = 0; i < 5; i += 1) await says("Lina", `nouveau ${Math.random()}`);
      await page.waitForSelector(".jump");
    },
    async () => page.click(".jump", { timeout: 2000 }).catch(nothing),
  );
  // The connection is lost.
  await page.fill("#say", "");
  await server.end("SIGKILL");
  await page.locator(".band", { hasText: "Connexion perdue" }).waitFor();
  await page.fill("#say", "Ça coupe chez vous aussi ?");
  await page.click('[aria-label="Envoyer"]');
  await page.waitForSelector(".msg.wait");
  await state("chat-offline", page, nothing, nothing);
  await server.start();
  await page.locator(".band", { hasText: "Connexion perdue" }).waitFor({ state: "detached", timeout: 30_000 });
  const again = await LineClient.account(server.port, PROF, PASSWORD);
  again.send({ type: "lesson", name: "TP" });
  await until("the lesson", () => again.lines.find((line) => line.type === "lesson" || line.lesson));
  again.send({ type: "lesson", end: true });
  await page.waitForTimeout(500);
  await state("chat-ended", page, nothing, nothing);
  again.send({ type: "kick", user: "Alice", reason: "à demain" });
  await state("chat-kicked", page, async () => page.waitForSelector("h2"), nothing);
  await server.end("SIGKILL");
});

// The other servers of the school, as the server would tell of them.
await part("chat-room", async () => {
  const { server, address } = await lesson("rooms");
  const shared = (line) => {
    const told = JSON.parse(line);
    for (const one of (told.type === "channels" && told.channels) || []) one.shared = one.name === "#lycée";
    return JSON.stringify(told);
  };
  const rooms = await gate(address, async (window) => {
    await window.routeWebSocket(/\/ws$/, (socket) => {
      const real = socket.connectToServer();
      window.socket = socket;
      socket.onMessage((message) => real.send(message));
      real.onMessage((message) => socket.send(shared(String(message))));
    });
  });
  await signIn(rooms, "Hugo");
  const from = (name, content, id) => ({
    type: "message",
    subtype: "global",
    to: "global",
    from: name,
    content,
    channel: "#lycée",
    timestamp: new Date().toISOString().slice(0, 23),
    id,
  });
  await rooms.click('[aria-label="Rejoindre ou créer un salon"]');
  await rooms.click('[aria-label="Rejoindre #lycée"]');
  await rooms.locator("h1", { hasText: "lycée" }).waitFor();
  const tell = (line) => rooms.socket.send(JSON.stringify(line));
  const names = (server, list) => list.map((name) => `${name}@${server}`);
  tell({
    type: "school",
    server: "salle204",
    came: names("salle204", ["alice", "Bilal", "Clément", "Élise", "Fanny", "Hector"]),
  });
  tell({ type: "school", server: "salle206", came: names("salle206", ["Anaïs", "Baptiste", "Mme Roux"]) });
  tell(from("alice@salle204", "Bonjour de la 204 : votre serveur Java accepte-t-il plusieurs clients ?", 90001));
  tell(from("Anaïs@salle206", "Chez nous oui, avec un thread par client.", 90002));
  tell(from("Ben", "Chez nous aussi, avec un Selector.", 90003));
  await state("chat-rooms", rooms, nothing, nothing);
  tell({ type: "school", server: "salle204", present: false });
  tell({
    type: "message",
    subtype: "system",
    from: "server",
    to: "global",
    channel: "#lycée",
    content: "salle204 ne répond plus : 28 personnes.",
    timestamp: new Date().toISOString().slice(0, 23),
  });
  await state("chat-roomlost", rooms, nothing, nothing);
  await rooms.context().close();
  await server.end("SIGKILL");
});

// A guest whose name is somebody's account when the connection is back.
await part("chat-renamed", async () => {
  const { server, address } = await lesson("renamed");
  const guest = await gate(address);
  await guest.fill("#g-name", "Mila");
  await guest.click(".primary");
  await guest.waitForSelector("#say");
  await server.end("SIGKILL");
  server.account("Mila", PUPIL);
  await server.start();
  await guest.locator(".band.renamed").waitFor({ timeout: 20_000 });
  await state("chat-renamed", guest, nothing, nothing);
  await server.end("SIGKILL");
});

await part("chat-limited", async () => {
  // Too many messages in a row: the server's own limit.
  const strict = new Server(join(WORK, "strict"), "[limits]\nmessages_per_second = 1\n");
  strict.account("Alice", PUPIL);
  await strict.start();
  const fast = await gate(`http://127.0.0.1:${strict.port}/`);
  await signIn(fast, "Alice");
  await fast.waitForSelector("#say");
  for (let i = 1; i < 80 && (await fast.locator(".msg.failed").count()) === 0; i += 1) {
    await fast.fill("#say", `vite ${i}`);
    await fast.keyboard.press("Enter");
  }
  await state("chat-limited", fast, async () => fast.waitForSelector(".msg.failed"), nothing);
  await strict.end("SIGKILL");
});

// ---------------------------------------------------------------------------------------------------------------------- the teacher
await part("teacher", async () => {
  const of = await lesson("teacher");
  const { prof, pupils, says, address } = of;
  const page = await gate(address);
  await signIn(page, PROF, PASSWORD);
  await page.waitForSelector(".composer");
  await talk(of, null);
  prof.send({ type: "lesson", name: "TP réseau" });
  const unfold = async (width) => {
    if (width < 1120) await page.click('[aria-controls="people"]');
    else if (await page.locator(".rail .ib").isVisible()) await page.locator(".rail .ib").click();
  };
  const fold = async () => {
    for (let n = 0; n < 3; n += 1) await page.keyboard.press("Escape");
    await page.locator('.panel [aria-label="Replier la classe"]').click({ timeout: 1500 }).catch(nothing);
  };
  const inPanel = (name, enter, leave) =>
    state(
      `teacher-${name}`,
      page,
      async (narrow, width) => {
        await unfold(width);
        await enter?.(narrow, width);
      },
      async (narrow) => {
        await leave?.(narrow);
        await fold();
      },
    );
  await state("teacher-general", page, nothing, nothing);
  await state(
    "teacher-announce",
    page,
    async () => {
      await page.click(".composer .raise");
      await page.fill("#an", "Pause de dix minutes : on reprend à 10:40 avec la correction du TP 5.");
    },
    async () => page.getByRole("button", { name: "Ne pas annoncer" }).click(),
  );
  await state(
    "teacher-slash",
    page,
    async () => {
      await page.fill("#say", "");
      await page.locator("#say").pressSequentially("/");
      await page.waitForSelector("#o-slash");
    },
    async () => {
      await page.keyboard.press("Escape");
      await page.fill("#say", "");
    },
  );
  await state("teacher-channelmenu", page, async () =>
    page.getByRole("button", { name: "Salon", exact: true }).click(),
  );
  const channel = async () => {
    await page.getByRole("button", { name: "Salon", exact: true }).click();
    await page.getByRole("menuitem", { name: /^Sujet/ }).click();
    await page.waitForSelector("#ch-t");
  };
  await state("teacher-channel", page, channel);
  await state("teacher-clear", page, async () => {
    await channel();
    await page.getByText("Vider le salon").click();
    await page.getByRole("button", { name: /^Effacer \d+ messages$/ }).waitFor();
  });
  await state("teacher-actions", page, async (narrow) =>
    act(page, "Vérifie l’adresse", narrow, narrow ? undefined : "Autres actions"),
  );
  for (const name of ["Chloé", "Émile", "Karim"]) {
    pupils[name].send({ type: "hand", state: "up" });
    await new Promise((done) => setTimeout(done, 100));
  }
  pupils.Zoé.say("/ask Faut-il fermer la socket avant le PrintWriter ?", GENERAL);
  pupils.Ben.send({ type: "ask", content: "Le TP compte-t-il pour l’épreuve E5 ?" });
  await page.waitForTimeout(300);
  await inPanel("panel", async () => page.click("#tab-people"));
  await inPanel(
    "controls",
    async (narrow) => narrow && page.click("#people .sum"),
    async (narrow) =>
      narrow && page.evaluate(() => document.querySelector('#people .sum[aria-expanded="true"]')?.click()),
  );
  await inPanel("menu", async () => {
    await page.locator("#people tr", { hasText: "Ben" }).locator("button.person").click();
    await page.waitForSelector(".menu.float");
  });
  await inPanel(
    "undo",
    async () => {
      const row = page.locator("#people tr", { hasText: "Jules" });
      await row.hover();
      await row.getByRole("button", { name: /^Rendre muet/ }).click();
      await page.locator(".toast").waitFor();
      await page.mouse.move(5, 5);
    },
    async () => page.locator(".toast .btn").click(),
  );
  prof.send({ type: "mute", user: "Jules" });
  await page.reload();
  await page.waitForSelector(".composer");
  await inPanel("muted", async () => page.locator("#people tr", { hasText: "Jules" }).getByText("muet").waitFor());
  await inPanel("hands", async () => page.click("#tab-hands"));
  for (const name of ["Chloé", "Émile", "Karim"]) pupils[name].send({ type: "hand", state: "down" });
  await inPanel("nohands", async () => {
    await page.click("#tab-hands");
    await page.getByText("Aucune main levée").waitFor();
  });
  prof.send({ type: "silence", state: "on", minutes: 25 });
  await page.waitForTimeout(300);
  await inPanel("silence", async () => page.click("#tab-people"));
  await state("teacher-silencefolded", page, nothing, nothing);
  prof.send({ type: "silence", state: "off" });
  await inPanel("poll", async () => {
    await page.click("#tab-poll");
    await page.fill("#pq", "Quelle fonction attend l’arrivée d’un client ?");
    await page.getByLabel("Réponse A", { exact: true }).fill("`bind`");
    await page.getByLabel("Réponse B", { exact: true }).fill("`accept`");
  });
  await inPanel("draft8", async () => {
    await page.click("#tab-poll");
    await page.fill("#pq", "Lesquels de ces protocoles reposent sur TCP ?");
    const answers = ["HTTP", "DNS en UDP", "DHCP", "SSH", "SMTP", "NTP", "ICMP", "FTP"];
    for (const [index, answer] of answers.entries()) {
      const field = page.getByLabel(`Réponse ${"ABCDEFGH"[index]}`, { exact: true });
      if ((await field.count()) === 0) await page.getByText("Ajouter une réponse").click();
      await field.fill(answer);
    }
  });
  prof.send({
    type: "poll",
    ...GENERAL,
    question: "Quelle fonction attend l’arrivée d’un client ?",
    answers: ["`bind`", "`accept`", "`connect`", "Je ne sais pas"],
  });
  let n = 0;
  for (const one of Object.values(pupils).slice(0, 18))
    one.send({ type: "vote", choices: [[1, 2, 2, 2, 3, 4][(n += 1) % 6]], ...GENERAL });
  await inPanel("polling", async () => {
    await page.click("#tab-poll");
    await page.getByText("Terminer et montrer").waitFor();
  });
  prof.send({ type: "poll_close", ...GENERAL });
  await inPanel("polled", async () => {
    await page.click("#tab-poll");
    await page.locator("#panel-poll .bars").waitFor();
  });
  await inPanel("questions", async () => page.click("#tab-questions"));
  const asked = await prof.heard((line) => line.type === "question");
  prof.send({ type: "answered", id: asked.id, answer: "Non : fermer le PrintWriter ferme la socket." });
  await inPanel("answered", async () => {
    await page.click("#tab-questions");
    await page.getByText(/Répondues \(1\)/).click();
  });
  for (const line of prof.lines.filter((line) => line.type === "question"))
    prof.send({ type: "answered", id: line.id });
  await inPanel("noquestions", async () => page.click("#tab-questions"));
  const place = async (narrow, name) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.locator("#nav").getByText(name).click();
    await page.locator(".main .page").first().waitFor();
    await page.waitForTimeout(500);
  };
  await state("teacher-nav", page, async (narrow) => narrow && page.click('[aria-controls="nav"]'));
  await state("teacher-attendance", page, (narrow) => place(narrow, "Appel"), nothing);
  prof.send({ type: "lesson", end: true });
  await page.waitForTimeout(300);
  await page.reload();
  await page.waitForSelector(".composer");
  await state("teacher-lesson", page, (narrow) => place(narrow, "Appel"), nothing);
  await state(
    "teacher-past",
    page,
    async (narrow) => {
      await place(narrow, "Appel");
      await page.getByRole("tab", { name: "Jours passés" }).click();
      await page.locator(".days tr").nth(1).waitFor();
    },
    nothing,
  );
  await state("teacher-accounts", page, (narrow) => place(narrow, "Comptes"), nothing);
  const menuOf = async (item) => {
    await page.getByRole("button", { name: "Autres actions pour Ben" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await state("teacher-account", page, async (narrow) => {
    await place(narrow, "Comptes");
    await page.getByRole("button", { name: "Autres actions pour Ben" }).click();
  });
  await state(
    "teacher-reset",
    page,
    async (narrow) => {
      await place(narrow, "Comptes");
      await page.getByRole("button", { name: "Nouveau mot de passe pour Dora" }).click();
      await page.locator(".note.good .mono").waitFor();
    },
    nothing,
  );
  await state("teacher-erase", page, async (narrow) => {
    await place(narrow, "Comptes");
    await menuOf("Effacer le compte");
  });
  await state("teacher-rename", page, async (narrow) => {
    await place(narrow, "Comptes");
    await menuOf("Renommer");
  });
  await state(
    "teacher-export",
    page,
    async (narrow) => {
      await place(narrow, "Comptes");
      await menuOf("Exporter ses données");
      await page.getByText("Les données de Ben sont prêtes").waitFor();
    },
    async () => {
      await page.locator(".note.good").getByText("Fermer").click();
    },
  );
  const list = `Nom;Prénom;Classe\r\n${"MARTIN;Léa DURAND;Hélène BENALI;Yacine CARON;Jules DUBOIS;Inès FAURE;Noé GIRARD;Lou HENRY;Tom LEROY;Zoé MOREL;Léo PETIT;Ben ROUX;Ana"
    .split(" ")
    .map((one) => `${one};SIO1`)
    .join("\r\n")}\r\n;;SIO1\r\n`;
  const bring = async () => {
    await page.setInputFiles("#list-file", {
      name: "sio1-pronote.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(list, "latin1"),
    });
    await page.getByText(/comptes créés/).waitFor();
    await page.getByText(/Imprimer les/).waitFor({ timeout: 20_000 });
  };
  await place(false, "Comptes");
  await bring().catch((error) => missed.push(`import: ${error}`));
  await state("teacher-import", page, async () => page.getByText(/Imprimer les/).waitFor(), nothing);
  if (wanted("print-slips")) {
    const [sheet] = await Promise.all([page.context().waitForEvent("page"), page.getByText(/Imprimer les/).click()]);
    await sheet.locator(".slip").first().waitFor();
    await state("print-slips-only", sheet, nothing, nothing);
    await sheet.emulateMedia({ media: "print" });
    await state("print-slips-paper", sheet, nothing, nothing);
    await sheet.close();
  }
  await state("teacher-server", page, (narrow) => place(narrow, "Serveur"), nothing);
  await state("teacher-me", page, async (narrow) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.click(".me .person");
    await page.waitForSelector(".own");
  });
  await state("teacher-create", page, async (narrow) => {
    if (narrow) await page.click('[aria-controls="nav"]');
    await page.click('[aria-label="Rejoindre ou créer un salon"]');
    await page.locator(".dialog .btn", { hasText: "Créer" }).click();
    await page.waitForSelector("#cn");
  });
  // The board is another window of the same browser.
  if (!ONLY || /board/.test(ONLY)) {
    await page.locator("#nav a", { hasText: "général" }).click();
    await unfold(1280);
    await page.click("#tab-poll");
    if (await page.getByText("Nouveau sondage").isVisible()) await page.getByText("Nouveau sondage").click();
    const board = await page.context().newPage();
    await board.goto(new URL("/board.html", address).href);
    await board.locator(".fig.mono", { hasText: "TULIPE" }).waitFor();
    const fits = async () => {
      await board.evaluate(() => dispatchEvent(new Event("resize")));
    };
    await state("board-welcome", board, fits, nothing);
    for (const name of ["Chloé", "Émile", "Karim", "Farah", "Zoé"]) {
      pupils[name].send({ type: "hand", state: "up" });
      await new Promise((done) => setTimeout(done, 100));
    }
    await board.locator(".queue li").nth(4).waitFor();
    await state("board-hands", board, nothing, nothing);
    prof.send({
      type: "poll",
      ...GENERAL,
      question: "Quelle fonction attend l’arrivée d’un client ?",
      answers: ["`bind`", "`accept`", "`connect`", "Je ne sais pas"],
    });
    for (const one of Object.values(pupils).slice(0, 18))
      one.send({ type: "vote", choices: [[1, 2, 2, 2, 3, 4][(n += 1) % 6]], ...GENERAL });
    await board.locator(".items", { hasText: "accept" }).waitFor();
    await board.waitForTimeout(500);
    await state("board-poll", board, nothing, nothing);
    prof.send({ type: "poll_close", ...GENERAL });
    await board.locator(".bar-line").first().waitFor();
    await state("board-result", board, nothing, nothing);
    prof.send({
      type: "poll",
      ...GENERAL,
      several: true,
      question: "Lesquels de ces protocoles reposent sur TCP ?",
      answers: ["HTTP", "DNS en UDP", "DHCP", "SSH", "SMTP", "NTP", "ICMP", "FTP"],
    });
    await board.locator(".items.many").waitFor();
    await state("board-eight", board, nothing, nothing);
    prof.send({ type: "poll_close", ...GENERAL, cancel: true });
    await page.bringToFront();
    await page.click(".composer .raise");
    await page.fill("#an", "Pause de dix minutes : on reprend à 10:40 avec la correction du TP 5.");
    await page.getByRole("button", { name: "Annoncer", exact: true }).click();
    await board.locator(".words").waitFor();
    await state("board-said", board, nothing, nothing);
  }
  await says("Ben", "fin");
});

await browser.close();
for (const one of missed) console.log(`missed: ${one}`);
process.exit(missed.length === 0 ? 0 : 1);
