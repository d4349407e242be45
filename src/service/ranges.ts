/** Ranges of bytes that a request asks for. RFC 9110 §14 */

/** Bytes from `start` up to `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges that are answered together. More of them are no way to ask for a file. RFC 9110 §17.15 */
const RANGES_MAX = 16;

const SET = /^bytes=(.*)$/i;
const SPEC = /^(\d*)-(\d*)$/;

/**
 * The ranges of `header` within a file of `size` bytes, in the order in which they were asked for; none where all are
 * beyond its end. undefined where the header is to be ignored and all of the file sent: it is malformed, of another
 * unit, or asks for more than there is by many or overlapping ranges.
 *
 * The package range-parser takes a suffix that is longer than the file for one beyond its end, and `1x-2` for `1-2`.
 */
export function rangesOf(header: string, size: number): Range[] | undefined {
  const [, set = ""] = SET.exec(header) ?? [];
  const asked = set.split(",").flatMap((spec) => spec.trim() || []);
  if (asked.length === 0 || asked.length > RANGES_MAX) return undefined;
  const ranges: Range[] = [];
  for (const spec of asked) {
    const range = rangeOf(spec, size);
    if (range === undefined) return undefined;
    if (range.start < range.end) ranges.push(range);
  }
  const wanted = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  return ranges.length > 1 && wanted > size ? undefined : ranges;
}

/** One range, cut to the file and empty where it is beyond its end; undefined where it is none. */
function rangeOf(spec: string, size: number): Range | undefined {
  const [, first, last] = SPEC.exec(spec) ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  // Digits without end become numbers beyond every file.
  if (first === "") return { start: Math.max(0, size - Number(last)), end: size };
  if (last !== "" && Number(last) < Number(first)) return undefined;
  return { start: Number(first), end: last === "" ? size : Math.min(size, Number(last) + 1) };
}
