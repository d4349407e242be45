/** SEEK as a reader takes it in: its times, a time to look for, and the range of content from one time to the next. */

import type { SeekTable } from "../../src/container.js";
import { button, type Child, make } from "../dom.js";
import { clock, exact } from "../figures.js";
import { Pager } from "./pager.js";

/** `onTake` is given the plain offsets from one time to the next. */
export function timeline(seek: SeekTable, plainSize: number, onTake: (from: number, to: number) => void): HTMLElement {
  const title = make("h3", {}, "SEEK: the timeline");
  if (seek.length === 0) return make("section", { "aria-label": "SEEK" }, title, make("p", {}, "It has no entries."));
  const columns = ["Time", "Microseconds", "Content byte", "Range up to the next time"];
  const row = (index: number): Child[] => {
    const range = rangeAt(seek, index, plainSize);
    const { pts, offset } = seek.entry(index);
    const take = range && button("Take this range", () => onTake(range.from, range.to), { class: "link" });
    return [clock(pts), exact(pts), exact(offset), take ?? "no byte there"];
  };
  const pager = new Pager(`${exact(seek.length)} times`, columns, () => seek.length, row);
  const find = (pts: bigint) => {
    const index = lastAtOrBefore(seek, pts);
    if (index === undefined) return false;
    pager.show(index);
    const range = rangeAt(seek, index, plainSize);
    if (range !== undefined) onTake(range.from, range.to);
    return true;
  };
  const note = "Neither root nor signature covers SEEK: only VERI does.";
  return make(
    "section",
    { "aria-label": "SEEK" },
    title,
    finder(find),
    pager.element,
    make("p", { class: "quiet" }, note),
  );
}

/** A field for a time; `find` answers whether there is an entry at or before it. */
function finder(find: (pts: bigint) => boolean): HTMLElement {
  const field = make("input", { id: "view-time", autocomplete: "off", placeholder: "0:01:02.5" });
  const answer = make("p", { class: "quiet", role: "status" });
  const form = make(
    "form",
    { class: "by-time" },
    make("label", { for: "view-time" }, "Time, as 0:01:02.5 or in microseconds"),
    field,
    make("button", { type: "submit" }, "Take the range at this time"),
    answer,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pts = parseTime(field.value);
    if (pts === undefined) answer.textContent = "This is no time";
    else answer.textContent = find(pts) ? "" : "The timeline begins later";
  });
  return form;
}

/** Microseconds out of `1:02:03.5`, `2:03`, or digits alone; undefined for anything else. */
export function parseTime(text: string): bigint | undefined {
  const given = text.trim();
  if (/^\d{1,20}$/.test(given)) return BigInt(given);
  const [, hours = "0", minutes, seconds, fraction = ""] =
    /^(?:(\d{1,9}):)?(\d{1,2}):(\d{1,2})(?:\.(\d{1,6}))?$/.exec(given) ?? [];
  if (minutes === undefined || seconds === undefined) return undefined;
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  return whole * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

/** From the byte at entry `index` up to that of the next; undefined where nothing is there. */
function rangeAt(seek: SeekTable, index: number, plainSize: number): { from: number; to: number } | undefined {
  const { offset } = seek.entry(index);
  const end = index + 1 < seek.length ? seek.entry(index + 1).offset : BigInt(plainSize);
  return offset < end && end <= BigInt(plainSize) ? { from: Number(offset), to: Number(end) } : undefined;
}

/** The last entry at or before `pts`; undefined where there is none. */
function lastAtOrBefore(seek: SeekTable, pts: bigint): number | undefined {
  let low = 0;
  let high = seek.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (seek.entry(middle).pts <= pts) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}
