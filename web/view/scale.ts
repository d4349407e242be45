/** The colours of the picture: a scale of ratios, and one colour for all that is no content. Their values are in view.css. */

import { make } from "../dom.js";
import type { Segment } from "./segments.js";
import { UNKNOWN } from "./segments.js";

/** Ratios at which a step of the scale begins. Each is some 1.6 to 2 times the one before, as eyes count. */
const STEPS = [0, 1.05, 1.5, 2.5, 4, 8] as const;

const WORDS = ["under 1.05", "1.05 to 1.5", "1.5 to 2.5", "2.5 to 4", "4 to 8", "8 and more"] as const;

/** Tags of content: blocks of a container, blocks of a frame. All else describes it. */
const CONTENT: ReadonlySet<string> = new Set(["CORE", "raw block", "RLE block", "compressed block"]);

/** Bytes that no reader could make sense of. */
export const LOST = "unreadable";

/** How a segment, or several in one place, are filled: the name of a colour. */
export type Fill = `ratio-${number}` | "unknown" | "other" | "lost";

export function isContent(tag: string): boolean {
  return CONTENT.has(tag);
}

/** Whether only the average of its frame says how much content a part has. */
export function isEstimated(tag: string): boolean {
  return tag === "compressed block";
}

export function fillOf({ tag, plain, start, end }: Pick<Segment, "tag" | "plain" | "start" | "end">): Fill {
  if (tag === LOST) return "lost";
  if (!isContent(tag)) return "other";
  return plain === UNKNOWN ? "unknown" : fillOfRatio(plain, end - start);
}

export function fillOfRatio(plain: number, stored: number): Fill {
  const ratio = stored === 0 ? 0 : plain / stored;
  return `ratio-${STEPS.findLastIndex((from) => ratio >= from)}`;
}

/** What the colours mean, as far as they occur. */
export function legend(unknown: boolean, lost: boolean): HTMLElement {
  const entry = (fill: Fill | "read", words: string) =>
    make("li", {}, make("span", { class: `swatch ${fill}`, "aria-hidden": "true" }), words);
  return make(
    "div",
    { class: "legend" },
    make("span", { class: "legend-title", id: "view-legend" }, "Content for each byte stored"),
    make(
      "ul",
      { "aria-labelledby": "view-legend" },
      ...WORDS.map((words, step) => entry(`ratio-${step}`, words)),
      unknown ? entry("unknown", "not known") : undefined,
      entry("other", "no content: index, fields, checks"),
      lost ? entry("lost", "not readable") : undefined,
      entry("read", "read so far"),
    ),
  );
}
