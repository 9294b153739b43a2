// The accounts ("Comptes"): who has one, a new password while the class goes on, a class list from a file with slips to print,
// and for one person: disable, erase, the data that are kept of them.

import { Refusal } from "../protocol.js";
import { fold } from "../state.js";
import { copy } from "../view/copy.js";
import { Devices, Dialog } from "../view/dialogs.js";
import { Field, leastPassword, submit } from "../view/form.js";
import { html, Icon, useRef, useShared, useState } from "../view/html.js";
import { order as byName } from "../view/people.js";
import { useTurns } from "../view/turns.js";
import { clock, spaced, w } from "../words.js";
import { order } from "./acts.js";
import { openSlips } from "./beside.js";
import { accountNames, classList, decode, save } from "./csv.js";
import { allRows, factsOf } from "./facts.js";
import { makePassword } from "./passwords.js";
import { PlaceBar } from "./place.js";
import { useSettled } from "./settled.js";

/** @typedef {Record<string, any>} Line */
/** @typedef {import("../session.js").Session} Session */
/** @typedef {{name: string, group: string, account: string, password: string}} Slip */
/** @typedef {{file: string, encoding: string, separator: string, made: Slip[], there: string[], skipped: {line: number, why: string}[], left: number}} Import */

/** Largest class list that is read. */
const LIST_BYTES_MAX = 1024 * 1024;

/** @param {{state: import("../types.js").State}} props */
export function Accounts({ state }) {
  const { session } = useShared();
  const [rows, setRows] = useState(/** @type {Line[] | null} */ (null));
  const [wanted, want] = useState("");
  const [note, setNote] = useState(/** @type {{name: string, password: string} | null} */ (null));
  const [list, setList] = useState(/** @type {Import | null} */ (null));
  const [data, setData] = useState(
    /** @type {{name: string, file: string, text: string, what: string} | null} */ (null),
  );
  const [failed, fail] = useState("");
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  const read = async () => {
    try {
      setRows(await allRows(session, { type: "export", table: "users" }));
      fail("");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(spaced(error.text));
    }
  };
  useSettled(() => void read(), factsOf(state).accounts);
  const admin = state.me?.role === "admin";
  const shown = (rows ?? [])
    .filter((row) => fold(String(row.username)).includes(fold(wanted.trim())))
    .sort((one, other) => byName.compare(one.username, other.username));
  const drawn = useTurns(shown.length);
  /** @param {string} name */
  const reset = async (name) => {
    const row = rows?.find((one) => one.username === name);
    const password = makePassword(leastPassword(state.server.facts, row?.role ?? "user"));
    if (!(await order(session, { type: "passwd", user: name, password, disconnect: true, must_change: true }))) return;
    setNote({ name, password });
    await read();
  };
  /** @param {any} event */
  const chosen = async (event) => {
    const [picked] = event.currentTarget.files ?? [];
    event.currentTarget.value = "";
    if (!picked) return;
    if (picked.size > LIST_BYTES_MAX) return fail(w("listTooLong"));
    const { text, encoding } = decode(new Uint8Array(await picked.arrayBuffer()));
    const found = classList(text);
    if (!found || found.pupils.length === 0) return fail(w("noNames"));
    fail("");
    const names = accountNames(found.pupils);
    /** @type {Import} */
    const result = {
      file: picked.name,
      encoding,
      separator: found.separator,
      made: [],
      there: [],
      skipped: found.nameless.map((line) => ({ line, why: w("namelessLine") })),
      left: found.pupils.length,
    };
    for (const [index, pupil] of found.pupils.entries()) {
      const account = names[index];
      const password = makePassword(leastPassword(state.server.facts, "user"));
      try {
        await session.ask({ type: "user_add", user: account, password, must_change: true });
        result.made.push({ name: `${pupil.first} ${pupil.last}`.trim(), group: pupil.group, account, password });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === "lost" || error.code === "timeout") {
          fail(w("importStopped", pupil.line));
          break;
        }
        if (error.code === "name_taken") result.there.push(account);
        else result.skipped.push({ line: pupil.line, why: `${account}, ${spaced(error.text)}` });
      }
      result.left -= 1;
      setList({ ...result });
    }
    setList({ ...result });
    await read();
    return undefined;
  };
  const undoImport = async () => {
    for (const one of list?.made ?? []) await order(session, { type: "user_del", user: one.account });
    setList(null);
    await read();
  };
  /** @param {string} name @param {boolean} disabled */
  const disable = async (name, disabled) => {
    if (!(await order(session, { type: disabled ? "disable" : "enable", user: name }))) return;
    await read();
    session.toast({ text: w(disabled ? "isDisabled" : "isEnabled", name), undo: () => void disable(name, !disabled) });
  };
  /** @param {string} name */
  const exported = async (name) => {
    try {
      setData(await dataOf(session, name));
    } catch (error) {
      session.trouble(error);
    }
  };
  /** @param {string} name */
  const rename = (name) => session.showOwn(() => html`<${Rename} name=${name} done=${read} />`);
  /** @param {string} name */
  const erase = (name) => session.showOwn(() => html`<${Erase} name=${name} done=${read} />`);
  return html`<${PlaceBar} state=${state} icon="key" title=${w("accounts")} hint=${state.server.facts.class ?? ""} />
    <section class="scroll" tabindex="0" role="region" aria-label=${w("accounts")}>
      <div class="page">
        ${
          admin &&
          html`<div class="row wrap">
            <label class="sr" for="who">${w("findAccount")}</label
            ><input
              class="in sm grow"
              id="who"
              type="search"
              placeholder=${w("findAmongAccounts", rows?.length ?? 0)}
              value=${wanted}
              onInput=${(/** @type {any} */ event) => want(event.currentTarget.value)}
            /><button class="btn" type="button" onClick=${() => file.current?.click()}>
              <${Icon} name="load" small />${w("importList")}</button
            ><input
              type="file"
              hidden
              ref=${file}
              id="list-file"
              aria-label=${w("importList")}
              accept=".csv,.txt,.tsv,text/csv,text/plain"
              onChange=${(/** @type {any} */ event) => void chosen(event)}
            />
          </div>`
        }
        ${failed && html`<div class="note warm" role="alert"><${Icon} name="warn" /><p class="grow">${failed}</p></div>`}
        ${data && html`<${DataNote} data=${data} close=${() => setData(null)} />`}
        ${list && html`<${ImportNote} list=${list} undo=${undoImport} />`}
        ${
          rows &&
          html`<div class="xs" tabindex="0" role="region" aria-label=${w("accountTable")}>
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">${w("username")}</th>
                  <th scope="col" class="wide">${w("colSince")}</th>
                  <th scope="col" class="end">${w("password")}</th>
                </tr>
              </thead>
              <tbody>
                ${shown.slice(0, drawn).map(
                  (row) =>
                    html`<${AccountRow}
                      key=${row.username}
                      row=${row}
                      note=${note?.name === row.username ? note : null}
                      reset=${reset}
                      disable=${disable}
                      exported=${exported}
                      rename=${rename}
                      erase=${erase}
                    />`,
                )}
              </tbody>
            </table>
          </div>`
        }
      </div>
    </section>`;
}

/** @param {{row: Line, note: {name: string, password: string} | null, reset: (name: string) => void,
 *   disable: (name: string, disabled: boolean) => void, exported: (name: string) => void, rename: (name: string) => void,
 *   erase: (name: string) => void}} props */
function AccountRow({ row, note, reset, disable, exported, rename, erase }) {
  const { session, frame } = useShared();
  const name = String(row.username);
  const own = fold(name) === fold(session.state.me?.name ?? "");
  const role = row.role === "admin" ? "tagStaff" : row.role === "moderator" ? "tagModerator" : null;
  const made = clock.day(String(row.created)).split("-").reverse().join("/");
  const devices = () =>
    html`<${Devices}
      user=${name}
      title=${w("devicesOf", name)}
      text=${w("devicesOfText", name)}
      none=${w("noDevicesOf")}
    />`;
  /** @param {any} event */
  const more = (event) => {
    /** @type {import("../types.js").Action[]} */
    const actions = [{ icon: "edit", text: w("rename"), act: () => rename(name) }];
    if (session.has("tokens"))
      actions.push({ icon: "device", text: w("theirDevices"), act: () => session.showOwn(devices) });
    actions.push(
      {
        icon: row.disabled ? "undo" : "ban",
        text: w(row.disabled ? "enable" : "disable"),
        act: () => disable(name, !row.disabled),
      },
      { icon: "save", text: w("exportData"), begins: true, act: () => exported(name) },
      { icon: "trash", text: w("eraseAccount"), strong: true, act: () => erase(name) },
    );
    const fact = [w(role ?? "pupil"), row.disabled && w("tagDisabled"), w("madeOn", made)].filter(Boolean).join(" · ");
    frame.openMenu({ of: "account", name, fact, actions }, event.currentTarget);
  };
  return html`<tr>
      <th scope="row">
        ${name}${role && html`${" "}<span class="tag staff">${w(role)}</span>`}${
          row.must_change && html`${" "}<span class="tag">${w("tagNew")}</span>`
        }${row.disabled && html`${" "}<span class="tag off">${w("tagDisabled")}</span>`}
      </th>
      <td class="num wide">${made}</td>
      <td class="end">
        ${
          !own &&
          html`<button class="btn quiet" type="button" aria-label=${w("newFor", name)} onClick=${() => reset(name)}>
              ${w("newShort")}</button
            ><button class="ib" type="button" aria-label=${w("moreFor", name)} aria-haspopup="menu" onClick=${more}>
              <${Icon} name="more" />
            </button>`
        }
      </td>
    </tr>
    ${
      note &&
      html`<tr>
        <td colspan="3">
          <div class="note good wrap">
            <span class="grow"
              >${w("newPasswordIs", name)} <b class="mono">${note.password}</b><br /><span class="hint"
                >${w("shownOnce", name)}</span
              ></span
            ><span class="row"
              ><button class="btn" type="button" onClick=${() => void copy(note.password)}>
                <${Icon} name="copy" small />${w("copy")}</button
              ><button
                class="btn"
                type="button"
                onClick=${() => openSlips(slipsOf(session, [{ name, group: "", account: name, password: note.password }]))}
              >
                <${Icon} name="print" small />${w("slip")}
              </button></span
            >
          </div>
        </td>
      </tr>`
    }`;
}

/**
 * Gives somebody another password, and shows it once.
 * @param {Session} session
 * @param {string} name
 * @param {string} role
 */
export async function openNewPassword(session, name, role) {
  const password = makePassword(leastPassword(session.state.server.facts, role));
  if (!(await order(session, { type: "passwd", user: name, password, disconnect: true, must_change: true }))) return;
  session.showOwn(
    () =>
      html`<${Dialog} name="given" icon="key" title=${w("newPasswordIs", name)}>
        <div class="stack">
          <p><b class="mono">${password}</b></p>
          <p class="hint">${w("shownOnce", name)}</p>
          <div class="row ends">
            <button class="btn primary" type="button" onClick=${() => void copy(password)}>
              <${Icon} name="copy" small />${w("copy")}
            </button>
          </div>
        </div>
      </${Dialog}>`,
  );
}

/** What the page of slips is given. @param {Session} session @param {Slip[]} slips */
const slipsOf = (session, slips) => ({
  lang: document.documentElement.lang,
  class: session.state.server.facts.class ?? "",
  slips,
});

/** @param {{list: Import, undo: () => Promise<void>}} props */
function ImportNote({ list, undo }) {
  const { session } = useShared();
  const { made, there, skipped, left } = list;
  const kind = { ";": "semicolons", ",": "commas", "\t": "tabs" }[list.separator] ?? "commas";
  return html`<div class="note" role="status">
    <${Icon} name=${left > 0 ? "clock" : "check"} />
    <div class="grow stack tight">
      <p>
        <b>${w("madeFrom", made.length)}</b> <span class="mono">${list.file}</span>${" "}
        <span class="dim">${w("writtenIn", w(kind), list.encoding)}</span>
      </p>
      ${left > 0 && html`<p class="hint num">${w("stillToMake", left)}</p>`}
      ${
        there.length + skipped.length > 0 &&
        html`<ul class="small">
          ${there.length > 0 && html`<li>${w("thereAlready", there.length, there.join(", "))}</li>`}
          ${skipped.map((one) => html`<li>${w("skippedLine", one.line, one.why)}</li>`)}
        </ul>`
      }
      ${
        left === 0 &&
        made.length > 0 &&
        html`<div class="row wrap">
            <button class="btn primary" type="button" onClick=${() => openSlips(slipsOf(session, made))}>
              <${Icon} name="print" small />${w("printSlips", made.length)}</button
            ><button class="btn" type="button" onClick=${() => void undo()}>
              <${Icon} name="undo" small />${w("undoImport")}
            </button>
          </div>
          <p class="hint">${w("readableNow")}</p>`
      }
    </div>
  </div>`;
}

/** @param {{data: {name: string, file: string, text: string, what: string}, close: () => void}} props */
function DataNote({ data, close }) {
  return html`<div class="note good" role="status">
    <${Icon} name="check" />
    <div class="grow stack tight">
      <p><b>${w("dataReady", data.name)}</b> <span class="mono dim">${data.file}</span></p>
      <p class="small">${data.what}</p>
      <div class="row wrap">
        <button class="btn primary" type="button" onClick=${() => save(data.file, data.text, "application/json")}>
          <${Icon} name="save" small />${w("saveFile")}</button
        ><button class="btn" type="button" onClick=${close}>${w("close")}</button>
      </div>
    </div>
  </div>`;
}

/** Most days of attendance that a person's data are looked for in. */
const ROWS_MAX = 50_000;

/**
 * What is kept of a person, but for private messages, which only the operator may hand over.
 * @param {Session} session
 * @param {string} name
 */
async function dataOf(session, name) {
  /** @type {Record<string, Line[]>} */
  const parts = {};
  for (const part of ["users", "stays", "polls", "questions", "bans"])
    parts[part] = await allRows(session, { type: "export", table: part, person: name });
  parts.messages = [];
  const channels = (await session.ask({ type: "channels" })).channels;
  for (const channel of channels) {
    if (parts.messages.length > ROWS_MAX) break;
    parts.messages.push(
      ...(await allRows(session, { type: "export", table: "messages", channel: channel.name, person: name })),
    );
  }
  const what = w("dataParts", parts.messages.length, parts.stays.length);
  const file = `${name.replace(/[^\p{L}\p{N}.-]/gu, "_")}-${clock.now().slice(0, 10)}.json`;
  return { name, file, text: `${JSON.stringify({ person: name, ...parts }, null, 1)}\n`, what };
}

/** Another name for an account, with all that it has said. @param {{name: string, done: () => Promise<void>}} props */
function Rename({ name, done }) {
  const { session, frame } = useShared();
  const [wanted, want] = useState(name);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const rename = async () => {
    const to = wanted.trim();
    if (to === name || to === "") return frame.closeDialog();
    setBusy(true);
    try {
      await session.ask({ type: "rename", user: name, to });
      frame.closeDialog();
      session.toast({ text: w("renamed", name, to) });
      await done();
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(failed.code === "name_taken" ? w("renameTaken", to) : spaced(failed.text));
    }
    setBusy(false);
    return undefined;
  };
  return html`<${Dialog} name="rename" icon="edit" title=${w("renameTitle", name)}>
    <form class="stack" onSubmit=${submit(() => void rename())}>
      <${Field} id="rn" label=${w("username")} value=${wanted} set=${want} auto="off" hint=${w("renameHint")} error=${error || undefined} />
      <div class="row ends">
        <button class="btn" type="button" onClick=${() => frame.closeDialog()}>${w("cancel")}</button
        ><button class="btn primary" disabled=${busy}>${w("rename")}</button>
      </div>
    </form>
  </${Dialog}>`;
}

/** @param {{name: string, done: () => Promise<void>}} props */
function Erase({ name, done }) {
  const { session, frame } = useShared();
  const [fate, choose] = useState("remove");
  const [busy, setBusy] = useState(false);
  const erase = async () => {
    setBusy(true);
    let after = null;
    do {
      const request = /** @type {Line} */ ({ type: "person_erase", user: name, messages: fate });
      if (after !== null) request.after = after;
      const answer = await order(session, request);
      if (!answer) break;
      after = answer.next ?? null;
    } while (after !== null);
    frame.closeDialog();
    await done();
  };
  return html`<${Dialog} name="erase" icon="trash" title=${w("eraseTitle", name)}>
    <form class="stack" onSubmit=${submit(() => void erase())}>
      <p>${w("eraseText")}</p>
      <fieldset>
        <legend>${w("eraseMessages")}</legend>
        ${[
          ["remove", "eraseThem"],
          ["anonymise", "keepThem"],
        ].map(
          ([value, key]) =>
            html`<label class="check"
              ><input type="radio" name="er" checked=${fate === value} onChange=${() => choose(value)} /><span
                >${w(key)}</span
              ></label
            >`,
        )}
      </fieldset>
      <div class="row ends">
        <button class="btn" type="button" onClick=${() => frame.closeDialog()}>${w("cancel")}</button
        ><button class="btn primary danger" disabled=${busy}>${w("eraseAccount")}</button>
      </div>
    </form>
  </${Dialog}>`;
}
