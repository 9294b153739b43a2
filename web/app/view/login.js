// The gate: guest, account, new account, and what can be in the way (a name that is taken, a full or silent server, a password
// to be changed). Whatever the server refuses stands at the field that it is about.

import { Refusal } from "../protocol.js";
import { fold } from "../state.js";
import * as settings from "../settings.js";
import { lang, spaced, w } from "../words.js";
import { arrows, Field, leastIn, leastPassword, Password, refusalWords, submit } from "./form.js";
import { html, Icon, secondsTo, useEffect, useShared, useState, useTicking } from "./html.js";

/** Which field an error of the server is about. @type {Record<string, string>} */
const FIELDS = {
  login_failed: "password",
  password_too_short: "password",
  password_too_long: "password",
  password_too_common: "password",
  registration_refused: "code",
  bad_code: "code",
};

/** Which words of the page say an error of the server. @type {Record<string, string>} */
const OWN_WORDS = {
  login_failed: "badLogin",
  lost: "deadTitle",
  timeout: "deadTitle",
  registration_refused: "badCode",
  bad_code: "badCode",
};

/** @param {{state: import("../types.js").State}} props */
export function Gate({ state }) {
  const { session } = useShared();
  const { phase } = state.link;
  const [, redraw] = useState(0);
  useEffect(() => {
    document.title = w("enterTitle");
  });
  let inner;
  if (phase === "full") inner = html`<${Full} link=${state.link} />`;
  else if (phase === "lost") inner = html`<${Dead} link=${state.link} />`;
  else if (phase === "ended") inner = html`<${Ended} error=${state.gate.error} />`;
  else if (state.gate.change) inner = html`<${Change} change=${state.gate.change} facts=${state.server.facts} />`;
  else if (session.identity && phase !== "open") inner = html`<p class="dim" role="status"></p>`;
  else inner = html`<${Doors} state=${state} />`;
  const facts = state.server.facts;
  return html`<div class="gate">
    <main class="stack">
      <div class="label-card">
        <${Icon} name="mark" />
        <h1>ClassCord</h1>
        ${facts.class && html`<p class="dim">${facts.class}</p>`} ${inner}
      </div>
      <div class="row foot">
        <p class="hint grow"><${Icon} name="lock" small /> ${w("noCookies")}</p>
        <button
          class="ib"
          type="button"
          aria-label=${w("otherLanguage")}
          onClick=${() => {
            void session.speak(lang() === "fr" ? "en" : "fr");
          }}
        >
          ${w("otherLanguageShort")}</button
        ><button
          class="ib"
          type="button"
          aria-label=${w("lightOrDark")}
          onClick=${() => {
            settings.theme.choose(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
            redraw((/** @type {number} */ n) => n + 1);
          }}
        >
          <${Icon} name="theme" />
        </button>
      </div>
    </main>
  </div>`;
}

/** @param {{link: import("../types.js").Link}} props */
function Full({ link }) {
  const { session } = useShared();
  useTicking(true);
  return html`<div class="stack outcome">
    <h2>${w("fullTitle")}</h2>
    <p>${w("fullText")}</p>
    <p class="dim num">${w("nextTry", secondsTo(link.retryAt))}</p>
    <button class="btn" type="button" onClick=${() => session.connection.now()}>${w("tryNow")}</button>
  </div>`;
}

/** @param {{link: import("../types.js").Link}} props */
function Dead({ link }) {
  const { session } = useShared();
  useTicking(true);
  return html`<div class="stack outcome">
    <h2>${w("deadTitle")}</h2>
    <ul class="stack tight dots">
      <li>${w("deadWifi")}</li>
      <li>${w("deadAddress")}</li>
      <li>${w("deadGuestWifi")}</li>
    </ul>
    <p class="dim num">${w("nextTry", secondsTo(link.retryAt))}</p>
    <button class="btn primary" type="button" onClick=${() => session.connection.now()}>${w("tryNow")}</button>
  </div>`;
}

/** @param {{error: {text: string} | null}} props */
function Ended({ error }) {
  const { session } = useShared();
  return html`<div class="stack outcome">
    <h2>${w("endedTitle")}</h2>
    ${error && html`<p role="status">${spaced(error.text)}</p>`}
    <button
      class="btn primary"
      type="button"
      onClick=${() => {
        session.dispatch({ type: "link", link: { phase: "connecting" } });
        session.dispatch({ type: "gate", change: { error: null } });
        session.start();
      }}
    >
      ${w("comeAgain")}
    </button>
  </div>`;
}

/** The three ways in. @param {{state: import("../types.js").State}} props */
function Doors({ state }) {
  const { session } = useShared();
  const { facts } = state.server;
  const guests = facts.guests !== false;
  const registers = facts.registration !== "closed";
  const [tab, setTab] = useState(guests && settings.identity.read()?.kind !== "token" ? "guest" : "account");
  const [error, setError] = useState(state.gate.error);
  const [renamed, setRenamed] = useState(/** @type {{wanted: string, name: string} | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [first, setFirst] = useState(false);
  useEffect(() => setError(state.gate.error), [state.gate.error]);
  const tabs = [guests ? "guest" : "", "account", registers ? "register" : ""].filter((one) => one !== "");
  /** @param {() => Promise<void>} act @param {string} field */
  const enter = async (act, field) => {
    setBusy(true);
    setError(null);
    try {
      await session.ready();
      await act();
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(said(failed, field));
    }
    setBusy(false);
  };
  if (first) {
    return html`<${First}
      facts=${facts}
      error=${error}
      busy=${busy}
      make=${(/** @type {string} */ name, /** @type {string} */ password, /** @type {string} */ code) =>
        enter(() => session.beFirstAdmin(name, password, code), "name")}
      back=${() => {
        setFirst(false);
        setError(null);
      }}
    />`;
  }
  if (renamed) {
    return html`<div class="stack outcome">
      <h2>${w("renamedTitle", renamed.wanted)}</h2>
      <p>${w("renamedEnter")} <b>${renamed.name}</b>.</p>
      <button
        class="btn primary"
        type="button"
        onClick=${() => enter(() => session.enterAsGuest(renamed.name), "name").then(() => setRenamed(null))}
      >
        ${w("enterAs", renamed.name)}
      </button>
      <button class="btn" type="button" onClick=${() => setRenamed(null)}>${w("otherName")}</button>
      <button
        class="btn quiet"
        type="button"
        onClick=${() => {
          setRenamed(null);
          setTab("account");
        }}
      >
        ${w("myAccount")}
      </button>
    </div>`;
  }
  return html`<div>
    <div class="tabs" role="tablist" aria-label=${w("howToEnter")} onKeyDown=${arrows}>
      ${tabs.map(
        (name) =>
          html`<button
            role="tab"
            type="button"
            id=${`t-${name}`}
            aria-controls=${`p-${name}`}
            aria-selected=${String(tab === name)}
            tabindex=${tab === name ? 0 : -1}
            onClick=${() => {
              setTab(name);
              setError(null);
            }}
          >
            ${w(name)}
          </button>`,
      )}
    </div>
    <div id=${`p-${tab}`} role="tabpanel" aria-labelledby=${`t-${tab}`}>
      ${
        tab === "guest" &&
        html`<${GuestForm}
          error=${error}
          busy=${busy}
          enter=${(/** @type {string} */ name) =>
            enter(async () => {
              if (name === "") throw new Refusal("name_missing", w("nameMissing"));
              const entered = await session.nameFor(name);
              if (entered === name) return session.enterAsGuest(name);
              setRenamed({ wanted: name, name: entered });
            }, "name")}
        />`
      }
      ${
        tab === "account" &&
        html`<${AccountForm}
          error=${error}
          busy=${busy}
          facts=${facts}
          enter=${(/** @type {string} */ name, /** @type {string} */ password, /** @type {boolean} */ stay) =>
            enter(() => session.signIn(name, password, stay), "password")}
        />`
      }
      ${
        tab === "register" &&
        html`<${RegisterForm}
          error=${error}
          busy=${busy}
          facts=${facts}
          enter=${(/** @type {string} */ name, /** @type {string} */ password, /** @type {string} */ code) =>
            enter(() => session.register(name, password, code), "name")}
        />`
      }
    </div>
    ${
      facts.first_admin &&
      html`<button
        class="btn quiet"
        type="button"
        onClick=${() => {
          setFirst(true);
          setError(null);
        }}
      >
        ${w("firstTeacher")}
      </button>`
    }
  </div>`;
}

/** The page's own words for a refusal, where it has some, in the language that is chosen when they are read. @param {Refusal} failed @param {string} field */
function said(failed, field) {
  const { code } = failed;
  const own = OWN_WORDS[code];
  const theirs = refusalWords(failed);
  return {
    field: FIELDS[code] ?? field,
    code,
    get text() {
      return own ? w(own) : theirs;
    },
  };
}

/** @param {any} error @param {string} field */
const at = (error, field) => (error?.field === field ? error.text : undefined);

/** The username, of an account that is there or to be made. @param {{id: string, value: string, set: (value: string) => void, error?: string}} props */
const NameField = ({ id, value, set, error }) =>
  html`<${Field} id=${id} label=${w("username")} value=${value} set=${set} auto="username" error=${error} />`;

/** The class code, which is on the board. @param {{id: string, value: string, set: (value: string) => void, error?: string}} props */
const CodeField = ({ id, value, set, error }) =>
  html`<${Field}
    id=${id}
    label=${w("classCode")}
    value=${value}
    set=${set}
    auto="off"
    mono
    placeholder=${w("onTheBoard")}
    error=${error}
  />`;

/** @param {any} props */
function GuestForm({ error, busy, enter }) {
  const [name, setName] = useState(settings.lastName.read());
  return html`<form class="stack" onSubmit=${submit(() => enter(name.trim()))}>
    <${Field}
      id="g-name"
      label=${w("firstName")}
      value=${name}
      set=${setName}
      auto="nickname"
      error=${at(error, "name")}
    />
    <button class="btn primary" disabled=${busy}>${w("enter")}</button>
    <p class="hint">${w("guestHint")}</p>
  </form>`;
}

/** @param {any} props */
function AccountForm({ error, busy, facts, enter }) {
  const [name, setName] = useState(settings.lastName.read());
  const [password, setPassword] = useState("");
  const [stay, setStay] = useState(false);
  return html`<form class="stack" onSubmit=${submit(() => enter(name.trim(), password, stay))}>
    ${error?.code === "staff_needs_tls" && html`<${Safe} facts=${facts} />`}
    <${NameField} id="a-name" value=${name} set=${setName} error=${at(error, "name")} />
    <${Password}
      id="a-pass"
      label=${w("password")}
      value=${password}
      set=${setPassword}
      auto="current-password"
      error=${error?.code === "staff_needs_tls" ? undefined : at(error, "password")}
    />
    <label class="check"
      ><input
        type="checkbox"
        checked=${stay}
        onChange=${(/** @type {any} */ event) => setStay(event.currentTarget.checked)}
      />${w("stay")}</label
    >
    <button class="btn primary" disabled=${busy}>${w("signIn")}</button>
    <p class="hint">${w("forgotten")}</p>
  </form>`;
}

/** @param {any} props */
function RegisterForm({ error, busy, facts, enter }) {
  const [name, setName] = useState(settings.lastName.read());
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const least = leastPassword(facts, "user");
  const taken =
    error?.code === "name_taken" ? w("nameTaken", name.trim(), `${fold(name.trim())}.2`) : at(error, "name");
  return html`<form class="stack" onSubmit=${submit(() => enter(name.trim(), password, code.trim()))}>
    <${NameField} id="r-name" value=${name} set=${setName} error=${taken} />
    <${Password}
      id="r-pass"
      label=${w("password")}
      value=${password}
      set=${setPassword}
      auto="new-password"
      hint=${w(location.protocol === "https:" ? "passwordHintTls" : "passwordHint", least)}
      error=${at(error, "password")}
    />
    ${
      (facts.registration === "code" || error?.field === "code") &&
      html`<${CodeField} id="r-code" value=${code} set=${setCode} error=${at(error, "code")} />`
    }
    <button class="btn primary" disabled=${busy}>${w("createAndEnter")}</button>
  </form>`;
}

/** A fingerprint that may go on in the next line after a colon. @param {string} text */
const byPairs = (text) => text.split(":").map((pair, at) => html`${at > 0 && [":", html`<wbr />`]}${pair}`);

/** The address where nobody reads along, and what to compare it by. @param {{facts: Record<string, any>}} props */
function Safe({ facts }) {
  const safe = facts.https ?? (facts.tls_port ? `https://${location.hostname}:${facts.tls_port}` : null);
  return html`<div class="note warm small" role="alert">
    <${Icon} name="lock" />
    <div class="stack tight">
      <p>${w("staffInClear")}</p>
      ${
        safe &&
        html`<p>
          <a href=${`${safe}/`}><b>${w("goSafe")}</b></a>
        </p>`
      }
      ${facts.fingerprint && html`<p class="hint">${w("fingerprint")}<br /><span class="mono">${byPairs(facts.fingerprint)}</span></p>`}
    </div>
  </div>`;
}

/** The first visit of a server without a teacher. @param {any} props */
function First({ facts, error, busy, make, back }) {
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const wrong = error?.code === "bad_code" ? w("badFirstCode") : at(error, "code");
  return html`<div class="stack outcome">
    <div class="stack snug">
      <h2>${w("firstTitle")}</h2>
      <p>${w("firstText")}</p>
    </div>
    ${
      facts.private
        ? html`<form class="stack" onSubmit=${submit(() => make(name.trim(), password, code.trim()))}>
            <${Field}
              id="f-code"
              label=${w("firstCode")}
              value=${code}
              set=${setCode}
              auto="one-time-code"
              mono
              hint=${w("firstCodeHint")}
              error=${wrong}
            />
            <${NameField} id="f-name" value=${name} set=${setName} error=${at(error, "name")} />
            <${Password}
              id="f-pass"
              label=${w("password")}
              value=${password}
              set=${setPassword}
              auto="new-password"
              hint=${w("firstPassword", leastPassword(facts, "admin"))}
              error=${at(error, "password")}
            />
            <button class="btn primary" disabled=${busy}>${w("firstMake")}</button>
            ${
              location.protocol === "https:" &&
              facts.fingerprint &&
              html`<p class="hint">
                <${Icon} name="lock" small /> ${w("firstSafe")}<br /><span class="mono">${byPairs(facts.fingerprint)}</span>
              </p>`
            }
          </form>`
        : html`<${Safe} facts=${facts} />`
    }
    <button class="btn quiet" type="button" onClick=${back}>${w("cancel")}</button>
  </div>`;
}

/** A password that somebody else gave is changed before anything else. @param {any} props */
function Change({ change, facts }) {
  const { session } = useShared();
  const [password, setPassword] = useState("");
  const [error, setError] = useState("");
  const [least, setLeast] = useState(leastPassword(facts, "user"));
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await session.changeAndEnter(change.old, password);
    } catch (failed) {
      if (!(failed instanceof Refusal)) throw failed;
      setError(refusalWords(failed));
      // Whose is a teacher's has to have more than a pupil's.
      if (failed.code === "password_too_short") setLeast(leastIn(failed.text) ?? least);
    }
    setBusy(false);
  };
  return html`<div class="stack outcome">
    <div class="stack snug">
      <h2>${w("changeTitle")}</h2>
      <p>${w("changeHint", change.by)}</p>
    </div>
    <form class="stack" onSubmit=${submit(save)}>
      <${Field} id="c-name" label=${w("username")} value=${change.name} set=${() => {}} auto="username" readonly />
      <${Password}
        id="c-pass"
        label=${w("newPassword")}
        value=${password}
        set=${setPassword}
        auto="new-password"
        hint=${w("changeRule", least)}
        error=${error || undefined}
      />
      <button class="btn primary" disabled=${busy}>${w("saveAndEnter")}</button>
    </form>
  </div>`;
}
