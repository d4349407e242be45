/** Bits in both directions, as entropy-coded data is read and written. RFC 8878 §4.1 */

import { H4Error } from "../api/errors.js";

/** `count` bits, at most 24, from the bit `at` on: those of a byte from its lowest up. Behind the end all are 0. */
export function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const byte = at >>> 3;
  const word =
    (bytes[byte] ?? 0) |
    ((bytes[byte + 1] ?? 0) << 8) |
    ((bytes[byte + 2] ?? 0) << 16) |
    ((bytes[byte + 3] ?? 0) << 24);
  return (word >>> (at & 7)) & ((1 << count) - 1);
}

/** Reads a bitstream from its end: what was written last comes first. RFC 8878 §4.1 */
export class BackwardReader {
  private left: number;

  /** The bitstream in `bytes`, [start, end): the highest bit set of the last byte marks its end. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    end: number,
  ) {
    const last = bytes[end - 1] ?? 0;
    if (end <= start || last === 0) throw new H4Error("DATA_CORRUPT", "A bitstream does not end in a bit that is set");
    this.left = (end - start) * 8 - 1 - (Math.clz32(last) - 24);
  }

  /** The next `count` bits, at most 24. */
  read(count: number): number {
    this.skip(count);
    return bitsAt(this.bytes, this.start * 8 + this.left, count);
  }

  skip(count: number): void {
    this.left -= count;
    if (this.left < 0) throw new H4Error("DATA_CORRUPT", "A bitstream ends too early");
  }

  /** Nothing may be left. */
  finish(): void {
    if (this.left > 0) throw new H4Error("DATA_CORRUPT", "A bitstream has more bits than are read");
  }
}

/** Collects bits, those of a byte from its lowest up. */
export class BitWriter {
  private readonly bytes: number[] = [];
  private pending = 0;
  private count = 0;

  /** Adds the lowest `count` bits of `value`, at most 24. */
  add(value: number, count: number): void {
    this.pending |= (value & ((1 << count) - 1)) << this.count;
    this.count += count;
    for (; this.count >= 8; this.count -= 8) {
      this.bytes.push(this.pending & 255);
      this.pending >>>= 8;
    }
  }

  /** All of it; the last byte is filled with 0. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.count > 0) this.add(0, 8 - this.count);
    return Uint8Array.from(this.bytes);
  }

  /** All of it with the mark at its end, for who reads it backward. */
  finishBackward(): Uint8Array<ArrayBuffer> {
    this.add(1, 1);
    return this.finish();
  }
}
