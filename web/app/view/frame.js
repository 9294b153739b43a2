// The frame: what is open over the conversation (drawers, menus, sheets, dialogs, the search), where the focus was before, and
// the keys that work everywhere. One thing of each kind is open; Escape closes the topmost and gives the focus back.

/**
 * An open menu: what it is of, and the box of the button that opened it.
 * @typedef {{of: "own"} | {of: "channel"} | {of: "person", name: string} | {of: "message", key: string}
 *   | {of: "account", name: string, fact: string, actions: import("../types.js").Action[]}} MenuOf
 */

export class Frame {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.nav = false;
    this.panel = false;
    /** The tab of the panel. */
    this.tab = "people";
    /** @type {MenuOf | null} */
    this.menu = null;
    /** @type {DOMRect | null} */
    this.anchor = null;
    /** The button of the menu that is open. @type {Element | null} */
    this.button = null;
    /** Open dialogs by name; `detail` is what it is about. @type {{name: string, detail?: any} | null} */
    this.dialog = null;
    /** @type {Map<string, HTMLElement>} */
    this.before = new Map();
  }

  /** @param {string} layer */
  remember(layer) {
    const now = document.activeElement;
    if (now instanceof HTMLElement && now !== document.body && !this.before.has(layer)) this.before.set(layer, now);
  }

  /** @param {string} layer */
  giveBack(layer) {
    const element = this.before.get(layer);
    this.before.delete(layer);
    // After the layer is gone.
    setTimeout(() => {
      if (element?.isConnected && (document.activeElement === document.body || !document.activeElement))
        element.focus();
    });
  }

  openNav() {
    this.remember("nav");
    this.nav = true;
    this.changed();
    focusInside("#nav");
  }

  /** @param {string} [tab] */
  openPanel(tab) {
    this.remember("panel");
    this.panel = true;
    if (tab) this.tab = tab;
    this.changed();
    focusInside("#people");
  }

  /** @param {MenuOf} menu @param {Element} [button] */
  openMenu(menu, button) {
    this.remember("menu");
    this.menu = menu;
    this.button = button ?? null;
    this.anchor = button?.getBoundingClientRect() ?? null;
    this.changed();
    focusInside('[role="menu"].float');
  }

  /** The window has another size: the menu goes with its button, if that is still in view. */
  anchorAgain() {
    const now = this.button?.getBoundingClientRect();
    if (now && now.width > 0) this.anchor = now;
    this.changed();
  }

  /** @param {string} name @param {any} [detail] */
  openDialog(name, detail) {
    this.closeMenu(false);
    this.remember("dialog");
    this.dialog = { name, detail };
    this.changed();
    focusInside(".dialog", "input, select, textarea, .primary");
  }

  closeMenu(giveBack = true) {
    if (!this.menu) return;
    this.menu = null;
    const element = this.before.get("menu");
    if (giveBack) this.giveBack("menu");
    else {
      this.before.delete("menu");
      if (element) this.before.set("dialog", element);
    }
    this.changed();
  }

  closeDialog() {
    if (!this.dialog) return;
    this.dialog = null;
    this.changed();
    this.giveBack("dialog");
  }

  /** Closes whatever is topmost; true if something was open. */
  closeTop() {
    if (this.dialog) this.closeDialog();
    else if (this.menu) this.closeMenu();
    else if (this.panel) {
      this.panel = false;
      this.changed();
      this.giveBack("panel");
    } else if (this.nav) {
      this.nav = false;
      this.changed();
      this.giveBack("nav");
    } else return false;
    return true;
  }

  /** The drawers go: somebody went somewhere. */
  closeDrawers() {
    this.nav = false;
    this.panel = false;
    this.before.clear();
    this.changed();
  }
}

/**
 * Puts the focus on the first thing in a layer that has just been opened, once it is there.
 * @param {string} layer
 * @param {string} [first]
 * @param {number} [tries]
 */
function focusInside(layer, first, tries = 20) {
  setTimeout(
    () => {
      const root = document.querySelector(layer);
      if (!root && tries > 0) return focusInside(layer, first, tries - 1);
      if (!root || root.contains(document.activeElement)) return;
      const inside = "button:not([disabled]), a[href], input, select, textarea";
      const target = (first && root.querySelector(first)) ?? root.querySelector(inside);
      if (target instanceof HTMLElement) target.focus();
    },
    tries === 20 ? 0 : 25,
  );
}

/**
 * Keeps Tab within a layer.
 * @param {KeyboardEvent} event
 */
export function keepInside(event) {
  if (event.key !== "Tab") return;
  const root = /** @type {HTMLElement} */ (event.currentTarget);
  const inside = [...root.querySelectorAll("button:not([disabled]), a[href], input, select, textarea, [tabindex='0']")];
  const shown = /** @type {HTMLElement[]} */ (inside).filter((one) => one.offsetParent !== null && one.tabIndex >= 0);
  const [first, last] = [shown[0], shown[shown.length - 1]];
  if (!first || !last) return;
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}
