/** A source read from front to back: the next piece is on its way while this one is worked at. */

import { nextTurn } from "#platform";
import { type OpenedSource, readExactly } from "./access.js";

export class Sequence {
  /** Offset of the next byte. */
  offset = 0;
  private window: Uint8Array = new Uint8Array(0);
  /** Offset of the byte behind the window. */
  private windowEnd = 0;
  private ahead: Promise<Uint8Array> | undefined;

  constructor(
    private readonly source: OpenedSource,
    private readonly signal: AbortSignal | undefined,
    private readonly onProgress?: (read: number) => void,
  ) {}

  /** The next bytes, at most `length`: fewer only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.source.size - this.offset);
    if (wanted <= this.window.length) return this.cut(wanted);
    const bytes = new Uint8Array(wanted);
    for (let at = 0; at < wanted; ) {
      const piece = await this.piece(wanted - at);
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Some of the next `length` bytes, at least one: as they are in memory. */
  async piece(length: number): Promise<Uint8Array> {
    if (this.window.length === 0) await this.advance();
    return this.cut(Math.min(length, this.window.length));
  }

  private cut(length: number): Uint8Array {
    const bytes = this.window.subarray(0, length);
    this.window = this.window.subarray(length);
    this.offset += length;
    return bytes;
  }

  private async advance(): Promise<void> {
    this.window = await (this.ahead ?? this.request(this.windowEnd));
    this.windowEnd += this.window.length;
    this.ahead = this.windowEnd < this.source.size ? this.request(this.windowEnd) : undefined;
    // A failure is told when its turn comes.
    this.ahead?.catch(() => undefined);
    this.onProgress?.(this.offset);
    await nextTurn();
  }

  private request(offset: number): Promise<Uint8Array> {
    const { source } = this;
    return readExactly(source, offset, Math.min(source.readSize, source.size - offset), this.signal);
  }
}
