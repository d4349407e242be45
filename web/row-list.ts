/** The list of results: rows as they come, the newest first, and all that have ended removed at once. */

import type { Row } from "./row.js";

/** Milliseconds between two changes of the list: of a thousand short files none would be seen, and each is a layout. */
const INTERVAL = 100;

export class RowList {
  private readonly rows = new Set<Row>();
  private readonly waiting: Row[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called when a row was removed. */
  constructor(
    private readonly element: HTMLElement,
    private readonly changed: () => void,
  ) {}

  /** How many rows there are. */
  get size(): number {
    return this.rows.size;
  }

  add(row: Row): void {
    this.rows.add(row);
    this.waiting.push(row);
    row.onRemove(() => {
      this.rows.delete(row);
      this.changed();
    });
    if (this.timer === undefined) this.show();
  }

  /** Lets all go that the rows hold. */
  removeAll(): void {
    for (const row of [...this.rows]) row.remove();
  }

  private show(): void {
    this.element.prepend(
      ...this.waiting
        .splice(0)
        .map((row) => row.element)
        .reverse(),
    );
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.waiting.length > 0) this.show();
    }, INTERVAL);
  }
}
