// What can be done with a message: react, reply, copy and what the menu has. Beside it under the pointer or the focus, a sheet
// at the bottom on phones.

import { w } from "../words.js";
import { copy } from "./copy.js";
import { html, Icon, useShared, useState } from "./html.js";

/** @typedef {import("../types.js").Message} Message */

/** The six reactions: the emoji that goes over the wire, the icon, the words. @type {[string, string, string][]} */
export const REACTIONS = [
  ["👍", "thumb", "agree"],
  ["✅", "check", "understood"],
  ["❓", "ask", "notUnderstood"],
  ["⭐", "star", "bravo"],
  ["❤️", "heart", "thanks"],
  ["🙂", "smile", "funny"],
];

/** @param {{message: Message, open: boolean}} props */
export function Acts({ message, open }) {
  const { session, frame } = useShared();
  const [picking, pick] = useState(false);
  const reacts = session.has("reactions") && !message.private && message.kind === "said";
  const replies = message.kind === "said";
  const more = moreActions(session, message);
  const narrow = open && matchMedia("(max-width: 45em)").matches;
  /** @param {() => void} act */
  const then = (act) => () => {
    act();
    frame.closeMenu();
  };
  return html`<div class="acts" role="group" aria-label=${w("actions")}>
    <div class="row">
      ${!reacts && html`<span></span>`}
      ${reacts && html`<${Act} icon="smile" text=${w("react")} act=${() => pick(!picking)} expanded=${picking} />`}
      ${replies && html`<${Act} icon="reply" text=${w("reply")} act=${then(() => session.reply(message))} />`}
      <${Act} icon="copy" text=${w("copy")} act=${then(() => void copy(message.text))} />
      ${
        narrow
          ? more.map(
              (one) => html`<${Act} icon=${one.icon} text=${one.text} danger=${one.strong} act=${then(one.act)} />`,
            )
          : more.length > 0 &&
            html`<button
              class="ib"
              type="button"
              aria-label=${w("more")}
              title=${w("more")}
              aria-haspopup="menu"
              onClick=${(/** @type {any} */ event) => frame.openMenu({ of: "message", key: message.key }, event.currentTarget)}
            >
              <${Icon} name="more" /><span class="lbl">${w("more")}</span>
            </button>`
      }
    </div>
    ${
      reacts &&
      (picking || narrow) &&
      html`<div class="row pick" role="group" aria-label=${w("reactions")}>
        ${REACTIONS.map(
          ([emoji, icon, key]) =>
            html`<${Act} icon=${icon} text=${w(key)} act=${then(() => void session.react(message, emoji))} />`,
        )}
      </div>`
    }
  </div>`;
}

/** @param {{icon: string, text: string, act: () => void, danger?: boolean, expanded?: boolean}} props */
function Act({ icon, text, act, danger, expanded }) {
  return html`<button
    class=${danger ? "ib danger" : "ib"}
    type="button"
    aria-label=${text}
    title=${text}
    aria-expanded=${expanded === undefined ? undefined : String(expanded)}
    onClick=${act}
  >
    <${Icon} name=${icon} /><span class="lbl">${text}</span>
  </button>`;
}

/**
 * The rest of what can be done with a message: with one's own, and what staff may.
 * @param {import("../session.js").Session} session
 * @param {Message} message
 * @returns {import("../types.js").Action[]}
 */
export function moreActions(session, message) {
  /** @type {import("../types.js").Action[]} */
  const all = [];
  if (message.mine && session.has("edits") && message.kind === "said") {
    all.push({ icon: "edit", text: w("edit"), act: () => session.startEdit(message) });
    all.push({ icon: "trash", text: w("erase"), strong: true, act: () => session.erase(message) });
  }
  if (session.teacher && session.state.staff) all.push(...session.teacher.messageActions(session, message));
  return all;
}
