/** How fast a work goes, and how long it will still take. */

/** Milliseconds over which a speed is told: long enough to stand still, short enough to follow. */
const SPAN = 3000;

/** A moment of the work, in milliseconds and bytes. */
interface Moment {
  readonly at: number;
  readonly read: number;
  readonly content: number;
}

export class Pace {
  private readonly moments: Moment[];

  constructor(private readonly now: () => number = () => performance.now()) {
    this.moments = [{ at: now(), read: 0, content: 0 }];
  }

  /** Tells where the work is. */
  add(read: number, content: number): void {
    const { moments } = this;
    const at = this.now();
    moments.push({ at, read, content });
    while (moments.length > 2 && at - moments[1]!.at > SPAN) moments.shift();
  }

  /** Content in the last seconds: bytes and milliseconds. */
  get recent(): { content: number; milliseconds: number } {
    const [first, last] = [this.moments[0]!, this.moments.at(-1)!];
    return { content: last.content - first.content, milliseconds: last.at - first.at };
  }

  /** Milliseconds for what is left of `total` at the pace of the last seconds; undefined while nobody can tell. */
  left(total: number): number | undefined {
    const [first, last] = [this.moments[0]!, this.moments.at(-1)!];
    const read = last.read - first.read;
    if (read <= 0 || last.at - first.at < SPAN / 6) return undefined;
    return ((total - last.read) / read) * (last.at - first.at);
  }
}
