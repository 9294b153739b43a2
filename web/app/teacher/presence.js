// Who was there, late, gone early or absent: computed from the rows of `attendance` and the list of accounts. Pure.

import { fold } from "../state.js";

/** @typedef {Record<string, any>} Line */

/** Minutes after its beginning from which an arrival is late, and before its end from which somebody left early. */
const LATE_MIN = 2;
const EARLY_MIN = 5;

/** Minutes between two times of the server. @param {string} from @param {string} to */
export const minutesBetween = (from, to) =>
  Math.floor((Date.parse(`${to.slice(0, 19)}Z`) - Date.parse(`${from.slice(0, 19)}Z`)) / 60_000);

/**
 * `what`: "here" (so far, or to the end), "late", "left" (before the end), "absent"; `late` in minutes; `part` where on the time line
 * they were there, from 0 to 1.
 * @typedef {{name: string, guest: boolean, what: "here" | "late" | "left" | "absent", late: number, arrived: string,
 *   left: string, minutes: number, addresses: string[], part: [number, number]}} Presence
 */

/**
 * @param {Line[]} rows
 * @param {Line | null} lesson null for the whole day
 * @param {string[]} expected who should be there; those without a row were absent
 * @param {string[]} aside who is not on the list: the teachers
 * @param {string} now
 * @returns {Presence[]}
 */
export function presence(rows, lesson, expected, aside, now) {
  const number = lesson ? lesson.lesson : null;
  const out = new Set(aside.map(fold));
  /** @type {Presence[]} */
  const all = [];
  const mine = rows.filter((row) => row.lesson === number && !out.has(fold(String(row.user))));
  const began = lesson
    ? String(lesson.began)
    : mine.reduce((least, row) => (row.arrived < least ? row.arrived : least), now);
  const latest = lesson
    ? now
    : mine.reduce((most, row) => ((row.left ?? now) > most ? (row.left ?? now) : most), began);
  const ended = lesson?.ended ? String(lesson.ended) : latest;
  const length = Math.max(1, minutesBetween(began, ended));
  const seen = new Set();
  for (const row of mine) {
    seen.add(fold(String(row.user)));
    const late = lesson ? minutesBetween(began, String(row.arrived)) : 0;
    // Who was there to the end of the lesson has left with it.
    const early = row.left !== null && (!lesson?.ended || minutesBetween(String(row.left), ended) >= EARLY_MIN);
    const from = minutesBetween(began, String(row.arrived)) / length;
    const to = minutesBetween(began, String(row.left ?? ended)) / length;
    all.push({
      name: String(row.user),
      guest: !row.account,
      what: early ? "left" : late >= LATE_MIN ? "late" : "here",
      late: late >= LATE_MIN ? late : 0,
      arrived: String(row.arrived),
      left: early ? String(row.left) : "",
      minutes: Math.round(Number(row.seconds) / 60),
      addresses: row.addresses ?? [],
      part: [Math.max(0, Math.min(1, from)), Math.max(0, Math.min(1, to))],
    });
  }
  for (const name of expected) {
    if (seen.has(fold(name)) || out.has(fold(name))) continue;
    all.push({
      name,
      guest: false,
      what: "absent",
      late: 0,
      arrived: "",
      left: "",
      minutes: 0,
      addresses: [],
      part: [0, 0],
    });
  }
  return all.sort((one, other) => one.name.localeCompare(other.name, "fr", { sensitivity: "base", numeric: true }));
}

/** The days from one to another, both included, at most so many. @param {string} from @param {string} to @param {number} most */
export function daysBetween(from, to, most) {
  const days = [];
  for (
    let at = Date.parse(`${from}T12:00:00Z`);
    at <= Date.parse(`${to}T23:00:00Z`) && days.length < most;
    at += 86_400_000
  )
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
