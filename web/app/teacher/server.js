// The server ("Serveur"): how it is, the end of its log, and reading its configuration again.

import { Refusal } from "../protocol.js";
import { html, Icon, useEffect, useRef, useShared, useState } from "../view/html.js";
import { clock, lang, spaced, w } from "../words.js";
import { order } from "./acts.js";
import { PlaceBar } from "./place.js";

/** How often it is asked. */
const EVERY_MS = 10_000;
/** Lines of the log that are shown, and all of them that can be. */
const FEW = 8;
const MANY = 200;

/** A number as the language writes it. @param {number} value @param {number} [digits] */
const number = (value, digits = 0) =>
  value.toLocaleString(lang() === "fr" ? "fr-FR" : "en-GB", { maximumFractionDigits: digits });

/** A time that has passed, in words. @param {number} seconds */
export function span(seconds) {
  if (seconds < 120) return w("spanSeconds", Math.floor(seconds));
  if (seconds < 7200) return w("spanMinutes", Math.floor(seconds / 60));
  if (seconds < 172_800) return w("spanHours", Math.floor(seconds / 3600));
  return w("spanDays", Math.floor(seconds / 86_400));
}

/** How much of one processor was used between two answers, in hundredths: since the start, of the first. @param {Record<string, any>} before @param {Record<string, any>} now */
export const loadBetween = (before, now) =>
  Math.max(0, Number(now.cpu_ms) - before.cpu_ms) / Math.max(1, Number(now.uptime_s) - before.uptime_s) / 10;

/** @param {{state: import("../types.js").State}} props */
export function ServerPlace({ state }) {
  const { session } = useShared();
  const [stats, setStats] = useState(/** @type {Record<string, any> | null} */ (null));
  const [load, setLoad] = useState(0);
  const before = useRef({ cpu_ms: 0, uptime_s: 0 });
  const [log, setLog] = useState(/** @type {string[]} */ ([]));
  const [all, showAll] = useState(false);
  const [failed, fail] = useState("");
  const admin = state.me?.role === "admin";
  const read = async () => {
    try {
      const now = await session.ask({ type: "stats" });
      setStats(now);
      setLoad(loadBetween(before.current, now));
      before.current = { cpu_ms: Number(now.cpu_ms), uptime_s: Number(now.uptime_s) };
      if (admin) setLog((await session.ask({ type: "log", lines: all ? MANY : FEW })).lines);
      fail("");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(spaced(error.text) || w("noAnswer"));
    }
  };
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => clearInterval(timer);
  }, [all]);
  const reload = async () => {
    if (await order(session, { type: "reload" })) session.toast({ text: w("reloaded") });
  };
  const counters = stats?.counters ?? {};
  const said = Object.entries(counters)
    .filter(([name]) => name.startsWith("classcord_messages_total"))
    .reduce((sum, [, value]) => sum + Number(value), 0);
  const errors = Number(counters['classcord_storage_waits_total{end="failed"}'] ?? 0);
  return html`<${PlaceBar} state=${state} icon="server" title=${w("server")} hint=${location.host} />
    <section class="scroll" tabindex="0" role="region" aria-label=${w("server")}>
      <div class="page">
        ${
          failed
            ? html`<div class="note warm" role="alert"><${Icon} name="warn" /><p class="grow">${failed}</p></div>`
            : stats &&
              html`<div class=${errors > 0 ? "note warm" : "note good"}>
                <${Icon} name=${errors > 0 ? "warn" : "check"} />
                <p class="grow">
                  <b>${w(errors > 0 ? "notWell" : "allWell")}</b>${" "}
                  <span class="dim">${w("runningFor", span(Number(stats.uptime_s)))}</span>
                </p>
              </div>`
        }
        ${
          stats &&
          html`<dl class="tiles">
            <${Tile} name=${w("tileConnected")} value=${number(stats.connections)} more=${w("tilePeople", stats.people)} />
            <${Tile} name=${w("tileProcessor")} value=${w("percent", number(load, 1))} />
            <${Tile} name=${w("tileMemory")} value=${w("megabytes", number(Number(stats.rss_kib ?? 0) / 1024, 1))} />
            ${
              stats.disk_free_bytes !== null &&
              html`<${Tile}
                name=${w("tileDisk")}
                value=${w("gigabytes", number(Number(stats.disk_free_bytes) / 1e9, 1))}
                more=${w("tileFree")}
              />`
            }
            <${Tile}
              name=${w("tileBackup")}
              value=${stats.last_backup ? clock.time(String(stats.last_backup)) : "–"}
              more=${stats.last_backup ? clock.dayShort(String(stats.last_backup)) : w("tileNoBackup")}
            />
            <${Tile} name=${w("accounts")} value=${number(stats.accounts)} />
            <${Tile} name=${w("tileMessages")} value=${number(said)} more=${w("tileSinceStart")} />
            <${Tile} name=${w("tileSent")} value=${w("megabytes", number(Number(stats.bytes_sent ?? 0) / 1_048_576, 1))} />
            <${Tile} name=${w("tileVersion")} value=${stats.version} />
          </dl>`
        }
        ${
          admin &&
          html`<div class="row wrap">
              <button class="btn" type="button" onClick=${() => void reload()}>
                <${Icon} name="undo" small />${w("reloadIt")}
              </button>
            </div>
            <figure class="code">
              <figcaption>
                <span>${w("log")}</span
                ><button class="btn quiet" type="button" onClick=${() => showAll(!all)}>
                  ${w(all ? "logLess" : "logMore")}
                </button>
              </figcaption>
              <pre class="plain" tabindex="0" role="region" aria-label=${w("log")}>${log.join("\n")}</pre>
            </figure>`
        }
      </div>
    </section>`;
}

/** @param {{name: string, value: string, more?: string}} props */
function Tile({ name, value, more }) {
  return html`<div class="card">
    <dt>${name}</dt>
    <dd class="num">${value}${more && html`${" "}<span class="hint">${more}</span>`}</dd>
  </div>`;
}
