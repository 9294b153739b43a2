// What each view is made of: preact's hooks, tagged templates, icons, and the session and the frame that all views share.

import { Component, createContext, Fragment, h, render } from "../../vendor/preact.js";
import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../../vendor/preact-hooks.js";
import htm from "../../vendor/htm.js";

export { Component, Fragment, render, useEffect, useLayoutEffect, useMemo, useRef, useState };

/**
 * Elements from a template. htm would keep those parts of it that never change and give them to preact again, which notes in them where
 * they stand: through them all that was ever drawn would be held. `this[0] = 3` says that nothing is to be kept.
 * @this {any[]}
 * @param {any} type
 * @param {any} props
 * @param {any[]} children
 */
function element(type, props, ...children) {
  this[0] = 3;
  return h(type, props, ...children);
}

export const html = htm.bind(element);

/** @typedef {{session: import("../session.js").Session, frame: import("./frame.js").Frame}} Shared */
export const SharedContext = createContext(/** @type {Shared | null} */ (null));

/** The session and the frame. @returns {Shared} */
export function useShared() {
  const shared = useContext(SharedContext);
  if (!shared) throw new Error("a view outside the page");
  return shared;
}

/**
 * An icon of `icons.svg`; it says nothing to who does not see it.
 * @param {{name: string, small?: boolean, class?: string}} props
 */
export function Icon({ name, small, class: more }) {
  return html`<svg class=${["i", small ? "s" : "", more ?? ""].filter(Boolean).join(" ")} aria-hidden="true">
    <use href=${`#i-${name}`} />
  </svg>`;
}

/**
 * A component that is drawn again only if `same` says that its props are not.
 * @template P
 * @param {(props: P) => any} view
 * @param {(before: P, after: P) => boolean} same
 */
export function memo(view, same) {
  return class extends Component {
    /** @param {any} next */
    shouldComponentUpdate(next) {
      return !same(/** @type {any} */ (this.props), next);
    }
    /** @param {any} props */
    render(props) {
      return view(props);
    }
  };
}

/** Draws again every so many milliseconds while `on`. @param {boolean} on @param {number} [every] */
export function useTicking(on, every = 1000) {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => tick((/** @type {number} */ n) => n + 1), every);
    return () => clearInterval(timer);
  }, [on, every]);
}

/** Seconds from now, never less than 0. @param {number} at */
export const secondsTo = (at) => Math.max(0, Math.ceil((at - Date.now()) / 1000));

/** Whether this is a finger's device: no keyboard pops up by itself there. */
export const touch = () => matchMedia("(pointer: coarse)").matches;
