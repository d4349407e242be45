/** Gathers the output of a one-shot call in memory of the caller's own, with as few copies as can be had. */

import { allocate } from "#platform";
import type { DecoderExports, Instance } from "./exports.js";

/** Room taken at a time where the length of the output is not known. */
const PIECE = 1 << 20;
/**
 * Room taken at a time once there is this much: what was touched of it counts, and it goes back to the system when it
 * is freed. glibc keeps smaller blocks in its heap, below the result: 28 MB more resident after 100 MB at level 3.
 */
const LARGE = 8 << 20;
const LARGE_PIECE = 33 << 20;

/** Content that a byte of input may regenerate at most: an RLE block of 4 bytes makes 128 KiB. RFC 8878 §3.1.1.2.3 */
const EXPANSION_MAX = 1 << 15;

/** The content size that a frame declares, or 0 where its input could never fill that: it is not taken on its word. */
export function plausible(declared: number, inputLength: number): number {
  return declared <= inputLength * EXPANSION_MAX ? Math.max(declared, 0) : 0;
}

/** `ArrayBuffer.prototype.transfer`, which frees a buffer at once: Node from 21, browsers from 2024. */
type Transferable = ArrayBuffer & { transfer?(length: number): ArrayBuffer };

export class Collector {
  private readonly pieces: Uint8Array<ArrayBuffer>[] = [];
  private last: Uint8Array<ArrayBuffer>;
  private used = 0;
  private total = 0;

  /** `expected`: the length of all the output where it is known. The memory is taken at once, touched as it fills. */
  constructor(expected: number) {
    this.last = allocate(expected);
  }

  /** Copies `length` bytes from `from` in `heap`. */
  append(heap: Uint8Array, from: number, length: number): void {
    this.total += length;
    let rest = length;
    while (rest > 0) {
      const room = this.last.length - this.used;
      if (room === 0) {
        if (this.used > 0) this.pieces.push(this.last);
        this.last = allocate(Math.max(this.total < LARGE ? PIECE : LARGE_PIECE, rest));
        this.used = 0;
        continue;
      }
      const part = Math.min(rest, room);
      this.last.set(heap.subarray(from, from + part), this.used);
      this.used += part;
      from += part;
      rest -= part;
    }
  }

  /**
   * Everything appended, as one array of exactly that length: nothing of the room that was not filled. Each piece is
   * freed once it is copied.
   */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.pieces.length === 0 && this.used === this.last.length) return this.last;
    const whole = allocate(this.total);
    let at = 0;
    for (const piece of this.pieces) {
      whole.set(piece, at);
      at += piece.length;
      (piece.buffer as Transferable).transfer?.(0);
    }
    whole.set(this.last.subarray(0, this.used), at);
    return whole;
  }
}

/** All output of a stream whose input is complete, the `length` bytes of the last step first. */
export function collect(
  stream: { instance: Instance<DecoderExports>; advance(): number },
  length: number,
  expected: number,
): Uint8Array<ArrayBuffer> {
  const { instance } = stream;
  const collector = new Collector(expected);
  for (let n = length; n > 0; n = stream.advance()) {
    collector.append(instance.heap, instance.exports.outputPtr(), n);
  }
  return collector.finish();
}
