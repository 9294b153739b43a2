// When things are drawn, so that no task keeps the browser from answering: what many events change once in a frame, the rows of a long
// list a few in each. Any view may use it.

import { nextStep, STEP } from "../span.js";
import { html, useLayoutEffect, useRef, useState } from "./html.js";

/**
 * Does something behind the painting of the next frame; a page in the background has no frames.
 * @param {() => void} act
 * @returns {() => void} what calls it off
 */
export function afterFrame(act) {
  let timer = 0;
  const later = () => {
    timer = Number(setTimeout(act));
  };
  const frame = document.hidden ? (later(), 0) : requestAnimationFrame(later);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/**
 * Does something at once, and again at most once in a frame, however often it is called.
 * @param {() => void} act
 */
export function oncePerFrame(act) {
  let [waits, again] = [false, false];
  const run = () => {
    if (waits) return void (again = true);
    [waits, again] = [true, false];
    act();
    afterFrame(() => {
      waits = false;
      if (again) run();
    });
  };
  return run;
}

/**
 * A view that is drawn behind the frame which shows what is around it: drawing both would be too long a task.
 * @param {import("../types.js").View} view
 * @returns {import("../types.js").View}
 */
export const inItsTurn = (view) => (props) => {
  const [turn, take] = useState(false);
  useLayoutEffect(() => afterFrame(() => take(true)), []);
  return turn && html`<${view} ...${props} />`;
};

/**
 * How many of so many rows are drawn by now: a few, and a few more behind each frame until all are, fewer where frames are slow.
 * @param {number} all
 */
export function useTurns(all) {
  const [drawn, draw] = useState(STEP);
  const last = useRef({ step: STEP, at: 0 });
  const more = drawn < all;
  useLayoutEffect(() => {
    if (!more) return undefined;
    return afterFrame(() => {
      const at = performance.now();
      const step = nextStep(last.current.step, at - last.current.at);
      last.current = { step, at };
      draw(drawn + step);
    });
  }, [drawn, more]);
  return drawn;
}
