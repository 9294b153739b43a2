// The shapes of what the page knows and says; types only, nothing runs here.

/**
 * Where the connection is. "open": lines go; "lost": it is made again at `retryAt`; "full": the server has no room; "ended": the
 * server said why and the page does not come back by itself (kicked, banned).
 * @typedef {{phase: "connecting" | "open" | "lost" | "full" | "ended", retryAt: number, lostAt: number, entries: number}} Link
 */

/** The server's own words about itself: `facts` is its whole `hello`. @typedef {{version: string, features: string[], facts: Record<string, any>}} Server */

/** @typedef {"user" | "moderator" | "admin"} Role */

/** Oneself. `wanted` is the name that was typed. @typedef {{name: string, wanted: string, account: boolean, role: Role, state: string}} Me */

/** Somebody, here or (`state` "offline") known from a private conversation. @typedef {{name: string, state: string, role: Role, guest: boolean, muted: boolean, since?: string, server?: string}} Person */

/**
 * A message as it is shown. `id` is the server's number, null for what is not yet sent and what the server itself says; `at` its
 * time by the server's clock on the wall, without a zone. `waiting`: not yet acknowledged; `flown`: given to a connection;
 * `doubtful`: the connection broke behind it; `kept`: for somebody who is away;
 * `note`: what somebody did to the channel, as the server told it.
 * @typedef {{
 *   key: string, id: number | null, from: string, to: string, at: string, text: string,
 *   kind: "said" | "system" | "announce", code: string | null, mine: boolean,
 *   waiting: boolean, flown?: boolean, doubtful?: boolean, sent: boolean, kept: boolean,
 *   failed: {text: string, code: string} | null, edited: boolean, hidden?: boolean, gone: {by: string} | null,
 *   replyTo: number | null, reacts: [string, string[]][], private: boolean, poll: Record<string, any> | null,
 *   note?: Record<string, any>,
 * }} Message
 */

/**
 * A channel ("#name") or a private conversation ("@folded name"). `fresh` is the id above which the line of new messages stands;
 * `up` whether one reads further up, so that what comes is not seen, and `far` whether the newest are not drawn then; `loaded`: its newest messages are known; `more`: there are older ones;
 * `detached`: an old stretch, to which a search led, and not the newest.
 * @typedef {{
 *   id: string, name: string, topic: string, members: number, joined: boolean, readOnly: boolean, disabled?: boolean,
 *   staff?: boolean, shared?: boolean, slow: number, slowUntil: number, messages: Message[], more: boolean, loaded: boolean, loading: boolean,
 *   unread: number, mentioned: boolean, fresh: number | null, up: boolean, far?: boolean, detached?: boolean,
 *   draft: string, code: {lang: string, text: string} | null, reply: number | null, edit: number | null,
 * }} Place
 */

/**
 * All that the page knows. `here` is the id of the place in view, or "~name" of one of the teacher's; `looking` is the id of an
 * old message at which a search led; `boxClosed` whether no questions are taken; `held` a refusal that the band over the composer says; `staff` belongs to `app/teacher/`.
 * @typedef {{
 *   link: Link, server: Server, me: Me | null,
 *   gate: {error: {field: string, text: string, code: string} | null, change: {name: string, by: string} | null},
 *   people: Record<string, Person>, elsewhere: Record<string, Person>, lostServers: Record<string, number>, apart: boolean, places: Record<string, Place>, here: string, looking: number | null,
 *   hand: {place: number, since: string}, hands: {user: string, since: string}[],
 *   silences: {channel: string | null, until: string | null, by: string}[], privateMode: string,
 *   muted: {until: string | null} | null, lesson: Record<string, any> | null,
 *   polls: Record<string, Record<string, any>>, questions: Record<string, any>[], boxClosed: boolean, answered: Record<string, any> | null,
 *   search: {words: string, channel: string, author: string, found: Record<string, any>[] | null, before: number | null, busy: boolean, error: string} | null,
 *   renamed: {name: string, wanted: string} | null, held: {text: string, until: number} | null,
 *   staff: Record<string, any> | null, focused: boolean, next: number,
 * }} State
 */

/** What happened; `reduce` in `app/state.js` has a step for each type. @typedef {{type: string} & Record<string, any>} Event */

/** A component of preact. @typedef {(props: any) => any} View */

/**
 * One entry of a menu: words, icon, what it does; `strong` stands last, in red.
 * @typedef {{icon: string, text: string, hint?: string, strong?: boolean, begins?: boolean, act: () => void}} Action
 */

/**
 * What `app/teacher/index.js` exports as `teacher`; see the first lines of `app/state.js`.
 * @typedef {{
 *   reduce: (state: State, event: Event) => State,
 *   enter: (session: import("./session.js").Session) => void | Promise<void>,
 *   typed: (session: import("./session.js").Session) => Promise<void>,
 *   Panel: View,
 *   places: {id: string, icon: string, text: () => string, hint?: () => string, href?: string, view: any, may?: (state: State) => boolean}[],
 *   Lead?: View, Announcement?: View, Band?: View,
 *   barActions: (session: import("./session.js").Session, place: Place) => Action[],
 *   personFacts?: (session: import("./session.js").Session, person: Person) => string[],
 *   personActions: (session: import("./session.js").Session, person: Person) => Action[],
 *   messageActions: (session: import("./session.js").Session, message: Message) => Action[],
 * }} Teacher
 */

export {};
