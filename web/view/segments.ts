/** What a file is made of, in order and without gaps, however many parts it has: neighbours are joined once memory says so. */

/** Parts that are kept apart: 30 bytes each. A container of 512 GiB has as many blocks. */
const SEGMENTS_MAX = 1 << 19;

/** Content whose length nothing says. */
export const UNKNOWN = -1;

/** One part, or neighbours of the same tag that were joined. */
export interface Segment {
  readonly tag: string;
  /** Where it begins and ends in the file. */
  readonly start: number;
  readonly end: number;
  /** Bytes that it decodes to; `UNKNOWN` where nothing says it. */
  readonly plain: number;
  /** Which one of its tag it is, from 0; of joined ones the first. */
  readonly number: number;
  /** How many were joined. */
  readonly members: number;
}

export class SegmentList {
  /** Segments that are kept. */
  count = 0;
  /** Parts that they stand for. */
  parts = 0;
  /** Where the last one ends. */
  end = 0;
  private capacity = 1024;
  private starts = new Float64Array(this.capacity);
  private plains = new Float64Array(this.capacity);
  private numbers = new Float64Array(this.capacity);
  private members = new Uint32Array(this.capacity);
  private kinds = new Uint16Array(this.capacity);
  private readonly tags: string[] = [];
  private readonly kindOf = new Map<string, number>();
  private readonly seen = new Map<string, number>();

  constructor(private readonly max = SEGMENTS_MAX) {}

  /** One more part, `length` bytes behind the last one. */
  add(tag: string, length: number, plain = UNKNOWN): void {
    if (this.count === this.max) this.join();
    if (this.count === this.capacity) this.grow();
    const number = this.seen.get(tag) ?? 0;
    this.seen.set(tag, number + 1);
    this.starts[this.count] = this.end;
    this.plains[this.count] = plain;
    this.numbers[this.count] = number;
    this.members[this.count] = 1;
    this.kinds[this.count] = this.kind(tag);
    this.count++;
    this.parts++;
    this.end += length;
  }

  /** Forgets all parts. */
  clear(): void {
    this.count = this.parts = this.end = 0;
    this.seen.clear();
  }

  /** How many parts have `tag`. */
  total(tag: string): number {
    return this.seen.get(tag) ?? 0;
  }

  start(index: number): number {
    return this.starts[index]!;
  }

  /** Where segment `index` ends. */
  endOf(index: number): number {
    return index + 1 < this.count ? this.starts[index + 1]! : this.end;
  }

  plain(index: number): number {
    return this.plains[index]!;
  }

  tag(index: number): string {
    return this.tags[this.kinds[index]!]!;
  }

  segment(index: number): Segment {
    return {
      tag: this.tag(index),
      start: this.start(index),
      end: this.endOf(index),
      plain: this.plain(index),
      number: this.numbers[index]!,
      members: this.members[index]!,
    };
  }

  /** Sets what segments from file offset `from` on decode to, where it is not known. */
  estimate(from: number, plainOf: (segment: Segment) => number): void {
    for (let index = this.indexAt(from); index < this.count; index++) {
      if (this.plains[index] === UNKNOWN) this.plains[index] = plainOf(this.segment(index));
    }
  }

  /** Which segment has the byte at `offset`; the last one behind the end. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  private kind(tag: string): number {
    const known = this.kindOf.get(tag);
    // A hostile file may have as many tags as chunks; those past the room for them are all shown as the last one.
    if (known !== undefined) return known;
    if (this.tags.length === TAGS_MAX) return TAGS_MAX - 1;
    this.tags.push(this.tags.length === TAGS_MAX - 1 ? "other" : tag);
    this.kindOf.set(tag, this.tags.length - 1);
    return this.tags.length - 1;
  }

  private grow(): void {
    this.capacity = Math.min(2 * this.capacity, this.max);
    const grown = <Kind extends { set(from: Kind): void }>(from: Kind, to: Kind): Kind => {
      to.set(from);
      return to;
    };
    this.starts = grown(this.starts, new Float64Array(this.capacity));
    this.plains = grown(this.plains, new Float64Array(this.capacity));
    this.numbers = grown(this.numbers, new Float64Array(this.capacity));
    this.members = grown(this.members, new Uint32Array(this.capacity));
    this.kinds = grown(this.kinds, new Uint16Array(this.capacity));
  }

  /** Joins neighbours of one tag, two by two; those of different tags too where that is not enough. */
  private join(): void {
    const enough = () => this.count <= (3 * this.max) / 4;
    this.joinPairs(false);
    while (!enough()) this.joinPairs(true);
  }

  private joinPairs(anyTag: boolean): void {
    let kept = 0;
    for (let index = 0; index < this.count; kept++) {
      const next = index + 1;
      const pair = next < this.count && (anyTag || this.kinds[index] === this.kinds[next]);
      const known = this.plains[index] !== UNKNOWN && (!pair || this.plains[next] !== UNKNOWN);
      this.starts[kept] = this.starts[index]!;
      this.numbers[kept] = this.numbers[index]!;
      this.kinds[kept] = this.kinds[index]!;
      this.members[kept] = this.members[index]! + (pair ? this.members[next]! : 0);
      this.plains[kept] = known ? this.plains[index]! + (pair ? this.plains[next]! : 0) : UNKNOWN;
      index += pair ? 2 : 1;
    }
    this.count = kept;
  }
}

/** Tags that are told apart. */
const TAGS_MAX = 1024;
