// A server of one's own for a run in the browser: its folder, its address, accounts, and an end by `kill -9`.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const binary = process.env.CLASSCORD ?? "classcord";

/** Waits until a condition holds, or fails after `ms`. */
export async function until(what, condition, ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

export class Server {
  constructor(folder, settings = "") {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.settings = settings;
    /** Where it listens: on the loopback, if nothing else is said before it starts. */
    this.host = "127.0.0.1";
    this.port = 0;
  }

  async start() {
    const listen = `listen = ["${this.host}:${this.port}"]\n`;
    writeFileSync(join(this.folder, "classcord.toml"), listen + this.settings);
    const log = join(this.folder, "log");
    writeFileSync(log, "");
    this.process = spawn(binary, ["--config", "classcord.toml", "--data-dir", "data"], {
      cwd: this.folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    this.process.stderr.on("data", (text) => {
      said += text;
    });
    await until("the server is ready", () => {
      if (this.process.exitCode !== null) throw new Error(`the server ended: ${said}`);
      return / ready /.test(said);
    });
    this.port = Number(/listening on [\d.]+:(\d+)/.exec(said)[1]);
  }

  /** An account, before the server starts. @param {string} name @param {string} password @param {string} [role] */
  account(name, password, role = "user") {
    const made = spawnSync(binary, ["user", "--data-dir", "data", "add", name, "--role", role], {
      cwd: this.folder,
      input: `${password}\n`,
      encoding: "utf8",
    });
    if (made.status !== 0) throw new Error(`no account for ${name}: ${made.stdout}${made.stderr}`);
  }

  async end(signal = "SIGTERM") {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill(signal);
    await ended;
  }

  log() {
    return readFileSync(join(this.folder, "log"), "utf8");
  }
}
