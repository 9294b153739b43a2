// The requests of docs/PROTOCOL.md and how their answers are known. Owns the queue of what was asked; sends by the function that
// it is given, and knows no socket. Requests are asked one at a time, because an `error` does not say to which it belongs;
// messages are told apart by their `ack`, and fly beside the queue.

/** @typedef {Record<string, any>} Line */

/** A request that the server did not grant: its code, and its words. */
export class Refusal extends Error {
  /** @param {string} code @param {string} text */
  constructor(code, text) {
    super(text);
    this.code = code;
    this.text = text;
  }
}

/** Codes of errors that no request brought about: the connection is about to end. */
export const ENDINGS = new Set([
  "banned",
  "kicked",
  "replaced",
  "account_removed",
  "too_many_errors",
  "slow_reader",
  "line_timeout",
  "identify_timeout",
  "server_stopping",
  "too_many_connections",
  "connecting_too_fast",
]);

/** Types whose answer has no `status`, and the field by which it is no announcement. @type {Record<string, string>} */
const LISTS = {
  hello: "server",
  users: "users",
  school: "name",
  channels: "channels",
  history: "messages",
  search: "messages",
  polls: "polls",
  questions: "questions",
  hands: "hands",
  bans: "bans",
  silence: "silences",
  attendance: "rows",
  devices: "devices",
};

/** How long an answer may take: longer than a password takes to be checked behind a class's worth of others. */
const PATIENCE_MS = 20_000;

/**
 * Whether this line answers a request of that type.
 * @param {string} type
 * @param {Line} line
 */
export function answers(type, line) {
  if (line.type !== type) return false;
  const field = LISTS[type];
  return line.status === "ok" || (field !== undefined && field in line) || ANSWERED.has(type);
}

/** Types that only ever come as an answer. */
const ANSWERED = new Set(["name", "address", "clients", "export", "stats", "log"]);

export class Asking {
  /** @param {(line: Line) => boolean} send */
  constructor(send) {
    this.send = send;
    /** @type {{request: Line, resolve: (answer: Line) => void, reject: (error: Refusal) => void}[]} */
    this.queue = [];
    this.busy = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * Asks, behind what was asked before.
   * @param {Line} request
   * @returns {Promise<Line>}
   */
  ask(request) {
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject });
      this.next();
    });
  }

  next() {
    if (this.busy || this.queue.length === 0) return;
    this.busy = true;
    if (!this.send(this.queue[0].request)) return this.lost();
    this.timer = setTimeout(() => this.fail("timeout", ""), PATIENCE_MS);
  }

  /**
   * A line that came; true if it was an answer.
   * @param {Line} line
   * @returns {boolean}
   */
  take(line) {
    if (!this.busy) return false;
    const [{ request, resolve }] = this.queue;
    if (line.type === "error") {
      if ("ack" in line || ENDINGS.has(line.code)) return false;
      this.fail(String(line.code ?? ""), String(line.message ?? line.error ?? ""));
      return true;
    }
    if (!answers(String(request.type), line)) return false;
    this.done();
    resolve(line);
    this.next();
    return true;
  }

  /** @param {string} code @param {string} text */
  fail(code, text) {
    const [{ reject }] = this.queue;
    this.done();
    reject(new Refusal(code, text));
    this.next();
  }

  done() {
    clearTimeout(this.timer);
    this.queue.shift();
    this.busy = false;
  }

  /** The connection broke: whatever was asked gets no answer any more. */
  lost() {
    clearTimeout(this.timer);
    const asked = this.queue;
    this.queue = [];
    this.busy = false;
    for (const { reject } of asked) reject(new Refusal("lost", ""));
  }
}

/**
 * Whether a text is a command for the server, as docs/PROTOCOL.md says: "/", letters or "-", then a blank or its end.
 * @param {string} text
 */
export const isCommand = (text) => /^\/[\p{L}-]+(\s|$)/u.test(text);
