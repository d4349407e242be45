/** An instance whose memory is planted: regions that must not change, and a secret where earlier calls leave data. */

import { noise } from "./generators.js";
import { address, type Region } from "./memory-map.js";
import { RawEngine } from "./raw-engine.js";

const PAGE = 1 << 16;

/** What an earlier call may have left behind: sixteen bytes that no content has, again and again. */
export const SECRET = noise(16, 0x5ec7e7);

export class GuardedEngine extends RawEngine {
  readonly #regions: readonly Region[];
  #before: readonly Uint8Array[];

  /**
   * @param regions - what must not be written
   * @param size - bytes of memory to have from the start, so that what lies above the arena is in view too
   */
  constructor(regions: readonly Region[], size: number) {
    super();
    const pages = Math.ceil(size / PAGE) - this.memory.length / PAGE;
    if (pages > 0) this.exports.memory.grow(pages);
    this.compress(noise(100)); // what is built once in the life of an instance is there from here on
    this.decompress(this.compress(noise(100)));
    const top: Region = { name: "above the arena", start: size, end: this.memory.length };
    this.#regions = [...regions, ...(top.end > top.start ? [top] : [])];
    this.#before = this.#regions.map(({ start, end }) => this.memory.slice(start, end));
  }

  /** Fills the regions with a pattern, constants apart. To be called once, before the direction that is guarded. */
  plant(except: readonly string[]): void {
    for (const { name, start, end } of this.#regions) {
      if (!except.includes(name)) this.memory.fill(0xc5, start, end);
    }
    this.#before = this.#regions.map(({ start, end }) => this.memory.slice(start, end));
  }

  /** Leaves the secret in the arena, as an earlier call would. */
  plantSecret(until: number): void {
    const { buffer } = this.exports.memory;
    Buffer.from(buffer, address("ARENA"), until - address("ARENA")).fill(SECRET);
  }

  /** Names of the guarded regions that were written to. */
  damaged(): string[] {
    const { memory } = this;
    return this.#regions
      .filter(({ start, end }, i) => Buffer.compare(memory.subarray(start, end), this.#before[i]!) !== 0)
      .map(({ name }) => name);
  }
}

/** Whether eight bytes in a row of the secret are in `bytes`. */
export function showsSecret(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const twice = Buffer.concat([SECRET, SECRET]);
  return SECRET.some((_, at) => buffer.includes(twice.subarray(at, at + 8)));
}
