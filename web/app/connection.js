// The connection: one WebSocket that is made again whenever it breaks. Owns the socket and its timers; it is told what to send
// and tells lines and its own state, and knows nothing of what a line means. `app/session.js` alone uses it.
//
// When it is thought to be dead: a `close` of the browser; no answer within 3 s to the question asked when the page becomes
// visible again or comes back out of the browser's cache (iOS says no `close`); 5 s without an opened connection. Nothing
// beats regularly: Android stops timers, not sockets.

/**
 * @typedef {{
 *   line: (line: Record<string, any>) => void,
 *   opened: () => void,
 *   lost: (retryAt: number) => void,
 * }} Listener
 */

const CONNECTING_MS = 5000;
const PROBE_MS = 3000;
const STABLE_MS = 10_000;
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** The close code that says that the page makes another connection: the server tells nobody that one has left. */
const COMING_BACK = 4001;

/**
 * How long to wait before a try: twice as long each time, and a part of it by chance, so that a class does not come back in
 * the same moment.
 * @param {number} failures tries that failed in a row
 * @param {number} chance from 0 to 1
 * @returns {number} milliseconds
 */
export function backOff(failures, chance) {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(longest / 2 + (longest / 2) * chance);
}

export class Connection {
  /**
   * @param {string} address of the form ws://HOST/ws
   * @param {Listener} listener
   */
  constructor(address, listener) {
    this.address = address;
    this.listener = listener;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.failures = 0;
    this.openedAt = 0;
    this.wanted = false;
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {number | undefined} */
    this.probe = undefined;
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.doubt();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.doubt();
    });
    addEventListener("online", () => this.now());
  }

  /** Connects, and again after each loss. */
  start() {
    this.wanted = true;
    this.connect();
  }

  /** Ends the connection and makes no other. */
  stop() {
    this.wanted = false;
    this.drop();
  }

  /** Tries at once instead of waiting. */
  now() {
    if (this.wanted && !this.socket) this.connect();
  }

  /**
   * Sends a line; false if there is no connection.
   * @param {Record<string, unknown>} line
   * @returns {boolean}
   */
  send(line) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(line));
    return true;
  }

  /** Waits longer before the next try: the server said that it has no room. */
  slower() {
    this.failures = Math.max(this.failures, 4);
  }

  connect() {
    clearTimeout(this.timer);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.timer = setTimeout(() => this.broke(socket), CONNECTING_MS);
    socket.onopen = () => {
      clearTimeout(this.timer);
      this.openedAt = Date.now();
      this.listener.opened();
    };
    socket.onmessage = (event) => {
      clearTimeout(this.probe);
      this.probe = undefined;
      for (const text of String(event.data).split("\n")) {
        if (text.trim() === "") continue;
        let line;
        try {
          line = JSON.parse(text);
        } catch {
          continue;
        }
        if (line && typeof line === "object" && typeof line.type === "string") this.listener.line(line);
      }
    };
    socket.onclose = () => this.broke(socket);
    socket.onerror = () => {};
  }

  /** Asks the server something that it always answers; no answer means that the connection is dead, whatever the browser says. */
  doubt() {
    if (!this.wanted) return;
    if (!this.socket) return this.now();
    const { socket } = this;
    if (socket.readyState !== WebSocket.OPEN || this.probe !== undefined) return;
    this.probe = setTimeout(() => this.broke(socket), PROBE_MS);
    socket.send('{"type":"users"}');
  }

  /** @param {WebSocket} socket */
  broke(socket) {
    if (socket !== this.socket) return;
    const stable = this.openedAt !== 0 && Date.now() - this.openedAt >= STABLE_MS;
    this.drop(COMING_BACK);
    if (!this.wanted) return;
    if (stable) this.failures = 0;
    const wait = backOff(this.failures, Math.random());
    this.failures += 1;
    this.timer = setTimeout(() => this.connect(), wait);
    this.listener.lost(Date.now() + wait);
  }

  /** @param {number} [code] what the server is told of it */
  drop(code) {
    clearTimeout(this.timer);
    clearTimeout(this.probe);
    this.probe = undefined;
    this.openedAt = 0;
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close(code);
  }
}
