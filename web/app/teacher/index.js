// What moderators and admins have besides: loaded when somebody of them is in, and by nobody else. `app/state.js` says in its
// first lines where each part goes; the type is `Teacher` in `app/types.js`.

import { People } from "../view/people.js";

/** @type {import("../types.js").Teacher} */
export const teacher = {
  reduce: (state) => state,
  enter: () => {},
  Panel: People,
  places: [],
  barActions: () => [],
  personActions: () => [],
  messageActions: () => [],
};
