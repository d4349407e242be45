/** SEEK: which plain byte belongs to which time. H4MK.md, "Version 1" */

import { describe } from "../api/bytes.js";
import { H4Error } from "../api/errors.js";
import { SEEK_SIZE_MAX, viewOn } from "./format.js";

const COUNT_SIZE = 4;
const ENTRY_SIZE = 16;
const U64_MAX = 2n ** 64n - 1n;

/** A point of a timeline as a caller gives it. */
export interface SeekPoint {
  /** Presentation time in microseconds. */
  pts: number | bigint;
  /** Offset of the plain byte at that time. */
  offset: number | bigint;
}

/** An entry of SEEK as it is stored: 64 bits each, never rounded. */
export interface SeekEntry {
  pts: bigint;
  offset: bigint;
}

/** The caller's points as entries. A RangeError where times go backwards or a figure is no u64. */
export function checkSeek(points: Iterable<SeekPoint>): SeekEntry[] {
  if (typeof points !== "object" || points === null || !(Symbol.iterator in points)) {
    throw new TypeError(`seek must be an iterable of points, got ${describe(points)}`);
  }
  const entries: SeekEntry[] = [];
  for (const point of points) {
    const pts = u64(point?.pts, `seek[${entries.length}].pts`);
    const offset = u64(point.offset, `seek[${entries.length}].offset`);
    const before = entries.at(-1);
    if (before !== undefined && pts < before.pts) {
      throw new RangeError(`seek must be sorted by pts: ${pts} follows ${before.pts}`);
    }
    entries.push({ pts, offset });
  }
  const size = COUNT_SIZE + entries.length * ENTRY_SIZE;
  if (size > SEEK_SIZE_MAX) throw new RangeError(`seek has ${entries.length} points, too many to be read again`);
  return entries;
}

/** A caller's figure as 64 bits. */
export function u64(value: number | bigint, name: string): bigint {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(`${name} must be an integer from 0 to 2^53 - 1, or a bigint, got ${value}`);
  }
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw new TypeError(`${name} must be a number or a bigint, got ${typeof value}`);
  }
  const big = BigInt(value);
  if (big < 0n || big > U64_MAX) throw new RangeError(`${name} must be from 0 to 2^64 - 1, got ${value}`);
  return big;
}

export function seekPayload(entries: readonly SeekEntry[]): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(COUNT_SIZE + entries.length * ENTRY_SIZE);
  const view = viewOn(payload);
  view.setUint32(0, entries.length);
  for (const [i, { pts, offset }] of entries.entries()) {
    view.setBigUint64(COUNT_SIZE + i * ENTRY_SIZE, pts);
    view.setBigUint64(COUNT_SIZE + i * ENTRY_SIZE + 8, offset);
  }
  return payload;
}

/** The entries in the payload of the SEEK chunk at `offset`. */
export class SeekTable {
  readonly length: number;
  private readonly view: DataView;

  /** @throws H4Error `CONTAINER_SEEK_LENGTH`, `CONTAINER_SEEK_ORDER` */
  constructor(payload: Uint8Array, offset: number) {
    this.view = viewOn(payload);
    const count = payload.length < COUNT_SIZE ? -1 : this.view.getUint32(0);
    // Computed in doubles: no count of 32 bits wraps. T24
    if (payload.length !== COUNT_SIZE + ENTRY_SIZE * count) {
      const message = `SEEK at byte ${offset} has ${payload.length} bytes, which is not 4 + 16 for each of ${count} entries`;
      throw new H4Error("CONTAINER_SEEK_LENGTH", message, { got: payload.length, offset });
    }
    this.length = count;
    for (let i = 1; i < count; i++) {
      if (this.pts(i) >= this.pts(i - 1)) continue;
      const message = `The times of SEEK at byte ${offset} go backwards at entry ${i}`;
      throw new H4Error("CONTAINER_SEEK_ORDER", message, {
        got: `${this.pts(i)}`,
        limit: `${this.pts(i - 1)}`,
        offset,
      });
    }
  }

  private pts(index: number): bigint {
    return this.view.getBigUint64(COUNT_SIZE + index * ENTRY_SIZE);
  }

  entry(index: number): SeekEntry {
    return { pts: this.pts(index), offset: this.view.getBigUint64(COUNT_SIZE + index * ENTRY_SIZE + 8) };
  }

  /** The last entry at or before `pts`; undefined where there is none. */
  atOrBefore(pts: bigint): SeekEntry | undefined {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pts(middle) <= pts) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.entry(low - 1);
  }

  *[Symbol.iterator](): Generator<SeekEntry, void, undefined> {
    for (let i = 0; i < this.length; i++) yield this.entry(i);
  }
}
