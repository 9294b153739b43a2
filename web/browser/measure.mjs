// What the page costs a browser, in a real Chromium against a real server: how much a first visit loads and when it paints, how long the
// browser is kept busy with 5,000 messages in view, and what a tab has grown to after an hour of class, played faster.
// bench/page.sh starts it and puts the table into BENCH.md.
//
// CLASSCORD: the server; CHROMIUM: the browser; WORK: a folder for the run; FILES: see chromium.mjs; MESSAGES, MINUTES: other sizes;
// WHY=1 also says which functions the longest tasks ran.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, open } from "./chromium.mjs";
import { LineClient } from "./lines.mjs";
import { Server } from "./server.mjs";

const MESSAGES = Number(process.env.MESSAGES ?? 5000);
const MINUTES = Number(process.env.MINUTES ?? 60);
/** How much slower than this machine a pupil's device is. */
const SLOWER = 4;
const LOADS = 7;
const GENERAL = { channel: "#général" };
const PUPILS = 30;

const server = new Server(
  join(process.env.WORK, "measure"),
  [
    "[limits]",
    "messages_per_second = 1000",
    "lines_per_second = 5000",
    "connections_per_minute = 100000",
    "connections_per_minute_per_address = 100000",
    "",
  ].join("\n"),
);
server.account("Alice", "tulipe-et-canard");
server.account("Prof", "un-mot-de-passe-long", "admin");
await server.start();
const browser = await launch();
const address = `http://127.0.0.1:${server.port}/`;
const middle = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];

const WORDS =
  "le client envoie une ligne de texte et le serveur répond tout de suite sauf si la socket est fermée avant la fin".split(
    " ",
  );
const CODE = `Moi je bloque ici :
\`\`\`java
public void connecter(String hote, int port) throws IOException {
    socket = new Socket(hote, port);
    sortie = new PrintWriter(socket.getOutputStream(), true);
    sortie.println(json);
}
\`\`\``;

/** What a class says: mostly a line, now and then code, a name or a link. @param {number} n */
function text(n) {
  if (n % 25 === 7) return CODE;
  const words = Array.from({ length: 3 + ((n * 7) % 18) }, (_, at) => WORDS[(n * 5 + at * 3) % WORDS.length]).join(" ");
  if (n % 11 === 3) return `@Alice ${words}`;
  return n % 17 === 5 ? `${words} http://exemple.fr/tp/${n} \`println\`` : words;
}

async function signIn(page, name = "Alice", password = "tulipe-et-canard") {
  await page.click("#t-account");
  await page.fill("#a-name", name);
  await page.fill("#a-pass", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#say");
}

/** What a visit took: the first paint and when there is something to type into (ms), and what came over the network. */
const visit = () =>
  new Promise((done) => {
    const all = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
    const bytes = all.reduce((sum, one) => sum + one.encodedBodySize, 0);
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntriesByName("first-contentful-paint"))
        done({ paint: startTime, form: window.formAt, bytes, files: all.length });
    }).observe({ type: "paint", buffered: true });
  });

/** Clicks by the mouse alone: Playwright's own way has the browser lay out the page several times in the task of the click. */
async function press(page, target) {
  const { x, y, width, height } = await target.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForTimeout(100);
  await page.mouse.down();
  await page.mouse.up();
}

/** Tasks of more than 50 ms, which the browser itself notes, from now on. */
async function watchTasks(page) {
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) window.tasks.push(one.duration);
    }).observe({ type: "longtask" });
  });
}

/** Those since the last question. */
const longTasks = async (page) => {
  // The browser tells of a task behind its end.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  return page.evaluate(() => window.tasks.splice(0));
};

/** How a run of tasks is said in the table. */
const said = (tasks) =>
  tasks.length === 0 ? "none" : `${tasks.length}, the longest ${Math.round(Math.max(...tasks))} ms`;

const rows = [];
const row = (what, reached, goal) => {
  rows.push(`| ${what} | ${reached} | ${goal} |`);
  console.error(`${what}: ${reached} (${goal})`);
};

// The first visit.

{
  const visits = [];
  const again = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await open(browser, address);
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector("#g-name")) return;
        window.formAt = performance.now();
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    for (const all of [visits, again]) {
      await page.goto(address);
      await page.waitForSelector("#g-name");
      await page.waitForLoadState("networkidle");
      all.push(await page.evaluate(visit));
    }
    await page.context().close();
  }
  const bare = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await open(browser, address);
    await page.route("**/*", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>x</title><h1>ClassCord</h1>" }),
    );
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.goto(address);
    bare.push(await page.evaluate(visit));
    await page.context().close();
  }
  const { bytes, files } = visits[0];
  const ms = (all, what) => Math.round(middle(all.map((one) => one[what])));
  row("a first visit loads, in KB (and requests)", `${(bytes / 1000).toFixed(1)} (${files})`, "80");
  row(`first paint on a processor ${SLOWER} times slower, in ms`, ms(visits, "paint"), "150");
  row("the same of a page that is one line, by which this machine is to be judged", ms(bare, "paint"), "-");
  row("when the form is there", ms(visits, "form"), "-");
  row("first paint and form of the next visit", `${ms(again, "paint")}, ${ms(again, "form")}`, "-");
}

// Many messages in view.

const pupils = [];
for (let n = 0; n < PUPILS; n += 1) pupils.push(await LineClient.guest(server.port, `Élève ${n}`));
for (let n = 0; n < MESSAGES; n += 1) {
  pupils[n % PUPILS].say(text(n), { ...GENERAL, ack: n });
  if (n % 200 === 199) await pupils[n % PUPILS].heard((line) => line.ack === n);
}
await pupils[(MESSAGES - 1) % PUPILS].heard((line) => line.ack === MESSAGES - 1);
for (const client of pupils) client.lines.length = 0;

const page = await open(browser, address);
await page.goto(address);
await signIn(page);
await page.waitForSelector(".msg");
const cdp = await page.context().newCDPSession(page);
if (process.env.WHY) {
  await cdp.send("Profiler.enable");
  await cdp.send("Profiler.setSamplingInterval", { interval: 500 });
}

/** Does something and says how long its tasks were. */
async function phase(what, run, of = page) {
  await of.evaluate(() => window.tasks.splice(0));
  if (process.env.WHY) await cdp.send("Profiler.start");
  await run();
  const tasks = await longTasks(of);
  if (process.env.WHY) why((await cdp.send("Profiler.stop")).profile);
  row(what, said(tasks), "none");
}

/** The functions that took most of the time, by themselves. */
function why({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const times = new Map();
  for (const [at, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    const name = `${functionName || "?"} ${url.split("/").slice(3).join("/")}:${lineNumber}`;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[at]);
  }
  const most = [...times].sort((one, other) => other[1] - one[1]).slice(0, 14);
  for (const [name, us] of most) console.error(`      ${(us / 1000).toFixed(1)} ms ${name}`);
}

await watchTasks(page);
/** Slows the processor down, or no more. @param {number} rate */
const slow = (rate) => cdp.send("Emulation.setCPUThrottlingRate", { rate });
const oldest = () => page.evaluate(() => Number(document.querySelector(".talk .msg[data-id]")?.dataset.id));
/** How many messages are in the document, and how many nodes. */
async function counted() {
  await cdp.send("HeapProfiler.collectGarbage");
  const { nodes } = await cdp.send("Memory.getDOMCounters");
  return [await page.evaluate(() => document.querySelectorAll(".talk .msg").length), nodes];
}
await slow(SLOWER);
await phase(
  `tasks over 50 ms while ${MESSAGES.toLocaleString("en")} messages are read upwards, ${SLOWER} times slower`,
  async () => {
    const end = Date.now() + 300_000;
    for (let still = 0; still < 3;) {
      if (Date.now() > end) throw new Error("the oldest message does not come");
      const before = await oldest();
      // By itself, and not by Playwright's own way, which takes longer than the page.
      await page.evaluate(
        () =>
          new Promise((done) => {
            document.querySelector("#messages").scrollTop = 0;
            requestAnimationFrame(() => setTimeout(done));
          }),
      );
      if ((await oldest()) < before) still = 0;
      else if (await page.evaluate(() => document.querySelector("#messages").scrollTop === 0)) {
        await page.waitForTimeout(200);
        still += (await oldest()) === before ? 1 : 0;
      }
    }
  },
);
const [drawn, nodes] = await counted();
await page.click(".jump");
await page.waitForTimeout(2000);
await phase("the same while 200 more come, 50 in a second", async () => {
  for (let n = 0; n < 200; n += 1) {
    pupils[n % PUPILS].say(text(n), GENERAL);
    await page.waitForTimeout(20);
  }
});
pupils[0].send({ type: "join", channel: "#dev" });
for (let n = 0; n < 250; n += 1) pupils[0].say(text(n), { channel: "#dev", ack: `dev ${n}` });
await pupils[0].heard((line) => line.ack === "dev 249");
await page.fill("#say", "/join #dev");
await page.keyboard.press("Enter");
await page.locator("h1", { hasText: "dev" }).waitFor();
await page.waitForTimeout(2000);
await phase("the same while one goes to another channel of 250 messages and back, three times", async () => {
  for (let n = 0; n < 6; n += 1) {
    await page.keyboard.press("Alt+ArrowDown");
    await page.waitForTimeout(1000);
  }
});
await phase("the same while one searches, and reads on in what is found", async () => {
  await page.click('[aria-label^="Chercher dans"]');
  await page.fill("#find", "socket");
  await page.keyboard.press("Enter");
  await page.locator(".hit").first().waitFor();
  await page.locator("li > .btn.quiet").click();
  await page.waitForFunction(() => document.querySelectorAll(".hit").length > 50);
});
await page.keyboard.press("Escape");
await page.waitForTimeout(1000);
await slow(1);
row("messages in the document then, and its nodes", `${drawn}, ${nodes.toLocaleString("en")}`, "-");
await phase("while 200 more come, 20 in a second, and 20 people come and go", async () => {
  for (let n = 0; n < 200; n += 1) {
    pupils[n % PUPILS].say(text(n), GENERAL);
    if (n % 10 === 0) (await LineClient.guest(server.port, `Passant ${n}`)).end();
    await page.waitForTimeout(50);
  }
});
await phase("while one writes 120 letters and sends them", async () => {
  await page.focus("#say");
  await page.keyboard.type(text(8).repeat(2).slice(0, 120), { delay: 20 });
  await page.keyboard.press("Enter");
  await page.waitForTimeout(300);
});
await phase("while one scrolls a tenth of it by the wheel, and moves over messages", async () => {
  await page.mouse.move(600, 400);
  for (let n = 0; n < 100; n += 1) {
    await page.mouse.wheel(0, -300);
    await page.waitForTimeout(16);
    if (n % 10 === 0) await page.mouse.move(500 + n, 300 + n);
  }
});
await page.context().close();

// The teacher, with twice as many pupils.

{
  const many = [...pupils];
  while (many.length < 2 * PUPILS) many.push(await LineClient.guest(server.port, `Élève ${many.length}`));
  const teacher = await open(browser, address);
  await teacher.addInitScript(() => localStorage.setItem("classcord.folded", "false"));
  await teacher.goto(address);
  await teacher.waitForSelector("#g-name");
  await watchTasks(teacher);
  await (await teacher.context().newCDPSession(teacher)).send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await phase(
    `tasks over 50 ms while the teacher of ${many.length} pupils signs in, ${SLOWER} times slower`,
    async () => {
      await signIn(teacher, "Prof", "un-mot-de-passe-long");
      await teacher.waitForSelector(".teacher .panel [role=tab]");
      await teacher.waitForTimeout(3000);
    },
    teacher,
  );
  await phase(
    "the same while the pupils raise hands and change their state",
    async () => {
      for (const client of many) client.send({ type: "hand", state: "up" });
      await teacher.waitForTimeout(2000);
      for (const client of many) client.send({ type: "status", state: "away" });
      await teacher.waitForTimeout(2000);
    },
    teacher,
  );
  await phase(
    "the same while the teacher opens each tab of the panel, and each place",
    async () => {
      for (const tab of await teacher.locator(".panel [role=tab]").all()) {
        await press(teacher, tab);
        await teacher.waitForTimeout(1000);
      }
      for (const place of ["roll", "accounts", "server"]) {
        await press(teacher, teacher.locator(`#nav [href="#~${place}"]`));
        await teacher.locator(".main .page").first().waitFor();
        await teacher.waitForTimeout(1500);
      }
    },
    teacher,
  );
  for (const client of many.slice(PUPILS)) client.end();
  await teacher.context().close();
}

// An hour of class in a tab that stays open.

{
  const tab = await open(browser, address);
  await tab.goto(address);
  await signIn(tab);
  const meter = await tab.context().newCDPSession(tab);
  const before = await memory(meter);
  let n = 0;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    // In a minute of a lively class: each pupil says something, some react, two come and go, hands go up and down.
    for (const [index, client] of pupils.entries()) {
      n += 1;
      client.say(text(n), GENERAL);
      if (index % 10 === 0) client.send({ type: "hand", state: minute % 2 === 0 ? "up" : "down" });
      if (index % 6 === 0) client.send({ type: "status", state: minute % 2 === 0 ? "away" : "online" });
    }
    for (let one = 0; one < 2; one += 1) (await LineClient.guest(server.port, `Passant ${minute} ${one}`)).end();
    await tab.waitForTimeout(250);
    for (const client of pupils) client.lines.length = 0;
  }
  await tab.waitForTimeout(1000);
  const after = await memory(meter);
  const mega = (bytes) => (bytes / 1_000_000).toFixed(1);
  row(
    `the heap of a tab before and after ${MINUTES} minutes of class (${(MINUTES * PUPILS).toLocaleString("en")} messages), in MB`,
    `${mega(before.heap)}, ${mega(after.heap)}`,
    "-",
  );
  row("its nodes", `${before.nodes.toLocaleString("en")}, ${after.nodes.toLocaleString("en")}`, "-");
  row("memory of its process that is its own, in MB", `${mega(before.own)}, ${mega(after.own)}`, "-");
  await tab.context().close();
}

/** What a tab holds, once what is of no use is collected. */
async function memory(meter) {
  for (let n = 0; n < 3; n += 1) await meter.send("HeapProfiler.collectGarbage");
  const { usedSize } = await meter.send("Runtime.getHeapUsage");
  const { nodes } = await meter.send("Memory.getDOMCounters");
  const all = await (await browser.newBrowserCDPSession()).send("SystemInfo.getProcessInfo");
  const pids = all.processInfo.filter((one) => one.type === "renderer").map((one) => one.id);
  // Of several the one with the page is the largest.
  const own = Math.max(
    ...pids.map((pid) => {
      const map = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      return Number(/^Private_Dirty:\s+(\d+) kB/m.exec(map)[1]) * 1024;
    }),
  );
  return { heap: usedSize, nodes, own };
}

await browser.close();
for (const client of pupils) client.end();
await server.end("SIGKILL");
console.log(`| the page in ${browser.version()} | reached | goal |\n| --- | --: | --: |\n${rows.join("\n")}`);
