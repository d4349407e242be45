/** The parts of a file as tables: those of one kind together, and each by itself. What the picture shows, in words. */

import { button, make, table } from "../dom.js";
import { exact, ratio, share, sizeText } from "../figures.js";
import { foreign } from "../foreign.js";
import { nameOf } from "./explorer.js";
import { meaning } from "./names.js";
import { Pager } from "./pager.js";
import { isContent, isEstimated } from "./scale.js";
import { type SegmentList, UNKNOWN } from "./segments.js";

/** Kinds that are listed. */
const KINDS_MAX = 40;

/** Parts of one kind together. */
interface Sum {
  readonly tag: string;
  parts: number;
  stored: number;
  plain: number;
}

export function kindTable(segments: SegmentList, fileSize: number): HTMLElement {
  const sums = new Map<string, Sum>();
  for (let index = 0; index < segments.count; index++) {
    const { tag, start, end, plain, members } = segments.segment(index);
    const sum = sums.get(tag) ?? { tag, parts: 0, stored: 0, plain: 0 };
    sums.set(tag, sum);
    sum.parts += members;
    sum.stored += end - start;
    sum.plain = plain === UNKNOWN || sum.plain === UNKNOWN ? UNKNOWN : sum.plain + plain;
  }
  const rows = [...sums.values()]
    .slice(0, KINDS_MAX)
    .map(({ tag, parts, stored, plain }) => [
      foreign(tag, 32),
      exact(parts),
      sizeText(stored),
      share(stored, fileSize),
      isContent(tag) && plain !== UNKNOWN ? ratio(plain, stored) : "",
      meaning(tag),
    ]);
  return table("Kinds of parts", ["Kind", "Parts", "Size", "Of the file", "Ratio", "What it is"], rows);
}

/** Each part; `onShow` goes to it in the picture. */
export function partTable(segments: SegmentList, onShow: (index: number) => void): HTMLElement {
  const columns = ["Part", "Begins at byte", "Bytes", "Content", "Ratio"];
  const pager = new Pager("Every part", columns, () => segments.count, row);
  function row(index: number) {
    const segment = segments.segment(index);
    const { tag, start, end, plain } = segment;
    const known = isContent(tag) && plain !== UNKNOWN;
    return [
      button(nameOf(segment, segments), () => onShow(index), { class: "link" }),
      exact(start),
      exact(end - start),
      known ? `${isEstimated(tag) ? "about " : ""}${exact(Math.round(plain))}` : "",
      known ? ratio(plain, end - start) : "",
    ];
  }
  return make("details", {}, make("summary", {}, "Every part, one by one"), pager.element);
}
