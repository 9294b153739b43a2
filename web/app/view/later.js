// Views that are loaded when they are first shown: what a first visit does not need.

import { Component, html } from "./html.js";

/**
 * A view that loads another one.
 * @param {() => Promise<import("../types.js").View>} load
 */
export function later(load) {
  /** @type {import("../types.js").View | null} */
  let view = null;
  return class extends Component {
    componentDidMount() {
      if (!view) {
        void load().then((loaded) => {
          view = loaded;
          this.setState({});
        });
      }
    }
    /** @param {any} props */
    render(props) {
      return view && html`<${view} ...${props} />`;
    }
  };
}

export const Dialogs = later(async () => (await import("./dialogs.js")).Dialogs);
export const Menus = later(async () => (await import("./menus.js")).Menus);
export const Poll = later(async () => (await import("./poll.js")).Poll);
export const PollResult = later(async () => (await import("./poll.js")).PollResult);
export const Questions = later(async () => (await import("./questions.js")).Questions);
export const Results = later(async () => (await import("./search.js")).Results);
export const SearchBand = later(async () => (await import("./search.js")).SearchBand);
