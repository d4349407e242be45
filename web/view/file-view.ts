/** What every opened file has on the page, whatever it is: facts, notices, the picture, tables, and a way to end it. */

import type { Engine } from "../../src/index.js";
import { button, fill, make } from "../dom.js";
import { counted, sizeText } from "../figures.js";
import type { Place } from "../places.js";
import { lackOf, type Refusal, refusalBox, refusalOf } from "../refusal.js";
import { type Details, Explorer } from "./explorer.js";
import { kindTable, partTable } from "./part-table.js";
import type { RangePanel } from "./range-panel.js";
import { SegmentList } from "./segments.js";
import type { Source } from "./source.js";

/** Of a URL more than this is not read before the person says so. */
export const UNASKED_MAX = 1 << 20;

/** A file of this machine up to this size is verified at once: that takes a second or two. */
const VERIFIED_AT_ONCE = 64 << 20;

/** Where an opened file is shown. */
export interface Stage {
  readonly engine: Engine;
  /** Where contents go that are kept for a download. */
  place(): Place;
  /** Aborts when the file is closed. */
  readonly signal: AbortSignal;
  /** Says in a few words how far it is. */
  tell(words: string): void;
}

export abstract class FileView {
  readonly element = make("div", {});
  protected readonly segments = new SegmentList();
  protected readonly explorer: Explorer;
  protected readonly facts = make("div", {});
  protected readonly said = make("div", { class: "columns" });
  protected readonly panels = make("div", { class: "columns" });
  protected range: RangePanel | undefined;
  protected verification: { verify(): Promise<void> } | undefined;
  private readonly notice = make("div", {});
  private readonly tables = make("div", {});

  /** `title` is what a refusal of the file is told under. */
  constructor(
    protected readonly source: Source,
    protected readonly stage: Stage,
    private readonly title: string,
    details: Details,
  ) {
    this.explorer = new Explorer(this.segments, source.size, source.traffic, details);
    fill(this.element, this.notice, this.facts, this.explorer.element, this.panels, this.said, this.tables);
    source.traffic.listeners.add(() => this.explorer.redraw());
  }

  /** Reads and draws it; a refusal is shown, not thrown. */
  abstract open(): Promise<void>;

  /** Whether a content is being read or saved. */
  get busy(): boolean {
    return this.range?.busy ?? false;
  }

  close(): void {
    this.explorer.close();
    this.range?.close();
  }

  /** Says what reading on would cost, and does `act` once the person wants it. */
  protected ask(words: string, label: string, act: () => Promise<void>): void {
    const begin = () => {
      fill(this.notice);
      act().catch((error) => {
        if (!this.stage.signal.aborted) this.refuse(refusalOf(error));
      });
    };
    fill(this.notice, make("div", { class: "notice" }, make("p", {}, words), button(label, begin)));
    this.stage.tell(words);
  }

  /** Says why the file is refused, and marks the place. */
  protected refuse(refusal: Refusal, title?: string): void {
    this.sayWhy(refusal, title);
    this.mark(refusal);
  }

  protected sayWhy(refusal: Refusal, title = lackOf(refusal) ?? this.title): void {
    fill(this.notice, refusalBox(title, refusal));
  }

  /** Marks the place of a refusal in what was drawn by then. */
  protected mark(refusal: Refusal): void {
    const lacking = lackOf(refusal) !== undefined;
    this.explorer.markDamage(lacking ? undefined : refusal.offset);
    this.stage.tell(`${lacking ? "Not decoded" : "Refused"}: ${refusal.code}`);
  }

  /** What was said before is of no worth where the file could not be read again. */
  protected readonly unsay = (): void => {
    fill(this.notice);
    this.explorer.markDamage(undefined);
    this.stage.tell("Not verified");
  };

  /** What verification said, where it is seen at once: above the picture, and in it. */
  protected readonly judge = (words: string, refusal?: Refusal): void => {
    if (refusal !== undefined) return void this.refuse(refusal);
    fill(this.notice, make("p", { class: "banner passed" }, make("span", { "aria-hidden": "true" }, "✓ "), words));
    this.explorer.markDamage(undefined);
    this.stage.tell(words);
  };

  /** Draws the parts that were found. */
  protected showParts(): void {
    const { segments, source } = this;
    this.explorer.update();
    const show = (index: number) => this.explorer.select(index, true);
    fill(this.tables, kindTable(segments, source.size), partTable(segments, show));
    this.stage.tell(`${counted(segments.parts, "part")} in ${sizeText(source.size)}`);
  }

  /** Verifies what is short and at hand without being asked. */
  protected async verifyShort(): Promise<void> {
    this.stage.signal.throwIfAborted();
    if (!this.source.remote && this.source.size <= VERIFIED_AT_ONCE) await this.verification?.verify();
  }
}
