// The attendance ("Appel"): the lesson that goes on or another day's, and past days side by side; a file of either.

import { arrows } from "../view/form.js";
import { html, Icon, useEffect, useShared, useState, useTicking } from "../view/html.js";
import { order as byName } from "../view/people.js";
import { useTurns } from "../view/turns.js";
import { clock, w } from "../words.js";
import { order } from "./acts.js";
import { save, table } from "./csv.js";
import { allRows, factsOf } from "./facts.js";
import { PlaceBar } from "./place.js";
import { daysBetween, presence } from "./presence.js";
import { useSettled } from "./settled.js";

/** @typedef {Record<string, any>} Line */

/** Most days of a table of past days. */
const DAYS_MAX = 92;
/** How far back it begins at first. */
const DAYS = 14;
/** How often the lesson in view is read anew. */
const FRESH_MS = 30_000;

/** @param {{state: import("../types.js").State}} props */
export function Roll({ state }) {
  const [past, show] = useState(false);
  return html`<${PlaceBar} state=${state} icon="list" title=${w("roll")} hint=${clock.dayWords(clock.now())} />
    <section class="scroll" tabindex="0" role="region" aria-label=${w("roll")}>
      <div class="page">
        <div class="tabs" role="tablist" aria-label=${w("roll")} onKeyDown=${arrows}>
          ${[false, true].map(
            (one) =>
              html`<button
                role="tab"
                type="button"
                id=${one ? "roll-past" : "roll-day"}
                aria-controls="roll-panel"
                aria-selected=${String(past === one)}
                tabindex=${past === one ? 0 : -1}
                onClick=${() => show(one)}
              >
                ${w(one ? "pastDays" : "thisLesson")}
              </button>`,
          )}
        </div>
        <div class="page" id="roll-panel" role="tabpanel" aria-labelledby=${past ? "roll-past" : "roll-day"}>
          ${past ? html`<${Past} />` : html`<${OneDay} facts=${factsOf(state)} />`}
        </div>
      </div>
    </section>`;
}

/**
 * Who should be there: the accounts of pupils, which an admin may read; and who is aside.
 * @param {import("../session.js").Session} session
 */
async function accounts(session) {
  const { me } = session.state;
  const aside = [me?.name ?? ""];
  if (me?.role !== "admin") return { expected: /** @type {string[]} */ ([]), aside };
  try {
    const rows = await allRows(session, { type: "export", table: "users" });
    const staff = rows.filter((row) => row.role === "admin").map((row) => String(row.username));
    const expected = rows.filter((row) => row.role !== "admin" && !row.disabled).map((row) => String(row.username));
    return { expected, aside: [...aside, ...staff] };
  } catch {
    return { expected: [], aside };
  }
}

/** @param {{facts: import("./facts.js").Facts}} props */
function OneDay({ facts }) {
  const { session } = useShared();
  const today = clock.now().slice(0, 10);
  const [day, setDay] = useState(today);
  const [sheet, setSheet] = useState(/** @type {(Line[] & {lessons: Line[]}) | null} */ (null));
  const [chosen, choose] = useState(0);
  const [who, setWho] = useState({ expected: /** @type {string[]} */ ([]), aside: /** @type {string[]} */ ([]) });
  const [failed, fail] = useState("");
  const read = async () => {
    try {
      setSheet(/** @type {any} */ (await allRows(session, { type: "attendance", day })));
      fail("");
    } catch (error) {
      fail(error instanceof Error ? error.message : "");
    }
  };
  useSettled(() => void accounts(session).then(setWho), facts.accounts);
  // Another teacher may begin or end the lesson.
  const lessonNow = String(facts.lesson?.began ?? "");
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), FRESH_MS);
    return () => clearInterval(timer);
  }, [day, lessonNow]);
  useTicking(true, FRESH_MS);
  const lessons = sheet?.lessons ?? [];
  const lesson = lessons.find((one) => one.lesson === chosen) ?? lessons[lessons.length - 1] ?? null;
  const all = sheet ? presence(sheet, lesson, day === today || lesson ? who.expected : [], who.aside, clock.now()) : [];
  const drawn = useTurns(all.length);
  const running = day === today ? lessons.find((one) => one.ended === null) : undefined;
  const begin = async () => {
    const answer = await order(session, { type: "lesson", name: w("lessonName") });
    if (!answer) return;
    session.dispatch({ type: "facts", change: { lesson: answer } });
    choose(0);
  };
  const end = async () => {
    if (!(await order(session, { type: "lesson", end: true }))) return;
    session.dispatch({ type: "facts", change: { lesson: null } });
    await read();
  };
  const csv = () => {
    const head = [w("colName"), w("colArrived"), w("colLeft"), w("colMinutes"), w("colPresence")];
    const rows = all.map((one) => [
      one.name,
      one.arrived && clock.time(one.arrived),
      one.left && clock.time(one.left),
      one.minutes,
      presenceWord(one),
    ]);
    save(`appel-${day}.csv`, table([head, ...rows]));
  };
  const span = lesson && w("fromTo", clock.time(lesson.began), lesson.ended ? clock.time(lesson.ended) : "");
  return html`${day === today && sheet && html`<${LessonNote} lesson=${running ?? lesson} begin=${begin} end=${end} />`}
    ${failed && html`<div class="note warm"><${Icon} name="warn" /><p>${failed}</p></div>`}
    <div class="row wrap">
      <div class="grow"><p>${summary(all)}</p></div>
      ${
        lessons.length > 1 &&
        html`<select
          class="in sm fit"
          aria-label=${w("whichLesson")}
          onChange=${(/** @type {any} */ event) => choose(Number(event.currentTarget.value))}
        >
          ${lessons.map(
            (one) =>
              html`<option value=${one.lesson} selected=${one === lesson}>${one.name}, ${clock.time(one.began)}</option>`,
          )}
        </select>`
      }
      <label class="sr" for="day">${w("day")}</label
      ><input
        class="in sm fit"
        type="date"
        id="day"
        value=${day}
        max=${today}
        onChange=${(/** @type {any} */ event) => event.currentTarget.value && setDay(event.currentTarget.value)}
      /><button class="btn" type="button" onClick=${csv}><${Icon} name="save" small />${w("csv")}</button>
    </div>
    ${
      sheet && all.length === 0
        ? html`<div class="empty flat">
            <${Icon} name="list" />
            <h2>${w("nobodyThen")}</h2>
            <p>${w("nobodyThenText")}</p>
          </div>`
        : html`<div class="xs" tabindex="0" role="region" aria-label=${w("rollTable")}>
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">${w("colName")}</th>
                  <th scope="col">${w("colArrived")}</th>
                  <th scope="col" class="wide">${w("colLeft")}</th>
                  <th scope="col" class="wide">${span || w("wholeDay")}</th>
                  <th scope="col">${w("colPresence")}</th>
                </tr>
              </thead>
              <tbody>
                ${all.slice(0, drawn).map(
                  (one) =>
                    html`<tr key=${one.name}>
                      <th scope="row">${one.name}${one.guest && html`${" "}<span class="tag">${w("tagGuest")}</span>`}</th>
                      <td class="num">${one.arrived ? clock.time(one.arrived) : "–"}</td>
                      <td class="num wide">${one.left ? clock.time(one.left) : "–"}</td>
                      <td class="wide">
                        <svg class="line" viewBox="0 0 110 12" preserveAspectRatio="none" aria-hidden="true">
                          <rect
                            x=${Math.round(one.part[0] * 110)}
                            width=${Math.max(one.what === "absent" ? 0 : 1, Math.round((one.part[1] - one.part[0]) * 110))}
                            height="12"
                          />
                        </svg>
                      </td>
                      <td class=${{ absent: "danger", late: "late", left: "", here: "" }[one.what]}>${presenceWord(one)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p class="hint">${w("rollHint")}</p>`;
}

/** @param {import("./presence.js").Presence} one */
function presenceWord(one) {
  if (one.what === "absent") return w("isAbsent");
  if (one.what === "left") return w("leftAt", clock.time(one.left));
  return one.what === "late" ? w("isLate", one.late) : w("isPresent");
}

/** @param {import("./presence.js").Presence[]} all */
function summary(all) {
  const count = (/** @type {string} */ what) => all.filter((one) => one.what === what).length;
  const there = all.length - count("absent");
  const guests = all.filter((one) => one.guest).length;
  const more = [
    count("late") > 0 && w("late", count("late")),
    count("absent") > 0 && w("absents", count("absent")),
    count("left") > 0 && w("lefts", count("left")),
    guests > 0 && w("guests", guests),
  ].filter(Boolean);
  return html`<b>${w("present", there)}</b>${more.length > 0 && html`${" "}<span class="dim">· ${more.join(" · ")}</span>`}`;
}

/** @param {{lesson: Line | null, begin: () => Promise<void>, end: () => Promise<void>}} props */
function LessonNote({ lesson, begin, end }) {
  if (!lesson)
    return html`<div class="note warm wrap">
      <${Icon} name="clock" />
      <p class="grow"><b>${w("noLesson")}</b> <span class="dim">${w("noLessonText")}</span></p>
      <button class="btn primary" type="button" onClick=${() => void begin()}>${w("beginLesson")}</button>
    </div>`;
  if (lesson.ended === null)
    return html`<div class="note wrap">
      <${Icon} name="clock" />
      <p class="grow">
        <b>${w("lessonFrom", clock.time(lesson.began))}</b> <span class="dim">· ${clock.dayWords(lesson.began)}</span>
      </p>
      <button class="btn" type="button" onClick=${() => void end()}>${w("endLesson")}</button>
    </div>`;
  return html`<div class="note good wrap">
    <${Icon} name="check" />
    <p class="grow">
      <b>${w("lessonWas", clock.time(lesson.began), clock.time(lesson.ended))}</b>${" "}
      <span class="dim">· ${w("lessonSaved")}</span>
    </p>
    <button class="btn" type="button" onClick=${() => void begin()}>${w("nextLesson")}</button>
  </div>`;
}

function Past() {
  const { session } = useShared();
  const today = clock.now().slice(0, 10);
  const [from, setFrom] = useState(() =>
    new Date(Date.parse(`${today}T12:00:00Z`) - DAYS * 86_400_000).toISOString().slice(0, 10),
  );
  const [columns, setColumns] = useState(
    /** @type {{lesson: Line, all: import("./presence.js").Presence[]}[] | null} */ (null),
  );
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const who = await accounts(session);
      /** @type {{lesson: Line, all: import("./presence.js").Presence[]}[]} */
      const found = [];
      for (const day of daysBetween(from, today, DAYS_MAX)) {
        if (!wanted) return;
        const sheet = /** @type {any} */ (await allRows(session, { type: "attendance", day }));
        for (const lesson of sheet.lessons) {
          if (String(lesson.began).slice(0, 10) !== day) continue;
          found.push({ lesson, all: presence(sheet, lesson, who.expected, who.aside, clock.now()) });
        }
      }
      if (wanted) setColumns(found);
    };
    read().catch((error) => session.trouble(error));
    return () => {
      wanted = false;
    };
  }, [from]);
  const names = [
    ...new Set((columns ?? []).flatMap((one) => one.all.filter((each) => !each.guest).map((each) => each.name))),
  ];
  names.sort(byName.compare);
  const drawn = useTurns(names.length);
  const cells = names.map((name) => (columns ?? []).map((one) => one.all.find((each) => each.name === name)));
  const rates = cells.map((row) => {
    const known = row.filter(Boolean);
    return known.length === 0
      ? 0
      : Math.round((100 * known.filter((one) => one?.what !== "absent").length) / known.length);
  });
  const count = (/** @type {string} */ what) => cells.flat().filter((one) => one?.what === what).length;
  const short = (/** @type {Line} */ lesson) =>
    w("shortDay", clock.dayWords(lesson.began).replace(/^.*?, /, ""), String(lesson.began));
  const csv = () =>
    save(
      `appel-${from}-${today}.csv`,
      table([
        [
          w("colName"),
          ...(columns ?? []).map((one) => `${one.lesson.name} ${String(one.lesson.began).slice(0, 10)}`),
          w("colPresence"),
        ],
        ...names.map((name, index) => [
          name,
          ...cells[index].map((one) => (one ? presenceWord(one) : "")),
          w("percent", rates[index]),
        ]),
      ]),
    );
  return html`<div class="row wrap">
      <div class="grow">
        <p>
          <b>${w("lessons", columns?.length ?? 0)}</b>${" "}
          <span class="dim">· ${w("absences", count("absent"))} · ${w("lates", count("late"))}</span>
        </p>
      </div>
      <label class="sr" for="from">${w("fromDay")}</label
      ><input
        class="in sm fit"
        type="date"
        id="from"
        value=${from}
        max=${today}
        onChange=${(/** @type {any} */ event) => event.currentTarget.value && setFrom(event.currentTarget.value)}
      /><button class="btn" type="button" onClick=${csv}><${Icon} name="save" small />${w("csv")}</button>
    </div>
    ${
      columns && columns.length === 0
        ? html`<div class="empty flat">
            <${Icon} name="list" />
            <h2>${w("noLessons")}</h2>
            <p>${w("noLessonsText")}</p>
          </div>`
        : html`<div class="xs" tabindex="0" role="region" aria-label=${w("pastTable")}>
            <table class="table days">
              <thead>
                <tr>
                  <th scope="col">${w("colName")}</th>
                  ${(columns ?? []).map((one) => html`<th scope="col" key=${one.lesson.lesson}>${short(one.lesson)}</th>`)}
                  <th scope="col" class="end">${w("colPresence")}</th>
                </tr>
              </thead>
              <tbody>
                ${names.slice(0, drawn).map(
                  (name, index) =>
                    html`<tr key=${name}>
                      <th scope="row">${name}</th>
                      ${cells[index].map((one) => html`<${Cell} one=${one} />`)}
                      <td class="num end">${w("percent", rates[index])}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p class="hint">${w("pastHint")}</p>`;
}

/** @param {{one: import("./presence.js").Presence | undefined}} props */
function Cell({ one }) {
  if (!one) return html`<td></td>`;
  if (one.what === "absent") return html`<td class="danger">${w("isAbsentShort")}</td>`;
  if (one.what === "late") return html`<td class="late">${w("plus", one.late)}</td>`;
  if (one.what === "left") return html`<td>${w("leftAtShort", clock.time(one.left))}</td>`;
  return html`<td class="ok"><${Icon} name="check" small /><span class="sr">${w("isPresent")}</span></td>`;
}
