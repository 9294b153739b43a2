// Dialogs: one at a time over a scrim, closed by the cross, Escape and the scrim; the last row has "cancel", then the one
// primary button.

import { Refusal } from "../protocol.js";
import { fold, isChannel, mainChannel } from "../state.js";
import { clock, spaced, w } from "../words.js";
import { keepInside } from "./frame.js";
import { html, Icon, useEffect, useShared, useState } from "./html.js";
import { openSearch } from "../search.js";
import { Field, leastPassword, Password, refusalWords, submit } from "./form.js";

/** @param {{state: import("../types.js").State}} props */
export function Dialogs({ state }) {
  const { frame } = useShared();
  switch (frame.dialog?.name) {
    case "channels":
      return html`<${Channels} state=${state} />`;
    case "create":
      return html`<${Create} state=${state} />`;
    case "password":
      return html`<${ChangePassword} state=${state} />`;
    case "devices":
      return html`<${Devices} />`;
    case "goto":
      return html`<${GoTo} state=${state} />`;
    case "own":
      // What another part of the page shows in a dialog.
      return frame.dialog.detail();
    default:
      return null;
  }
}

/** @param {{name: string, icon: string, title: string, children?: any}} props */
export function Dialog({ name, icon, title, children }) {
  const { frame } = useShared();
  return html`<section
    class="label-card dialog"
    role="dialog"
    aria-modal="true"
    aria-labelledby=${`d-${name}`}
    onKeyDown=${keepInside}
  >
    <${Icon} name=${icon} />
    <h2 id=${`d-${name}`}>${title}</h2>
    <button class="ib close" type="button" aria-label=${w("close")} onClick=${() => frame.closeDialog()}>
      <${Icon} name="x" />
    </button>
    ${children}
  </section>`;
}

/** @param {{state: import("../types.js").State}} props */
function Channels({ state }) {
  const { session, frame } = useShared();
  const [wanted, want] = useState("");
  useEffect(() => void session.channels(), []);
  const all = Object.values(state.places).filter((place) => isChannel(place.id));
  const shown = all.filter((place) => place.id.toLowerCase().includes(wanted.trim().toLowerCase().replace(/^#/, "")));
  const main = mainChannel(state);
  const rank = (/** @type {import("../types.js").Place} */ place) => (place.id === main ? 2 : Number(place.joined));
  shown.sort((one, other) => rank(other) - rank(one) || one.id.localeCompare(other.id, "fr"));
  // The server lets nobody leave the last one.
  const stays = all.filter((place) => place.joined).length === 1 ? main : "";
  return html`<${Dialog} name="channels" icon="list" title=${w("channels")}>
    <div class="stack">
      <div class="row">
        <label class="sr" for="jc">${w("findChannel")}</label
        ><input
          class="in sm grow"
          id="jc"
          type="search"
          placeholder=${w("findAmong", all.length)}
          value=${wanted}
          onInput=${(/** @type {any} */ event) => want(event.currentTarget.value)}
        /><button class="btn" type="button" onClick=${() => frame.openDialog("create", wanted)}><${Icon} name="plus" small />${w("create")}</button>
      </div>
      <ul>
        ${shown.map(
          (place) =>
            html`<li class="item" key=${place.id}>
              <div>
                <b>${place.id}</b> <span class="hint">${w("persons", place.members)}</span>
                ${place.topic && html`<p class="hint cut">${place.topic}</p>`}
              </div>
              ${
                place.id === stays
                  ? html`<span class="hint">${w("forAll")}</span>`
                  : place.joined
                    ? html`<button
                      class="btn quiet"
                      type="button"
                      aria-label=${w("partNamed", place.id)}
                      onClick=${() => void session.part(place.id).catch((error) => session.trouble(error))}
                    >
                      ${w("part")}
                    </button>`
                    : html`<button
                      class="btn"
                      type="button"
                      aria-label=${w("joinNamed", place.id)}
                      onClick=${() =>
                        void session.join(place.id).then(
                          () => {
                            frame.closeDialog();
                            frame.closeDrawers();
                          },
                          (error) => session.trouble(error),
                        )}
                    >
                      ${w("join")}
                    </button>`
              }
            </li>`,
        )}
      </ul>
    </div>
  </${Dialog}>`;
}

/** Ctrl+K: a channel, a person, or a search. @param {{state: import("../types.js").State}} props */
function GoTo({ state }) {
  const { session, frame } = useShared();
  const [wanted, want] = useState("");
  const [choice, choose] = useState(0);
  const words = bare(wanted.trim().replace(/^[#@]/, ""));
  const places = Object.values(state.places).filter((place) => isChannel(place.id) && bare(place.id).includes(words));
  const people = [...Object.values(state.people), ...Object.values(state.elsewhere)].filter(
    (one) => fold(one.name) !== fold(state.me?.name ?? "") && bare(one.name).includes(words),
  );
  const items = [
    ...places.map((place) => ({ key: place.id, icon: "list", text: place.id, act: () => session.go(place.id) })),
    ...people.map((one) => ({
      key: `@${one.name}`,
      icon: "bubble",
      text: one.name,
      act: () => session.talk(one.name),
    })),
  ].slice(0, 8);
  if (wanted.trim() !== "" && session.has("search")) {
    const text = wanted.trim();
    items.push({ key: "?", icon: "search", text: w("searchFor", text), act: () => openSearch(session, "", "", text) });
  }
  const at = Math.min(choice, items.length - 1);
  /** @param {number} index */
  const take = (index) => {
    frame.closeDialog();
    frame.closeDrawers();
    items[index]?.act();
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    choose((at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % Math.max(1, items.length));
  };
  return html`<${Dialog} name="goto" icon="search" title=${w("goTo")}>
    <form class="stack" onSubmit=${submit(() => take(at))}>
      <div>
        <label class="sr" for="go">${w("goToHint")}</label
        ><input
          class="in"
          id="go"
          type="search"
          autocomplete="off"
          role="combobox"
          aria-expanded="true"
          aria-controls="go-list"
          aria-activedescendant=${items.length > 0 ? `go-${at}` : undefined}
          placeholder=${w("goToHint")}
          value=${wanted}
          onInput=${(/** @type {any} */ event) => {
            want(event.currentTarget.value);
            choose(0);
          }}
          onKeyDown=${keys}
        />
      </div>
      <div class="menu plain" role="listbox" id="go-list" aria-label=${w("goTo")}>
        ${items.map(
          (item, index) =>
            html`<button
              role="option"
              type="button"
              tabindex="-1"
              key=${item.key}
              id=${`go-${index}`}
              aria-selected=${String(index === at)}
              onClick=${() => take(index)}
            >
              <${Icon} name=${item.icon} /><span class="grow cut">${item.text}</span>
            </button>`,
        )}
      </div>
    </form>
  </${Dialog}>`;
}

/** @param {string} text */
const bare = (text) => fold(text).normalize("NFD").replace(/\p{M}/gu, "");

/** @param {{state: import("../types.js").State}} props */
function Create({ state }) {
  const { session, frame } = useShared();
  const [name, setName] = useState(String(frame.dialog?.detail ?? "").replace(/^#/, ""));
  const [topic, setTopic] = useState("");
  const [error, setError] = useState("");
  const staff = state.me !== null && state.me.role !== "user";
  const create = async () => {
    const id = `#${name.trim().replace(/^#/, "")}`;
    const known = Object.values(state.places).find((place) => place.id.toLowerCase() === id.toLowerCase());
    if (known && known.members > 0) return setError(w("channelExists", known.id, known.members));
    try {
      await session.join(id);
      if (topic.trim() !== "") await session.wish({ type: "topic", channel: session.state.here, topic: topic.trim() });
      frame.closeDialog();
      frame.closeDrawers();
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(spaced(failed.text));
    }
    return undefined;
  };
  return html`<${Dialog} name="create" icon="plus" title=${w("createTitle")}>
    <form class="stack" onSubmit=${submit(() => void create())}>
      <${Field} id="cn" label=${w("channelName")} value=${name} set=${setName} auto="off" hint=${w("channelNameHint")} error=${error || undefined} />
      ${staff && html`<${Field} id="ct" label=${w("topicLabel")} value=${topic} set=${setTopic} auto="off" />`}
      <div class="row ends">
        <button class="btn quiet" type="button" onClick=${() => frame.openDialog("channels")}>${w("backToChannels")}</button
        ><button class="btn primary">${w("create")}</button>
      </div>
    </form>
  </${Dialog}>`;
}

/** @param {{state: import("../types.js").State}} props */
function ChangePassword({ state }) {
  const { session, frame } = useShared();
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState({ field: "", text: "" });
  const least = leastPassword(state.server.facts, state.me?.role ?? "user");
  const save = async () => {
    try {
      await session.changePassword(old, password);
      frame.closeDialog();
      session.toast({ text: w("passwordChanged") });
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      const wrong = failed.code === "login_failed";
      setError({ field: wrong ? "old" : "new", text: wrong ? w("badOldPassword") : refusalWords(failed) });
    }
  };
  return html`<${Dialog} name="password" icon="key" title=${w("changePassword")}>
    <form class="stack" onSubmit=${submit(() => void save())}>
      <${Password} id="p-old" label=${w("oldPassword")} value=${old} set=${setOld} auto="current-password" error=${error.field === "old" ? error.text : undefined} />
      <${Password}
        id="p-new"
        label=${w("newPassword")}
        value=${password}
        set=${setPassword}
        auto="new-password"
        hint=${w("changePasswordHint", least)}
        error=${error.field === "new" ? error.text : undefined}
      />
      <div class="row ends">
        <button class="btn" type="button" onClick=${() => frame.closeDialog()}>${w("cancel")}</button><button class="btn primary">${w("save")}</button>
      </div>
    </form>
  </${Dialog}>`;
}

/**
 * What comes in without a password, and how to end that: one's own devices, or those of `user`, with the words for these.
 * @param {{user?: string, title?: string, text?: string, none?: string}} props
 */
export function Devices({ user, title = w("devices"), text = w("devicesText"), none = w("noDevices") }) {
  const { session } = useShared();
  const [devices, setDevices] = useState(/** @type {any[] | null} */ (null));
  const whose = user === undefined ? {} : { user };
  const read = async () => setDevices((await session.wish({ type: "devices", ...whose }))?.devices ?? []);
  useEffect(() => void read(), []);
  /** @param {any[]} ids */
  const forget = async (ids) => {
    for (const id of ids) await session.wish({ type: "forget_device", id, ...whose });
    await read();
  };
  const own = user === undefined ? session.device : null;
  const others = (devices ?? []).filter((one) => one.id !== own);
  return html`<${Dialog} name="devices" icon="device" title=${title}>
    ${
      devices &&
      html`<div class="stack">
        <p class="dim">${devices.length > 0 ? text : none}</p>
        <ul>
          ${devices.map((one) => {
            const here = one.id === own;
            return html`<li class="item" key=${one.id}>
              <div>
                <b>${one.device}</b>
                <p class="hint">${here ? w("thisDevice") : w("seenAt", clock.moment(String(one.used)))}</p>
              </div>
              ${
                here
                  ? html`<span class="tag staff">${w("here")}</span>`
                  : html`<button
                      class="btn"
                      type="button"
                      aria-label=${w("signOutDevice", one.device)}
                      onClick=${() => void forget([one.id])}
                    >
                      ${w("signOut")}
                    </button>`
              }
            </li>`;
          })}
        </ul>
        ${others.length > 1 && html`<button class="btn" type="button" onClick=${() => void forget(others.map((one) => one.id))}>${w("signOutOthers")}</button>`}
      </div>`
    }
  </${Dialog}>`;
}
