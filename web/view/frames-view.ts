/** Zstandard data on the page: the picture of its frames and blocks, what their headers say, verification, the content. RFC 8878 §3.1 */

import type { RandomAccess } from "../../src/index.js";
import { fill, make, terms } from "../dom.js";
import { exact, ratio, sizeInFull, sizeText } from "../figures.js";
import { type Refusal, refusalOf } from "../refusal.js";
import { framesContent } from "./content.js";
import { FileView, type Stage, UNASKED_MAX } from "./file-view.js";
import { frameFields } from "./frame-table.js";
import { mapFrames, noFrames } from "./frames-map.js";
import { RangePanel } from "./range-panel.js";
import type { Source } from "./source.js";
import { FrameVerification } from "./verify-panel.js";

/** What is fetched of a URL at a time, so that headers share requests. */
const FETCHED_AT_ONCE = 8 << 20;

/** What browsers decode by default, and the most that can be allowed: base 2 logarithms. RFC 9659 §3 */
const WINDOW_LOG_DEFAULT = 23;
const WINDOW_LOG_MAX = 30;

export class FramesView extends FileView {
  private readonly frames = noFrames();
  private readonly allow = make("input", { type: "checkbox" });

  constructor(source: Source, stage: Stage) {
    super(source, stage, "These data are refused", {});
  }

  async open(): Promise<void> {
    const { remote, size: length } = this.source;
    if (!remote || length <= UNASKED_MAX) return await this.openNow();
    const words = `Zstandard has no index: to find all frames, the whole file is read, ${sizeInFull(length)}.`;
    this.ask(words, "Read all of it", () => this.openNow());
  }

  private async openNow(): Promise<void> {
    const { source, segments, frames } = this;
    const { engine, signal, tell } = this.stage;
    const access = source.remote ? inLongPieces(source, signal) : source.access;
    let refusal: Refusal | undefined;
    try {
      await mapFrames(segments, frames, access, engine, signal, () => {
        this.explorer.update();
        tell(`${exact(segments.parts)} parts so far`);
      });
    } catch (error) {
      if (signal.aborted) return;
      refusal = refusalOf(error);
    }
    this.showParts();
    if (frames.list.length > 0) fill(this.facts, this.factsOf());
    if (frames.list.length > 0) fill(this.said, frameFields(frames));
    if (refusal !== undefined) return this.refuseFrames(refusal);
    this.showPanels();
    await this.verifyShort();
  }

  private refuseFrames(refusal: Refusal): void {
    const nothing = this.frames.list.length === 0 && refusal.offset === 0;
    const title = this.source.size === 0 ? "This file is empty" : "This is neither a container nor Zstandard data";
    this.refuse(refusal, nothing ? title : undefined);
  }

  private factsOf(): HTMLElement {
    const { frames, contentSize, compressed, raw, rle, windowSize } = this.frames;
    const said = contentSize !== undefined && frames > 0;
    return terms(
      [
        ["Zstandard data", sizeInFull(this.source.size)],
        ["Content", said ? sizeInFull(contentSize) : undefined],
        ["Ratio", said ? ratio(contentSize, this.source.size) : undefined],
        ["Frames", exact(frames)],
        ["Blocks", exact(compressed + raw + rle)],
        ["Largest window", sizeText(windowSize)],
      ],
      { class: "figures" },
    );
  }

  private showPanels(): void {
    const { source, frames, judge, unsay } = this;
    const { engine, signal } = this.stage;
    const content = framesContent(frames, source, engine, () => (this.allow.checked ? WINDOW_LOG_MAX : undefined));
    const around = { source, engine, outer: signal, onVerdict: judge, onUnread: unsay };
    const verification = new FrameVerification(around, frames, content, this.memory());
    this.verification = verification;
    this.range = new RangePanel(source, () => content, this.stage);
    fill(this.panels, verification.element, this.range.element);
  }

  /** A choice, where a frame needs more memory than a browser takes by default. */
  private memory(): HTMLElement | undefined {
    const { windowSize } = this.frames;
    if (windowSize <= 2 ** WINDOW_LOG_DEFAULT) return undefined;
    return make("label", { class: "check" }, this.allow, ` Allow a window of ${sizeText(windowSize)} of memory`);
  }
}

/** `source` by requests for long pieces: what is in the last one costs none. */
function inLongPieces(source: Source, signal: AbortSignal): RandomAccess {
  const read = async (offset: number, wanted: number) => {
    if (!source.has(offset, wanted)) {
      source.release();
      await source.hold(offset, Math.min(Math.max(FETCHED_AT_ONCE, wanted), source.size - offset), signal);
    }
    return await source.access.read(offset, wanted, signal);
  };
  return { size: source.size, read };
}
