/** Rows that are too many for a page, some at a time. */

import { button, type Child, fill, make, table } from "../dom.js";
import { exact } from "../figures.js";

const ROWS = 12;

/** A table of `total` rows, each made when it is shown. */
export class Pager {
  readonly element = make("div", { class: "pager" });
  private first = 0;
  private readonly position = make("span", { role: "status" });
  private readonly body = make("div", {});
  private readonly back = button("Earlier rows", () => this.show(this.first - ROWS));
  private readonly on = button("Later rows", () => this.show(this.first + ROWS));
  private readonly turner = make("div", { class: "controls" }, this.back, this.on, this.position);

  constructor(
    private readonly caption: string,
    private readonly columns: readonly string[],
    private readonly total: () => number,
    private readonly row: (index: number) => readonly Child[],
  ) {
    fill(this.element, this.body, this.turner);
    this.show(0);
  }

  /** Shows the rows from `first` on, as far as there are. */
  show(first: number): void {
    const total = this.total();
    this.first = Math.max(0, Math.min(first, total - 1));
    this.first -= this.first % ROWS;
    const shown = Math.min(ROWS, total - this.first);
    const rows = Array.from({ length: Math.max(0, shown) }, (_, index) => this.row(this.first + index));
    fill(this.body, table(this.caption, this.columns, rows));
    this.back.disabled = this.first === 0;
    this.on.disabled = this.first + ROWS >= total;
    this.turner.hidden = total <= ROWS;
    this.position.textContent = `Rows ${exact(this.first + 1)} to ${exact(this.first + shown)} of ${exact(total)}`;
  }
}
