/** Zstandard data on the page: the picture of its frames and blocks, what their headers say, verification, the content. */

import type { Engine } from "../../src/index.js";
import { framesContent } from "./content.js";
import { button, fill, make, terms } from "./dom.js";
import { Explorer } from "./explorer.js";
import { exact, ratio, size, sizeInFull } from "./figures.js";
import { frameFields } from "./frame-table.js";
import { mapFrames, noFrames } from "./frames-map.js";
import { kindTable, partTable } from "./part-table.js";
import { RangePanel } from "./range-panel.js";
import { type Refusal, refusalBox, refusalOf } from "./refusal.js";
import { SegmentList } from "./segments.js";
import type { Source } from "./source.js";
import { FrameVerification } from "./verify-panel.js";

/** Of a URL more than this is not read before the person says so: each header may cost a request. */
const UNASKED_MAX = 1 << 20;

/** What is fetched of a URL at a time, so that headers share requests. */
const FETCHED_AT_ONCE = 8 << 20;

/** A file of this machine up to this size is decoded at once, to see whether it is whole. */
const VERIFIED_AT_ONCE = 64 << 20;

/** What browsers decode by default, and the most that can be allowed: base 2 logarithms. RFC 9659 §3 */
const WINDOW_LOG_DEFAULT = 23;
const WINDOW_LOG_MAX = 30;

export class FramesView {
  readonly element = make("div", {});
  private readonly segments = new SegmentList();
  private readonly frames = noFrames();
  private readonly explorer: Explorer;
  private readonly facts = make("div", {});
  private readonly notice = make("div", {});
  private readonly kinds = make("div", {});
  private readonly said = make("div", {});
  private readonly panels = make("div", { class: "columns" });
  private readonly allow = make("input", { type: "checkbox" });
  private verification: FrameVerification | undefined;
  private range: RangePanel | undefined;

  constructor(
    private readonly source: Source,
    private readonly engine: Engine,
    private readonly signal: AbortSignal,
    private readonly tell: (words: string) => void,
  ) {
    this.explorer = new Explorer(this.segments, source.size, source.traffic, {});
    fill(this.element, this.facts, this.notice, this.explorer.element, this.panels, this.said, this.kinds);
    source.traffic.listeners.add(() => this.explorer.redraw());
  }

  async open(): Promise<void> {
    const { remote, size: length } = this.source;
    if (remote && length > UNASKED_MAX) this.ask();
    else await this.openNow();
  }

  close(): void {
    this.explorer.close();
    this.range?.close();
  }

  private ask(): void {
    const words = `Zstandard has no index: to find all frames, the whole file is read, ${sizeInFull(this.source.size)}.`;
    const go = button("Read all of it", () => {
      fill(this.notice);
      this.openNow().catch((error) => {
        if (!this.signal.aborted) throw error;
      });
    });
    fill(this.notice, make("div", { class: "notice" }, make("p", {}, words), go));
    this.tell(words);
  }

  private async openNow(): Promise<void> {
    const { source, engine, signal } = this;
    const read = source.remote ? ahead(source, FETCHED_AT_ONCE, signal) : source;
    let refusal: Refusal | undefined;
    try {
      await mapFrames(this.segments, this.frames, read, engine, signal, () => {
        this.explorer.update();
        this.tell(`${exact(this.segments.parts)} parts so far`);
      });
    } catch (error) {
      if (signal.aborted) return;
      refusal = refusalOf(error);
      const title =
        this.frames.list.length > 0 ? "These data are refused" : "This is neither a container nor Zstandard data";
      fill(this.notice, refusalBox(title, refusal));
    }
    this.show(refusal);
    if (refusal === undefined && !source.remote && source.size <= VERIFIED_AT_ONCE) await this.verification?.verify();
  }

  private show(refusal: Refusal | undefined): void {
    const { source, frames, segments } = this;
    const { contentSize } = frames;
    const facts = terms(
      [
        ["Zstandard data", sizeInFull(source.size)],
        ["Content", contentSize === undefined || frames.frames === 0 ? undefined : sizeInFull(contentSize)],
        ["Ratio", contentSize === undefined || frames.frames === 0 ? undefined : ratio(contentSize, source.size)],
        ["Frames", exact(frames.frames)],
        ["Blocks", exact(frames.compressed + frames.raw + frames.rle)],
        ["Largest window", size(frames.windowSize)],
      ],
      { class: "figures" },
    );
    fill(this.facts, frames.list.length === 0 ? undefined : facts);
    this.explorer.update();
    this.explorer.markDamage(refusal?.offset);
    const select = (index: number) => this.explorer.select(index, true);
    fill(this.kinds, kindTable(segments, source.size), partTable(segments, select));
    if (frames.list.length > 0) fill(this.said, frameFields(frames));
    this.tell(
      refusal === undefined ? `${exact(segments.parts)} parts in ${size(source.size)}` : `Refused: ${refusal.code}`,
    );
    if (refusal === undefined) this.showPanels();
  }

  /** What verification said, where it is seen at once: above the picture, and in it. */
  private judge(words: string, refusal: Refusal | undefined): void {
    const good = make("p", { class: "banner passed" }, make("span", { "aria-hidden": "true" }, "✓ "), words);
    fill(this.notice, refusal === undefined ? good : refusalBox("This file is refused", refusal));
    this.explorer.markDamage(refusal?.offset);
    this.tell(refusal === undefined ? words : `Refused: ${refusal.code}`);
  }

  private showPanels(): void {
    const { source, engine, frames, signal } = this;
    const content = framesContent(frames, source, engine, () => (this.allow.checked ? WINDOW_LOG_MAX : undefined));
    const onVerdict = (words: string, refusal?: Refusal) => this.judge(words, refusal);
    const around = { source, engine, outer: signal, onVerdict };
    this.verification = new FrameVerification(around, frames, content, this.memory());
    this.range = new RangePanel(source, () => content, signal);
    fill(this.panels, this.verification.element, this.range.element);
  }

  /** A choice, where a frame needs more memory than a browser takes by default. */
  private memory(): HTMLElement | undefined {
    const { windowSize } = this.frames;
    if (windowSize <= 2 ** WINDOW_LOG_DEFAULT) return undefined;
    return make("label", { class: "check" }, this.allow, ` Allow a window of ${size(windowSize)} of memory`);
  }
}

/** `source`, read in long pieces: what is in the last one costs no request. */
function ahead(source: Source, length: number, signal: AbortSignal): Source {
  const read = async (offset: number, wanted: number) => {
    if (!source.has(offset, wanted)) {
      source.release();
      await source.hold(offset, Math.min(Math.max(length, wanted), source.size - offset), signal);
    }
    return await source.access.read(offset, wanted, signal);
  };
  return Object.create(source, { access: { value: { size: source.size, read } } }) as Source;
}
