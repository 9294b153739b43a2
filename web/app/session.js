// The session: ties the connection, the questions asked of the server and the state together. Owns who one is and how one comes
// back after a break; the views call it for whatever is asked, and draw what `state` says. It touches no element.

import { COMMANDS } from "./commands.js";
import { Connection } from "./connection.js";
import { Asking, ENDINGS, Refusal, isCommand } from "./protocol.js";
import * as settings from "./settings.js";
import { fold, isChannel, isTalk, mainChannel, muting, reduce, start, talkWith } from "./state.js";
import { clock, use, w } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Event} Event */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Teacher} Teacher */
/** @typedef {Record<string, any>} Line */

/** How many messages fly without an acknowledgement: fewer than the burst that the server takes. */
const FLYING = 8;
/** Messages of one question for the history. */
const PAGE = 100;
/** How many pages of what was missed are read before the page begins anew at the newest. */
const PAGES = 10;

export class Session {
  /** @param {string} address of the WebSocket */
  constructor(address) {
    /** @type {State} */
    this.state = start;
    /** @type {Set<(event?: Event) => void>} */
    this.listeners = new Set();
    /** @type {Set<(before: State, event: Event) => void>} */
    this.watchers = new Set();
    /** @type {Teacher | null} */
    this.teacher = null;
    /** @type {{key: string, place: string, line: Line}[]} */
    this.outbox = [];
    /** @type {Set<string>} */
    this.flying = new Set();
    /** @type {settings.Identity | null} */
    this.identity = settings.identity.read();
    this.stay = false;
    /** A password, for as long as the page is open, where the server gives no token. @type {{name: string, password: string} | null} */
    this.secret = null;
    /** @type {{text: string, undo?: () => void, done?: () => void} | null} */
    this.toastShown = null;
    /** The number of this device among the account's. @type {number | null} */
    this.device = null;
    /** Whether the server's next word to oneself is its welcome. */
    this.welcoming = false;
    /** The name by which the server calls a guest. */
    this.named = "";
    /** The search to which one can come back. @type {State["search"]} */
    this.found = null;
    /** Whether the class panel is folded, and on phones whether its controls are shown; of `app/teacher/`. */
    this.folded = false;
    this.showControls = false;
    this.connection = new Connection(address, {
      line: (line) => this.take(line),
      opened: () => void this.opened(),
      lost: (retryAt) => this.lost(retryAt),
    });
    this.asking = new Asking((line) => this.connection.send(line));
  }

  start() {
    this.connection.start();
  }

  /**
   * Hears of each change of the state, and by which event it came; of a drawing that is asked for without one too.
   * @param {(event?: Event) => void} listener
   * @returns {() => void} what ends it
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Hears of each event behind its effect, with the state before it.
   * @param {(before: State, event: Event) => void} watcher
   */
  watch(watcher) {
    this.watchers.add(watcher);
  }

  /** @param {Event} event */
  dispatch(event) {
    const before = this.state;
    let after = reduce(before, event);
    if (this.teacher && after.staff) after = this.teacher.reduce(after, event);
    this.state = after;
    for (const watcher of this.watchers) watcher(before, event);
    if (after !== before) for (const listener of this.listeners) listener(event);
  }

  /** Draws again although nothing of the state changed: another language, a clock that went on. */
  refresh() {
    for (const listener of this.listeners) listener();
  }

  /**
   * Asks the server; the answer, or a `Refusal`.
   * @param {Line} request
   * @returns {Promise<Line>}
   */
  ask(request) {
    return this.asking.ask(request);
  }

  /**
   * Asks what the page can do without; null if it was refused.
   * @param {Line} request
   * @returns {Promise<Line | null>}
   */
  async wish(request) {
    try {
      return await this.ask(request);
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  /** Changes the page's language. @param {"fr" | "en"} wanted */
  async speak(wanted) {
    await use(wanted);
    settings.language.keep(wanted);
    document.documentElement.lang = wanted;
    this.refresh();
  }

  /**
   * Waits until there is a connection: who types fast presses Enter before it is there.
   * @returns {Promise<void>} rejected by a `Refusal` after 8 s
   */
  ready() {
    if (this.state.link.phase === "open") return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(new Refusal("lost", "")), 8000);
      /** @param {Refusal | null} failed */
      const end = (failed) => {
        clearTimeout(timer);
        stop();
        if (failed) reject(failed);
        else resolve();
      };
      const stop = this.subscribe(() => {
        if (this.state.link.phase === "open") end(null);
      });
    });
  }

  /** Whether the server has a feature. @param {string} name */
  has(name) {
    return this.state.server.features.includes(name);
  }

  // The connection

  async opened() {
    const hello = await this.wish({ type: "hello" });
    if (!hello) return;
    this.dispatch({ type: "hello", line: hello });
    this.dispatch({ type: "link", link: { phase: "open", retryAt: 0 } });
    if (!this.identity) return;
    try {
      await this.comeBack(this.identity);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "lost" || error.code === "timeout" || error.code === "server_busy")
        return this.connection.drop();
      settings.identity.forget();
      this.identity = null;
      this.dispatch({ type: "left" });
      this.dispatch({ type: "gate", change: { error: { field: "name", text: error.text, code: error.code } } });
    }
  }

  /** @param {number} retryAt */
  lost(retryAt) {
    this.asking.lost();
    this.flying.clear();
    this.dispatch({ type: "doubtful" });
    const { link } = this.state;
    const phase = link.phase === "full" || link.phase === "ended" ? link.phase : "lost";
    this.dispatch({ type: "link", link: { phase, retryAt, lostAt: link.lostAt || Date.now() } });
  }

  /** @param {Line} line */
  take(line) {
    if (line.type === "error" && ENDINGS.has(line.code)) return this.ending(line);
    if (this.asking.take(line)) {
      // Presence is told by the answer too, whoever asked.
      if (line.type === "users") this.dispatch({ type: "users", answer: line });
      return;
    }
    if (line.type === "users") return this.dispatch({ type: "users", answer: line });
    if (line.type === "ack" || (line.type === "error" && "ack" in line)) return this.acknowledged(line);
    if (line.type === "error") return;
    if (line.type === "message" && line.code && this.word(line)) return;
    if (line.type === "message" && line.subtype === "system" && muting(String(line.content), "") === "over")
      this.dispatch({ type: "set", change: { muted: null } });
    if (line.type === "message" && line.subtype === "system" && line.to !== "global" && this.welcoming) {
      // To whom the server speaks is the name under which one is in.
      this.named = String(line.to);
      if (this.state.me && this.state.me.name !== this.named)
        this.dispatch({ type: "me", change: { name: this.named } });
      if (!line.code) {
        this.welcoming = false;
        // The welcome is for who comes, not for who comes back.
        if (this.state.link.entries > 1 || isPlainWelcome(String(line.content))) return;
      } else if (line.code === "guest_renamed" && !this.state.me) return;
    }
    if (line.type === "topic" || line.type === "channel") {
      this.dispatch({ type: "line", line: { ...line, at: clock.now() } });
      return;
    }
    this.dispatch({ type: "line", line });
    if (line.type === "role" && this.state.me && fold(String(line.user)) === fold(this.state.me.name))
      void this.roleIs(line.role);
  }

  /** One's own role has changed: the page has more, or less, from then on. @param {import("./types.js").Role} role */
  async roleIs(role) {
    if (role !== "user") await this.loadTeacher();
    this.dispatch({ type: "me", change: { role } });
    this.dispatch({ type: "set", change: { staff: role === "user" ? null : (this.state.staff ?? {}) } });
    if (role === "user" && this.state.here.startsWith("~")) this.dispatch({ type: "go", to: mainChannel(this.state) });
    await this.channels();
    if (role !== "user") await this.teacher?.enter(this);
  }

  /** What the server says as it closes the connection. @param {Line} line */
  ending(line) {
    const code = String(line.code);
    if (code === "too_many_connections" || code === "connecting_too_fast") {
      this.connection.slower();
      this.dispatch({ type: "link", link: { phase: "full" } });
    } else if (code === "banned" || code === "kicked" || code === "replaced" || code === "account_removed") {
      this.endedFor(String(line.message ?? ""), code);
    }
  }

  /** One is no longer wanted: the page says so, and does not come back by itself. @param {string} text @param {string} code */
  endedFor(text, code) {
    this.connection.stop();
    this.asking.lost();
    settings.identity.forget();
    this.identity = null;
    this.dispatch({ type: "left" });
    this.dispatch({ type: "link", link: { phase: "ended" } });
    this.dispatch({ type: "gate", change: { error: { field: "name", text, code } } });
  }

  /**
   * What the server says in words and the page shows in its own way; true if it is dealt with.
   * @param {Line} line
   * @returns {boolean}
   */
  word(line) {
    const text = String(line.content ?? "");
    switch (line.code) {
      case "recipient_away": {
        const place = Object.values(this.state.places).find((one) => isTalk(one.id) && text.includes(one.name));
        if (!place) return false;
        const last = place.messages.filter((one) => one.mine && !one.failed).pop();
        if (last) this.dispatch({ type: "kept", place: place.id, key: last.key });
        return true;
      }
      case "kicked":
      case "banned":
      case "replaced":
      case "account_disabled":
      case "account_removed":
      case "account_renamed":
        this.endedFor(text, line.code);
        return true;
      case "muted":
        this.dispatch({
          type: "set",
          change: { muted: { until: mutedUntil(text, clock.day(String(line.timestamp))) } },
        });
        return false;
      case "channel_disabled":
        // Who was in it is in it no longer.
        void this.channels();
        return false;
      default:
        return false;
    }
  }

  // Coming in

  /** @param {settings.Identity} who */
  async comeBack(who) {
    if (who.kind === "guest" && !who.token) return this.enterAsGuest(who.name);
    if (this.secret && who.kind === "token" && !who.token)
      return this.signIn(this.secret.name, this.secret.password, this.stay);
    this.welcoming = true;
    try {
      const answer = await this.ask({ type: "login", token: who.token });
      return await this.entered(String(answer.username ?? who.name), who.kind === "token", answer);
    } catch (error) {
      // A guest's name is kept for a while only; then it is asked for like any.
      if (who.kind !== "guest" || !(error instanceof Refusal) || error.code !== "bad_token") throw error;
      return this.enterAsGuest(who.name);
    }
  }

  /**
   * The name under which a guest would enter.
   * @param {string} name
   * @returns {Promise<string>}
   */
  async nameFor(name) {
    // Who may not ask now enters all the same, and is told then.
    const answer = await this.wish({ type: "name", name });
    return answer?.taken_by ? String(answer.as) : name;
  }

  /**
   * Enters as a guest.
   * @param {string} name
   */
  async enterAsGuest(name) {
    this.welcoming = true;
    this.named = "";
    const again = this.state.me !== null;
    const line = { type: "message", subtype: "global", to: "global", from: name, content: "" };
    if (!this.connection.send(line)) throw new Refusal("lost", "");
    // A refusal comes first, and is the answer to what is asked here.
    const users = await this.ask({ type: "users" });
    const token = this.has("tokens") ? (await this.wish({ type: "token", device: device() }))?.token : undefined;
    this.identity = { kind: "guest", name, ...(token ? { token } : {}) };
    settings.identity.keep(this.identity, false);
    const given = this.named || name;
    await this.entered(given, false, users);
    // Who was in already has seen no card that says so.
    if (again && fold(given) !== fold(name))
      this.dispatch({ type: "set", change: { renamed: { name: given, wanted: name } } });
  }

  /**
   * Signs in with a password.
   * @param {string} name
   * @param {string} password
   * @param {boolean} stay whether this device comes in again by itself
   */
  async signIn(name, password, stay) {
    this.welcoming = true;
    this.stay = stay;
    const request = /** @type {Line} */ ({ type: "login", username: name, password });
    if (this.has("tokens")) Object.assign(request, { token: true, device: device() });
    const answer = await this.ask(request);
    const known = String(answer.username ?? name);
    this.device = answer.device ?? null;
    if (typeof answer.token === "string") {
      this.identity = { kind: "token", name: known, token: answer.token };
      settings.identity.keep(this.identity, stay);
    } else {
      this.identity = { kind: "token", name: known, token: "" };
      this.secret = { name, password };
    }
    if (answer.must_change) {
      this.dispatch({
        type: "gate",
        change: { change: { name: known, by: String(answer.must_change_by ?? ""), old: password } },
      });
      return;
    }
    await this.entered(known, true, answer);
  }

  /**
   * Makes an account and signs in with it.
   * @param {string} name
   * @param {string} password
   * @param {string} code
   */
  async register(name, password, code) {
    const request = /** @type {Line} */ ({ type: "register", username: name, password });
    if (code) request.code = code;
    await this.ask(request);
    await this.signIn(name, password, false);
  }

  /**
   * Makes the first admin's account of a server that has none, and signs in with it.
   * @param {string} name
   * @param {string} password
   * @param {string} code the one that the server has made at its start
   */
  async beFirstAdmin(name, password, code) {
    await this.ask({ type: "first_admin", username: name, password, code });
    await this.signIn(name, password, false);
  }

  /**
   * Changes the password that somebody else gave, and enters.
   * @param {string} old
   * @param {string} password
   */
  async changeAndEnter(old, password) {
    const { change } = this.state.gate;
    await this.ask({ type: "password", old, new: password });
    if (this.secret) this.secret.password = password;
    await this.renewToken();
    await this.entered(change?.name ?? "", true, {});
  }

  /**
   * One is in: all that is to be known is asked for.
   * @param {string} name
   * @param {boolean} account
   * @param {Line} answer
   */
  async entered(name, account, answer) {
    const again = this.state.me !== null && fold(this.state.me.name) === fold(name);
    const role = await this.roleOf(account, answer);
    if (!again && this.state.me) this.dispatch({ type: "left" });
    const me = { name, wanted: name, account, role, state: this.state.me?.state ?? "online" };
    this.dispatch({ type: "entered", me });
    settings.lastName.keep(name);
    if (role !== "user") await this.loadTeacher();
    await this.wish({ type: "users" });
    if (this.has("school")) {
      const school = await this.wish({ type: "school" });
      if (school?.name) this.dispatch({ type: "line", line: { type: "school", connected: school.connected } });
    }
    if (me.state !== "online") this.connection.send({ type: "status", state: me.state });
    let channels = (await this.wish({ type: "channels" }))?.channels ?? [];
    const wanted = again
      ? Object.values(this.state.places)
          .filter((place) => isChannel(place.id) && place.joined)
          .map((place) => place.id)
      : settings.joined.read(fold(name));
    let joined = false;
    for (const channel of wanted) {
      if (!channels.some((/** @type {Line} */ one) => one.name === channel && !one.joined)) continue;
      joined = (await this.wish({ type: "join", channel })) !== null || joined;
    }
    if (joined) channels = (await this.wish({ type: "channels" }))?.channels ?? channels;
    this.dispatch({ type: "channels", channels });
    if (!again) this.dispatch({ type: "talks", talks: settings.talks.read(fold(name)) });
    const { places, here } = this.state;
    if (!(here in places) && !here.startsWith("~")) {
      const last = places[settings.lastPlace.read(fold(name))];
      const main = places[mainChannel(this.state)];
      const first = [last, main, ...Object.values(places)].find((place) => place?.joined);
      this.dispatch({ type: "go", to: first?.id ?? "" });
    }
    this.dispatch({ type: "link", link: { lostAt: 0 } });
    const mine = Object.values(this.state.places).filter((place) => (isChannel(place.id) ? place.joined : account));
    mine.sort((one, other) => Number(other.id === this.state.here) - Number(one.id === this.state.here));
    for (const place of mine) await this.catchUp(place.id);
    this.flush();
    await this.learn();
    if (this.teacher) await this.teacher.enter(this);
  }

  /** @param {boolean} account @param {Line} answer @returns {Promise<import("./types.js").Role>} */
  async roleOf(account, answer) {
    if (answer.role === "moderator" || answer.role === "admin" || answer.role === "user") return answer.role;
    if (!account) return "user";
    // A server that does not say tells by what it grants.
    return (await this.wish({ type: "hands" })) ? "moderator" : "user";
  }

  async loadTeacher() {
    if (this.teacher) return;
    const module = await import("./teacher/index.js");
    this.teacher = module.teacher;
  }

  /** What is going on: silences, who may write to whom, polls, questions. */
  async learn() {
    const silence = await this.wish({ type: "silence" });
    if (silence?.silences) this.dispatch({ type: "set", change: { silences: silence.silences } });
    const mode = await this.wish({ type: "private_messages" });
    if (mode) this.dispatch({ type: "set", change: { privateMode: String(mode.mode) } });
    if (this.has("polls")) {
      const answer = await this.wish({ type: "polls" });
      for (const poll of answer?.polls ?? []) {
        this.dispatch({ type: "line", line: { ...poll, type: poll.open ? "poll_opened" : "poll_closed" } });
      }
    }
    if (this.has("questions")) {
      const answer = await this.wish({ type: "questions" });
      if (answer)
        this.dispatch({ type: "set", change: { questions: answer.questions, boxClosed: answer.state === "closed" } });
    }
  }

  /** Leaves: nobody is in on this device any more. */
  async leave() {
    const name = this.state.me?.name ?? "";
    // A device that one leaves is not to come in by itself.
    if (this.device !== null) await this.wish({ type: "forget_device", id: this.device });
    await this.wish({ type: "logout" });
    settings.identity.forget();
    settings.talks.forget(fold(name));
    this.identity = null;
    this.secret = null;
    this.outbox = [];
    this.flying.clear();
    this.dispatch({ type: "left" });
  }

  // Reading

  /**
   * Reads what is new in a channel since its newest message that the page has, or its newest ones.
   * @param {string} id
   */
  async catchUp(id) {
    const place = this.state.places[id];
    if (!place) return;
    const newest = place.messages.reduce((most, one) => Math.max(most, one.id ?? 0), 0);
    if (!place.loaded || newest === 0) {
      const answer = await this.wish({ type: "history", ...this.whose(id), limit: PAGE });
      if (answer) this.dispatch({ type: "history", place: id, messages: answer.messages, more: Boolean(answer.more) });
      return;
    }
    const missed = await this.missed(id, newest);
    if (missed === null) {
      // Too much to read in one go: the page begins anew at the newest.
      const answer = await this.wish({ type: "history", ...this.whose(id), limit: PAGE });
      if (!answer) return;
      const waiting = place.messages.filter((one) => one.waiting || one.failed);
      this.dispatch({ type: "place", place: id, change: { messages: waiting, loaded: false } });
      this.dispatch({ type: "history", place: id, messages: answer.messages, more: Boolean(answer.more) });
    } else {
      this.dispatch({ type: "history", place: id, messages: missed });
    }
  }

  /**
   * All messages of a place behind one, or null if they are too many.
   * @param {string} id
   * @param {number} newest
   * @returns {Promise<Line[] | null>}
   */
  async missed(id, newest) {
    /** @type {Line[]} */
    let all = [];
    for (let page = 0; page < PAGES; page += 1) {
      const after = all[all.length - 1]?.id ?? newest;
      const answer = await this.wish({ type: "history", ...this.whose(id), limit: PAGE, after });
      if (!answer) return all;
      all = [...all, ...answer.messages];
      if (!answer.more || answer.messages.length === 0) return all;
    }
    return null;
  }

  /** Whose history is asked for. @param {string} id */
  whose(id) {
    return isTalk(id) ? { with: this.state.places[id]?.name ?? id.slice(1) } : { channel: id };
  }

  /** Reads older messages of a channel. @param {string} id */
  async older(id) {
    const place = this.state.places[id];
    if (!place || !place.more || place.loading || !place.loaded) return;
    const oldest = place.messages.find((one) => one.id !== null)?.id;
    if (!oldest) return;
    this.dispatch({ type: "place", place: id, change: { loading: true } });
    const answer = await this.wish({ type: "history", ...this.whose(id), limit: PAGE, before: oldest });
    if (!answer) return this.dispatch({ type: "place", place: id, change: { loading: false } });
    this.dispatch({ type: "history", place: id, messages: answer.messages, more: Boolean(answer.more) });
  }

  // Places

  /** Goes to a place of which one is a member, or to a private conversation. @param {string} id @param {string} [name] */
  go(id, name) {
    if (isChannel(id) && !this.state.places[id]?.joined) return void this.join(id);
    this.dispatch({ type: "go", to: id, name });
    if (isTalk(id) && this.state.me?.account && !this.state.places[id]?.loaded) void this.catchUp(id);
  }

  /** Opens a private conversation. @param {string} name */
  talk(name) {
    this.go(talkWith(name), name);
  }

  /**
   * Joins a channel and goes there; what refuses it is thrown.
   * @param {string} channel
   */
  async join(channel) {
    const answer = await this.ask({ type: "join", channel });
    const id = String(answer.channel);
    this.dispatch({ type: "place", place: id, change: { joined: true, topic: String(answer.topic ?? "") } });
    this.dispatch({ type: "go", to: id });
    this.keepJoined();
    await this.catchUp(id);
    await this.channels();
  }

  /** @param {string} channel */
  async part(channel) {
    await this.ask({ type: "leave", channel });
    if (this.state.here === channel) {
      const other = Object.values(this.state.places).find(
        (one) => isChannel(one.id) && one.joined && one.id !== channel,
      );
      if (other) this.dispatch({ type: "go", to: other.id });
    }
    this.dispatch({
      type: "place",
      place: channel,
      change: { joined: false, messages: [], loaded: false, more: true, unread: 0 },
    });
    this.keepJoined();
    await this.channels();
  }

  async channels() {
    const answer = await this.wish({ type: "channels" });
    if (answer) this.dispatch({ type: "channels", channels: answer.channels });
  }

  keepJoined() {
    const { me, places } = this.state;
    if (!me) return;
    const names = Object.values(places)
      .filter((one) => isChannel(one.id) && one.joined)
      .map((one) => one.id);
    settings.joined.keep(fold(me.name), names);
  }

  /** Keeps where one is and the private conversations of this tab. */
  keepForReload() {
    const { me, places, here } = this.state;
    if (!me) return;
    settings.lastPlace.keep(fold(me.name), here);
    /** @type {Record<string, object[]>} */
    const all = {};
    for (const place of Object.values(places)) {
      if (isTalk(place.id)) all[place.id] = place.messages.filter((one) => !one.waiting).slice(-200);
    }
    settings.talks.keep(fold(me.name), all);
  }

  // Saying

  /**
   * Says something in a place; it is shown at once, and leaves as soon as there is a connection.
   * @param {string} id
   * @param {string} text
   * @param {number | null} [replyTo]
   */
  say(id, text, replyTo = null) {
    const { me } = this.state;
    const place = this.state.places[id];
    if (!me || !place) return;
    if (isChannel(id) && isCommand(text)) return void this.command(id, text);
    const key = `w${this.state.next}`;
    const line = /** @type {Line} */ ({ type: "message", content: text, ack: key });
    if (isTalk(id)) Object.assign(line, { subtype: "private", to: place.name });
    else Object.assign(line, { subtype: "global", to: "global", channel: id });
    if (replyTo !== null) line.reply_to = replyTo;
    /** @type {Message} */
    const message = {
      key,
      id: null,
      from: me.name,
      to: isTalk(id) ? place.name : "global",
      at: clock.now(),
      text: text.startsWith("//") ? text.slice(1) : text,
      kind: "said",
      code: null,
      mine: true,
      waiting: true,
      sent: false,
      kept: false,
      failed: null,
      edited: false,
      gone: null,
      replyTo,
      reacts: [],
      private: isTalk(id),
      poll: null,
    };
    this.dispatch({ type: "say", place: id, message });
    this.outbox.push({ key, place: id, line });
    this.flush();
  }

  /** Sends what waits, in order. */
  flush() {
    if (!this.state.me || this.state.link.phase !== "open") return;
    for (const one of this.outbox) {
      if (this.flying.size >= FLYING) return;
      if (this.flying.has(one.key)) continue;
      const message = this.state.places[one.place]?.messages.find((other) => other.key === one.key);
      if (!message || !message.waiting) {
        this.outbox = this.outbox.filter((other) => other !== one);
        continue;
      }
      if (message.doubtful && message.private && !this.state.me.account) {
        // Nobody can tell whether it arrived: sent again it might be read twice.
        this.outbox = this.outbox.filter((other) => other !== one);
        this.dispatch({ type: "refused", key: one.key, error: w("unsure"), code: "lost" });
        continue;
      }
      if (!this.connection.send(one.line)) return;
      this.flying.add(one.key);
      this.dispatch({ type: "flown", key: one.key });
    }
  }

  /** @param {Line} line an `ack`, or an `error` with one */
  acknowledged(line) {
    const key = String(line.ack);
    this.flying.delete(key);
    const one = this.outbox.find((other) => other.key === key);
    this.outbox = this.outbox.filter((other) => other.key !== key);
    if (line.type === "ack") {
      this.dispatch({ type: "acked", key, id: Number(line.id), at: String(line.timestamp) });
      const place = one && this.state.places[one.place];
      if (place && place.slow > 0 && this.state.me?.role === "user") {
        this.dispatch({ type: "place", place: place.id, change: { slowUntil: Date.now() + place.slow * 1000 } });
      }
    } else {
      this.dispatch({ type: "refused", key, error: String(line.message ?? ""), code: String(line.code ?? "") });
      this.refusedFor(String(line.code), String(line.message ?? ""), one?.place ?? "");
    }
    this.flush();
  }

  /** What a refusal tells of how things are. @param {string} code @param {string} text @param {string} place */
  refusedFor(code, text, place) {
    if (code === "rate_limited") {
      const seconds = Number(/(\d+) ?s/.exec(text)?.[1] ?? 3);
      this.dispatch({ type: "set", change: { held: { text: "", until: Date.now() + seconds * 1000 } } });
    }
    if (code === "slow_mode") {
      const seconds = Number(/(\d+) ?s/.exec(text)?.[1] ?? 0);
      if (seconds && place) this.dispatch({ type: "place", place, change: { slowUntil: Date.now() + seconds * 1000 } });
    }
    if (code === "muted")
      this.dispatch({ type: "set", change: { muted: { until: mutedUntil(text, clock.day(clock.now())) } } });
    if (code === "channel_read_only" && place) this.dispatch({ type: "place", place, change: { readOnly: true } });
  }

  /** Begins a reply: the composer shows what it answers. @param {Message} message */
  reply(message) {
    const id = this.state.here;
    this.dispatch({ type: "place", place: id, change: { reply: message.id, edit: null } });
    this.wantWriting();
  }

  /** Begins to change one's own message. @param {Message} message */
  startEdit(message) {
    this.dispatch({
      type: "place",
      place: this.state.here,
      change: { edit: message.id, reply: null, draft: message.text },
    });
    this.wantWriting();
  }

  /** Changes one's own message. @param {number} number @param {string} text */
  async edit(number, text) {
    await this.ask({ type: "edit", id: number, content: text });
    this.dispatch({ type: "line", line: { type: "edited", id: number, content: text } });
  }

  /** Erases a message, 8 s later: until then it can be undone. @param {Message} message */
  erase(message) {
    this.dispatch({ type: "hide", key: message.key, hidden: true });
    this.toast({
      text: w("erased"),
      undo: () => this.dispatch({ type: "hide", key: message.key, hidden: false }),
      done: () => {
        this.ask({ type: "delete", id: message.id })
          .then(() =>
            this.dispatch({ type: "line", line: { type: "delete", id: message.id, by: this.state.me?.name ?? "" } }),
          )
          .catch((error) => {
            this.dispatch({ type: "hide", key: message.key, hidden: false });
            this.trouble(error);
          });
      },
    });
  }

  /** Reacts to a message, or no longer: the server turns the one into the other. @param {Message} message @param {string} emoji */
  async react(message, emoji) {
    try {
      const answer = await this.ask({ type: "react", id: message.id, emoji });
      this.dispatch({ type: "line", line: { ...answer, type: "reaction", user: this.state.me?.name } });
    } catch (error) {
      this.trouble(error);
    }
  }

  /**
   * Changes one's own password.
   * @param {string} old
   * @param {string} password
   */
  async changePassword(old, password) {
    await this.ask({ type: "password", old, new: password });
    if (this.secret) this.secret.password = password;
    await this.renewToken();
  }

  /** Another token, because all of an account end with its password. */
  async renewToken() {
    if (!this.has("tokens") || this.identity?.kind !== "token") return;
    const answer = await this.wish({ type: "token", device: device() });
    if (!answer) return;
    this.device = answer.device ?? null;
    this.identity = { ...this.identity, token: String(answer.token) };
    settings.identity.keep(this.identity, this.stay);
  }

  /** Goes to a message that a search found. @param {Line} hit */
  async lookAt(hit) {
    const { me, search } = this.state;
    const id = Number(hit.id);
    const mine = me !== null && fold(String(hit.from)) === fold(me.name);
    const where = hit.subtype === "private" ? talkWith(mine ? String(hit.to) : String(hit.from)) : String(hit.channel);
    this.found = search;
    const place = this.state.places[where];
    if (isChannel(where) && !place?.messages.some((one) => one.id === id)) {
      // What stands around it, apart from the newest: new messages wait until one comes back.
      const answer = await this.wish({ type: "history", channel: where, limit: PAGE, before: id + PAGE / 2 });
      if (!answer) return;
      const change = { messages: [], loaded: false, detached: true, more: true };
      this.dispatch({ type: "place", place: where, change });
      this.dispatch({ type: "history", place: where, messages: answer.messages, more: Boolean(answer.more) });
    }
    this.dispatch({ type: "go", to: where, name: mine ? String(hit.to) : String(hit.from) });
    this.dispatch({ type: "set", change: { looking: id } });
  }

  backToResults() {
    this.dispatch({ type: "set", change: { search: this.found ?? null, looking: null } });
  }

  async backToNow() {
    const place = this.state.places[this.state.here];
    if (!place) return;
    if (place.detached) {
      const waiting = place.messages.filter((one) => one.waiting || one.failed);
      this.dispatch({
        type: "place",
        place: place.id,
        change: { messages: waiting, loaded: false, detached: false, more: true, unread: 0 },
      });
      await this.catchUp(place.id);
    }
    this.dispatch({ type: "set", change: { looking: null } });
    this.dispatch({ type: "go", to: place.id });
    this.wantBottom();
  }

  /** The log that wants to know that the newest are asked for. @type {() => void} */
  wantBottom = () => {};

  /** Whether the conversation in view has messages that are not drawn; its log says so. @type {() => boolean} */
  hidesSome = () => false;

  /** Raises one's hand, or lowers it. @param {boolean} up */
  async raise(up) {
    try {
      const answer = await this.ask({ type: "hand", state: up ? "up" : "down" });
      const since = this.state.hand.since || clock.now();
      this.dispatch({
        type: "line",
        line: { type: "hand", user: this.state.me?.name, state: up ? "up" : "down", since, place: answer.place ?? 0 },
      });
    } catch (error) {
      this.trouble(error);
    }
  }

  /** Changes one's state. @param {string} state */
  show(state) {
    this.connection.send({ type: "status", state });
    this.dispatch({ type: "me", change: { state } });
    const { me } = this.state;
    if (me)
      this.dispatch({
        type: "line",
        line: { type: "status", user: me.name, state: state === "invisible" ? "online" : state },
      });
  }

  /** The views that want to know that the composer is asked for. @type {() => void} */
  wantWriting = () => {};

  /** Opens a dialog of another part of the page; the page sets it. @type {(view: () => any) => void} */
  showOwn = () => {};

  /** Sends a failed message again. @param {string} place @param {Message} message */
  sayAgain(place, message) {
    this.dispatch({ type: "dropped", key: message.key });
    this.say(place, message.text.startsWith("/") ? `/${message.text}` : message.text, message.replyTo);
  }

  /**
   * A typed command. What the page does itself is done here; the rest is the server's, and it answers in words.
   * @param {string} place
   * @param {string} text
   */
  async command(place, text) {
    const [, name, rest] = /** @type {RegExpExecArray} */ (/^\/(\S+)\s*([^]*)$/.exec(text));
    if (name === "join" && rest) return this.join(rest.trim()).catch((error) => this.trouble(error));
    if (name === "leave") return this.part(rest.trim() || place).catch((error) => this.trouble(error));
    const private_ = name === "msg" ? /^(?:"([^"]+)"|(\S+))\s+([^]+)$/.exec(rest) : null;
    if (private_) {
      const to = private_[1] ?? private_[2];
      this.talk(to);
      return this.say(talkWith(to), private_[3]);
    }
    this.connection.send({ type: "message", content: text, channel: place });
    await this.channels();
    // What people in charge type may be about the class.
    if (this.state.staff && !COMMANDS.some((one) => one.name === name && !one.staff)) await this.teacher?.typed(this);
  }

  // What is shown for a moment

  /**
   * Says for 8 s what was done, with what undoes it. `done` runs when it can no longer be undone.
   * @param {{text: string, undo?: () => void, done?: () => void}} toast
   */
  toast(toast) {
    this.toastShown?.done?.();
    this.toastShown = toast;
    this.refresh();
  }

  /** The toast goes. @param {boolean} undone */
  endToast(undone) {
    const toast = this.toastShown;
    this.toastShown = null;
    if (undone) toast?.undo?.();
    else toast?.done?.();
    this.refresh();
  }

  /**
   * Shows a refusal that has no place of its own.
   * @param {unknown} error
   */
  trouble(error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.text) this.dispatch({ type: "set", change: { held: { text: error.text, until: Date.now() + 8000 } } });
  }
}

/** Until when somebody is muted, as words of the server's say that came on a day; null if they say no end. @param {string} text @param {string} today */
function mutedUntil(text, today) {
  const mute = muting(text, today);
  return mute !== null && mute !== "over" && mute.until !== "" ? mute.until : null;
}

/** @param {string} text the server's own welcome, which tells nothing that the page does not show */
const isPlainWelcome = (text) => /^(Bienvenue .+ ! Vous êtes dans #|Welcome .+! You are in #)/.test(text);

/** What this device is called in the list of devices: the browser and the system, as far as it says. */
function device() {
  const agent = navigator.userAgent;
  const browser = /Firefox/.test(agent)
    ? "Firefox"
    : /Edg\//.test(agent)
      ? "Edge"
      : /Chrom/.test(agent)
        ? "Chrome"
        : "Safari";
  const system = /Android/.test(agent)
    ? "Android"
    : /iPhone|iPad/.test(agent)
      ? "iOS"
      : /Windows/.test(agent)
        ? "Windows"
        : /Mac/.test(agent)
          ? "macOS"
          : "Linux";
  return `${browser}, ${system}`;
}
