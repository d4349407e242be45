/** What was read of a file, request by request: the figures that the page shows, and which bytes they were. */

/** Stretches that are kept apart; closest neighbours are joined beyond. */
const STRETCHES_MAX = 4096;

export interface Stretch {
  from: number;
  to: number;
}

export class Traffic {
  requests = 0;
  /** Of the bodies. */
  bytes = 0;
  /** Sorted, none touching another. */
  readonly stretches: Stretch[] = [];
  /** Called whenever a figure changed. */
  readonly listeners = new Set<() => void>();

  /** A request is about to be sent. */
  request(): void {
    this.requests++;
    this.changed();
  }

  /** Bytes of a body came. */
  received(bytes: number): void {
    this.bytes += bytes;
    this.changed();
  }

  /** The bytes from `from` up to `to` of the file were read. */
  read(from: number, to: number): void {
    const { stretches } = this;
    let first = stretches.findIndex((stretch) => stretch.to >= from);
    if (first < 0) first = stretches.length;
    let behind = first;
    while (behind < stretches.length && stretches[behind]!.from <= to) behind++;
    const touched = stretches.slice(first, behind);
    const joined = {
      from: Math.min(from, ...touched.map((stretch) => stretch.from)),
      to: Math.max(to, ...touched.map((stretch) => stretch.to)),
    };
    stretches.splice(first, behind - first, joined);
    if (stretches.length > STRETCHES_MAX) this.join();
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  private join(): void {
    const { stretches } = this;
    let closest = 1;
    const gap = (index: number) => stretches[index]!.from - stretches[index - 1]!.to;
    for (let index = 2; index < stretches.length; index++) if (gap(index) < gap(closest)) closest = index;
    stretches.splice(closest - 1, 2, { from: stretches[closest - 1]!.from, to: stretches[closest]!.to });
  }
}
