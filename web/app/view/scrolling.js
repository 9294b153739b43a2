// Where the rows of the conversation stand in its box: what is in view, how far the newest are, how a message comes into view. Reads
// and sets positions only; `view/log.js` decides what is drawn.

/** So near to the bottom one reads the newest, in pixels. */
const NEAR = 64;
/** How far below the top the line of new messages stands at first, in pixels. */
const FRESH_BELOW = 40;

/** Whether the end of what is drawn is in view. @param {HTMLElement} box */
export const isNear = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

/** Whether it is scrolled as far down as it can be. @param {HTMLElement} box */
export const isAtBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 1;

/** The rows that are drawn, from the top. @param {HTMLElement} box */
const rowsOf = (box) => /** @type {HTMLCollectionOf<HTMLElement>} */ (box.querySelector(".rows")?.children);

/** Where the bottom of a row is, from the top of the box. @param {HTMLElement} box @param {Element} row */
export const bottomIn = (box, row) => row.getBoundingClientRect().bottom - box.getBoundingClientRect().top;

/**
 * The number of the first row that ends below a height, from the top of the box; the number of rows if none does.
 * @param {HTMLElement} box
 * @param {number} height
 */
export function firstBelow(box, height) {
  const rows = rowsOf(box);
  const y = box.getBoundingClientRect().top + height;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The first row in view, and where it ends: its top may change as its name goes, when another message comes before it. Days and the
 * line of new messages do not count, for they move on their own.
 * @param {HTMLElement} box
 */
export function firstInView(box) {
  const rows = rowsOf(box);
  for (let at = firstBelow(box, 0); at < rows.length; at += 1) {
    const row = rows[at];
    if (!row.matches(".day, .fresh")) return { row, bottom: bottomIn(box, row) };
  }
  return null;
}

/** Puts a message a third from the top. @param {HTMLElement} box @param {number} id */
export function lookAt(box, id) {
  const element = box.querySelector(`[data-id="${id}"]`);
  if (element)
    box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
}

/** Puts the line of new messages near the top. @param {HTMLElement} box */
export function lookAtFresh(box) {
  const line = box.querySelector("#fresh");
  if (line) box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - FRESH_BELOW;
}

/** Gives a message the focus, which brings it into view. @param {HTMLElement} box @param {string} key */
export function focusOn(box, key) {
  const element = box.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (element instanceof HTMLElement) element.focus();
}

/** Whether somebody has marked something in the box, to copy it. @param {HTMLElement} box */
export function isMarked(box) {
  const marked = getSelection();
  return marked !== null && !marked.isCollapsed && box.contains(marked.anchorNode);
}
