// What a place of the teacher reads again when others change it: once for many changes, for a class list comes as one line each.

import { useEffect, useRef } from "../view/html.js";

/** How long nothing has to change before it is read. */
const SETTLED_MS = 600;

/**
 * Reads at first, and again when the number of changes has grown and stays.
 * @param {() => void} read
 * @param {number} changes
 */
export function useSettled(read, changes) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return read();
    }
    const timer = setTimeout(read, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [changes]);
}
