/** An H4MK container on the page: its picture, what it says, verification, its content. docs/format-h4mk.md */

import { END_SIZE } from "../../src/container/index-layout.js";
import { type ContainerInfo, H4mkReader, type TrustOptions } from "../../src/container.js";
import { toHex } from "../../src/seal/text.js";
import { button, fill, make, terms } from "../dom.js";
import { exact, ratio, sizeInFull, sizeText } from "../figures.js";
import { foreign } from "../foreign.js";
import { refusalBox, refusalOf } from "../refusal.js";
import { holdTimeline, indexSize, mapByHeaders, mapIndexed } from "./container-map.js";
import { type Content, containerContent } from "./content.js";
import { jsonFields, sealFields } from "./fields.js";
import { FileView, type Stage, UNASKED_MAX } from "./file-view.js";
import { RangePanel } from "./range-panel.js";
import { type Segment, UNKNOWN } from "./segments.js";
import type { Source } from "./source.js";
import { timeline } from "./timeline.js";
import { ContainerVerification } from "./verify-panel.js";

/** Bytes of the end that tell whether there is an index: as many as the reader asks for. */
const TAIL_SIZE = 64 << 10;

/** Milliseconds between two words on progress: screen readers say each. */
const TOLD_EVERY = 1000;

/** Bytes of VERI: a SHA-256. */
const DIGEST_SIZE = 32;

export class ContainerView extends FileView {
  private reader: H4mkReader | undefined;

  constructor(source: Source, stage: Stage) {
    super(source, stage, "This container is refused", {
      more: (segment) => this.more(segment),
      actions: (segment) => this.actions(segment),
    });
  }

  async open(): Promise<void> {
    if (!(await this.readsTooMuch())) return await this.openNow();
    const words = `This container has no index at its end, so all of it has to be read: ${sizeInFull(this.source.size)}.`;
    this.ask(words, "Read all of it", () => this.openNow());
  }

  /** Whether nothing but a look at all of a long file at a URL says more. */
  private async readsTooMuch(): Promise<boolean> {
    const { source } = this;
    if (!source.remote || source.size <= UNASKED_MAX) return false;
    const { tail } = await source.container.open(TAIL_SIZE, this.stage.signal);
    return String.fromCharCode(...tail.subarray(-END_SIZE).subarray(0, 4)) !== "tAIL";
  }

  private async openNow(): Promise<void> {
    try {
      await this.read({}, this.stage.signal);
    } catch (error) {
      if (this.stage.signal.aborted) return;
      return await this.drawRefused(error);
    }
    await this.draw();
    await this.verifyShort();
  }

  /** Opens it, with what is trusted, and shows what it says. */
  private async read(trust: TrustOptions, signal: AbortSignal): Promise<ContainerInfo> {
    let told = performance.now();
    const onProgress = ({ read, total = 0 }: { read: number; total?: number }) => {
      if (performance.now() - told < TOLD_EVERY) return;
      told = performance.now();
      this.stage.tell(`Reading all of it: ${sizeText(read)} of ${sizeText(total)}`);
    };
    const { source } = this;
    const options = { ...trust, engine: this.stage.engine, maxOutput: Number.POSITIVE_INFINITY, signal, onProgress };
    const reader = await H4mkReader.open(source.container, options);
    const veri = await source.access.read(source.size - DIGEST_SIZE, DIGEST_SIZE, signal);
    signal.throwIfAborted();
    this.reader = reader;
    const { info } = reader;
    fill(this.facts, factsOf(info, veri));
    fill(this.said, sealFields(info), jsonFields("META", info.meta, "compression"), jsonFields("SAFE", info.safe));
    await this.showTimeline(reader, signal);
    return info;
  }

  private async showTimeline(reader: H4mkReader, signal: AbortSignal): Promise<void> {
    const take = (from: number, to: number) => this.range?.take(from, to);
    try {
      if (reader.index !== undefined) await holdTimeline(this.source, reader.index, signal);
      this.said.append(timeline(await reader.seekTable({ signal }), reader.info.plainSize ?? 0, take));
    } catch (error) {
      signal.throwIfAborted();
      this.said.append(refusalBox("The timeline is refused", refusalOf(error)));
    }
  }

  private async draw(): Promise<void> {
    const index = this.reader?.index;
    const bytes = index === undefined ? 0 : indexSize(index);
    try {
      if (index === undefined) await this.drawByHeaders();
      else if (this.source.remote && bytes > UNASKED_MAX) this.askForPicture(bytes);
      else await this.drawIndexed();
    } catch (error) {
      this.stage.signal.throwIfAborted();
      await this.drawRefused(error);
    }
    this.showPanels();
  }

  private askForPicture(bytes: number): void {
    const words = `The picture of all blocks takes ${sizeInFull(bytes)} of index, which were not read yet. Ranges can be read without it.`;
    this.ask(words, "Read the index, and draw", () => this.drawIndexed());
  }

  private async drawIndexed(): Promise<void> {
    await mapIndexed(this.segments, this.source, this.reader!.index!, this.stage.signal);
    this.showParts();
  }

  private async drawByHeaders(): Promise<void> {
    this.segments.clear();
    await mapByHeaders(this.segments, this.source, this.stage.signal, () => this.explorer.update());
    this.showParts();
  }

  /** A walk from header to header costs a request for each part: of a URL only what is short is walked. */
  private async drawRefused(error: unknown): Promise<void> {
    const refusal = refusalOf(error);
    this.sayWhy(refusal);
    if (!this.source.remote || this.source.size <= UNASKED_MAX) await this.drawByHeaders();
    this.mark(refusal);
  }

  private showPanels(): void {
    const { source, judge, unsay } = this;
    const { engine, signal } = this.stage;
    const around = { source, engine, outer: signal, onVerdict: judge, onUnread: unsay };
    const verification = new ContainerVerification(around, (trust, own) => this.read(trust, own));
    this.verification = verification;
    if (this.content().size !== undefined) this.range = new RangePanel(source, () => this.content(), this.stage);
    fill(this.panels, verification.element, this.range?.element ?? this.undecodable());
  }

  private content(): Content {
    return containerContent(this.reader!);
  }

  private undecodable(): HTMLElement {
    const engine = this.reader?.info.compression?.engine ?? "an engine that it does not name";
    const words = make("p", {}, "Only the core that wrote the blocks decodes them: ", foreign(engine, 100), ".");
    return make("section", { "aria-label": "Content" }, make("h3", {}, "Read the content"), words);
  }

  /** Where a block lies in the content. */
  private placed(segment: Segment): { from: number; to: number } | undefined {
    if (segment.tag !== "CORE" || segment.plain === UNKNOWN) return undefined;
    let from = 0;
    for (let index = 0; this.segments.start(index) < segment.start; index++) {
      if (this.segments.tag(index) === "CORE") from += this.segments.plain(index);
    }
    return { from, to: from + segment.plain };
  }

  private more(segment: Segment): readonly (readonly [string, string])[] {
    const placed = this.placed(segment);
    return placed === undefined ? [] : [["In the content", `${exact(placed.from)} up to ${exact(placed.to)}`]];
  }

  private actions(segment: Segment): readonly HTMLElement[] {
    const placed = this.range && this.placed(segment);
    if (placed === undefined) return [];
    return [button("Take this range", () => this.range?.take(placed.from, placed.to))];
  }
}

function factsOf(info: ContainerInfo, veri: Uint8Array): HTMLElement {
  const { plainSize, blocks, blockSize, root, signed, indexed, authenticated } = info;
  return terms(
    [
      ["Container", sizeInFull(info.size)],
      ["Content", plainSize === undefined ? "not known: only its own engine tells" : sizeInFull(plainSize)],
      ["Ratio", plainSize === undefined ? undefined : ratio(plainSize, info.size)],
      ["Blocks", `${exact(blocks)}${blockSize === undefined ? "" : ` of up to ${sizeText(blockSize)}`}`],
      ["Root", root === undefined ? undefined : make("code", {}, root)],
      ["VERI, the SHA-256 at its end", make("code", {}, toHex(veri))],
      ["Index", indexed ? undefined : "none: version 1 as others write it"],
      ["Signature", signed ? (authenticated ? "there is one" : "there is one, not verified") : "none"],
      ["Authenticated", authenticated ? "yes, by what you gave" : "no: no root or key given"],
    ],
    { class: "figures" },
  );
}
