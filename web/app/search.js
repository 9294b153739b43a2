// The search: what is asked, and what has come so far, in `state.search`. The views are in `view/search.js`.

import { Refusal } from "./protocol.js";

/**
 * Opens the search in a place ("" : all channels), with words if there are some.
 * @param {import("./session.js").Session} session
 * @param {string} channel
 * @param {string} [author] only what this person said
 * @param {string} [words] what is looked for at once
 */
export function openSearch(session, channel, author, words = "") {
  session.dispatch({
    type: "set",
    change: { search: { words, channel, author: author ?? "", found: null, before: null, busy: false, error: "" } },
  });
  if (author || words) void search(session, words, channel, author ?? "");
}

/**
 * Asks for what has these words; what comes is in `state.search`.
 * @param {import("./session.js").Session} session
 * @param {string} words
 * @param {string} channel
 * @param {string} author
 * @param {number | null} [before] reads on
 */
export async function search(session, words, channel, author, before = null) {
  const was = session.state.search;
  const asked = {
    words,
    channel,
    author,
    found: before ? (was?.found ?? null) : null,
    before: null,
    busy: true,
    error: "",
  };
  session.dispatch({ type: "set", change: { search: asked } });
  const request = /** @type {Record<string, any>} */ ({ type: "search", words, limit: 50 });
  if (channel) request.channel = channel;
  if (author) request.author = author;
  if (before) request.before = before;
  try {
    const answer = await session.ask(request);
    if (!session.state.search) return;
    const found = [...answer.messages].reverse();
    session.dispatch({
      type: "set",
      change: {
        search: { ...asked, found: [...(asked.found ?? []), ...found], before: answer.before ?? null, busy: false },
      },
    });
  } catch (failed) {
    if (!(failed instanceof Refusal)) throw failed;
    session.dispatch({
      type: "set",
      change: { search: { ...asked, found: asked.found ?? [], busy: false, error: failed.text } },
    });
  }
}
