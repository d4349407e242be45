/** An H4MK container on the page: its picture, what it says, verification, its content. */

import { END_SIZE } from "../../src/container/index-layout.js";
import { type ContainerInfo, H4mkReader, type TrustOptions } from "../../src/container.js";
import type { Engine } from "../../src/index.js";
import { toHex } from "../../src/seal/text.js";
import { holdTimeline, indexSize, mapByHeaders, mapIndexed } from "./container-map.js";
import { type Content, containerContent } from "./content.js";
import { button, fill, make, terms } from "./dom.js";
import { Explorer } from "./explorer.js";
import { jsonFields, sealFields } from "./fields.js";
import { counted, exact, ratio, size, sizeInFull } from "./figures.js";
import { foreign } from "./foreign.js";
import { kindTable, partTable } from "./part-table.js";
import { RangePanel } from "./range-panel.js";
import { type Refusal, refusalBox, refusalOf } from "./refusal.js";
import { type Segment, SegmentList, UNKNOWN } from "./segments.js";
import type { Source } from "./source.js";
import { timeline } from "./timeline.js";
import { ContainerVerification } from "./verify-panel.js";

/** Of a URL more than this is not read before the person says so. */
const UNASKED_MAX = 1 << 20;

/** A file of this machine up to this size is verified at once. */
const VERIFIED_AT_ONCE = 64 << 20;

/** Bytes of the end that tell whether there is an index. */
const TAIL_SIZE = 64 << 10;

/** Milliseconds between two words on progress: screen readers say each. */
const TOLD_EVERY = 1000;

/** Bytes of VERI: a SHA-256. */
const DIGEST_SIZE = 32;

export class ContainerView {
  readonly element = make("div", {});
  private readonly segments = new SegmentList();
  private readonly explorer: Explorer;
  private readonly facts = make("div", {});
  private readonly notice = make("div", {});
  private readonly kinds = make("div", {});
  private readonly said = make("div", { class: "columns" });
  private readonly panels = make("div", { class: "columns" });
  private reader: H4mkReader | undefined;
  private range: RangePanel | undefined;

  constructor(
    private readonly source: Source,
    private readonly engine: Engine,
    private readonly signal: AbortSignal,
    private readonly tell: (words: string) => void,
  ) {
    this.explorer = new Explorer(this.segments, source.size, source.traffic, {
      more: (segment) => this.more(segment),
      actions: (segment) => this.actions(segment),
    });
    fill(this.element, this.facts, this.notice, this.explorer.element, this.panels, this.said, this.kinds);
    source.traffic.listeners.add(() => this.explorer.redraw());
  }

  /** Opens and draws it; a refusal is shown, not thrown. */
  async open(): Promise<void> {
    if (await this.readsTooMuch()) return this.askToReadAll();
    await this.openNow();
  }

  close(): void {
    this.explorer.close();
    this.range?.close();
  }

  /** Whether nothing but a look at all of a long file at a URL says more. */
  private async readsTooMuch(): Promise<boolean> {
    const { source } = this;
    if (!source.remote || source.size <= UNASKED_MAX) return false;
    const { tail } = await source.container.open(TAIL_SIZE, this.signal);
    return String.fromCharCode(...tail.subarray(-END_SIZE).subarray(0, 4)) !== "tAIL";
  }

  private askToReadAll(): void {
    const words = `This container has no index at its end, so all of it has to be read: ${sizeInFull(this.source.size)}.`;
    const go = button("Read all of it", () => this.begin(this.openNow()));
    fill(this.notice, make("div", { class: "notice" }, make("p", {}, words), go));
    this.tell(words);
  }

  /** What a person asked for in a notice, which goes. */
  private begin(work: Promise<void>): void {
    fill(this.notice);
    work.catch((error) => {
      if (this.signal.aborted) return;
      const refusal = refusalOf(error);
      fill(this.notice, refusalBox("This container is refused", refusal));
      this.tell(`Refused: ${refusal.code}`);
    });
  }

  private async openNow(): Promise<void> {
    try {
      await this.read({}, this.signal);
    } catch (error) {
      if (this.signal.aborted) return;
      const refusal = refusalOf(error);
      fill(this.notice, refusalBox("This container is refused", refusal));
      await this.drawByHeaders(refusal);
      this.tell(`Refused: ${refusal.code}`);
      return;
    }
    await this.draw();
    this.signal.throwIfAborted();
    if (!this.source.remote && this.source.size <= VERIFIED_AT_ONCE) await this.verification?.verify();
  }

  private verification: ContainerVerification | undefined;

  /** Opens it, with what is trusted, and shows what it says. */
  private async read(trust: TrustOptions, signal: AbortSignal): Promise<ContainerInfo> {
    let told = performance.now();
    const onProgress = ({ read, total = 0 }: { read: number; total?: number }) => {
      if (performance.now() - told < TOLD_EVERY) return;
      told = performance.now();
      this.tell(`Reading all of it: ${size(read)} of ${size(total)}`);
    };
    const options = { ...trust, engine: this.engine, maxOutput: Number.POSITIVE_INFINITY, signal, onProgress };
    const reader = await H4mkReader.open(this.source.container, options);
    signal.throwIfAborted();
    this.reader = reader;
    const { info } = reader;
    const { access, size: length } = this.source;
    this.showFacts(info, await access.read(length - DIGEST_SIZE, DIGEST_SIZE, signal));
    fill(this.said, sealFields(info), jsonFields("META", info.meta, "compression"), jsonFields("SAFE", info.safe));
    await this.showSeek(reader, info);
    return info;
  }

  private showFacts(info: ContainerInfo, veri: Uint8Array): void {
    const { plainSize, blocks, blockSize, root, signed, indexed, authenticated } = info;
    const facts = terms(
      [
        ["Container", sizeInFull(info.size)],
        ["Content", plainSize === undefined ? "not known: only its own engine tells" : sizeInFull(plainSize)],
        ["Ratio", plainSize === undefined ? undefined : ratio(plainSize, info.size)],
        ["Blocks", `${exact(blocks)}${blockSize === undefined ? "" : ` of up to ${size(blockSize)}`}`],
        ["Root", root === undefined ? undefined : make("code", {}, root)],
        ["VERI", make("code", {}, toHex(veri))],
        ["Index", indexed ? undefined : "none: version 1 as others write it"],
        ["Signature", signed ? (authenticated ? "there is one" : "there is one, not verified") : "none"],
        ["Authenticated", authenticated ? "yes, by what you gave" : "no: no root or key given"],
      ],
      { class: "figures" },
    );
    fill(this.facts, facts);
  }

  private async showSeek(reader: H4mkReader, { plainSize }: ContainerInfo): Promise<void> {
    const take = (from: number, to: number) => this.range?.take(from, to);
    try {
      if (reader.index !== undefined) await holdTimeline(this.source, reader.index, this.signal);
      const seek = await reader.seekTable({ signal: this.signal });
      this.said.append(timeline(seek, plainSize ?? 0, take));
    } catch (error) {
      this.signal.throwIfAborted();
      this.said.append(refusalBox("The timeline is refused", refusalOf(error)));
    }
  }

  private async draw(): Promise<void> {
    const index = this.reader?.index;
    try {
      if (index === undefined) await this.drawByHeaders(undefined);
      else if (this.source.remote && indexSize(index) > UNASKED_MAX) this.askForPicture(indexSize(index));
      else await this.drawIndexed();
    } catch (error) {
      this.signal.throwIfAborted();
      const refusal = refusalOf(error);
      fill(this.notice, refusalBox("The index of this container is refused", refusal));
      await this.drawByHeaders(refusal);
    }
    this.showPanels();
  }

  private askForPicture(bytes: number): void {
    const words = `The picture of all blocks takes ${sizeInFull(bytes)} of index, which were not read yet. Ranges can be read without it.`;
    const go = button("Read the index, and draw", () => this.begin(this.drawIndexed()));
    fill(this.notice, make("div", { class: "notice" }, make("p", {}, words), go));
  }

  private async drawIndexed(): Promise<void> {
    await mapIndexed(this.segments, this.source, this.reader!.index!, this.signal);
    this.showParts();
  }

  /** A walk from header to header costs a request for each part: of a URL only what is short is walked. */
  private async drawByHeaders(refusal: Refusal | undefined): Promise<void> {
    if (this.source.remote && this.source.size > UNASKED_MAX && refusal !== undefined) return;
    if (this.segments.count > 0) this.segments.clear();
    await mapByHeaders(this.segments, this.source, this.signal, () => this.explorer.update());
    this.showParts();
    if (refusal !== undefined) this.explorer.markDamage(refusal.offset);
  }

  private showParts(): void {
    this.explorer.update();
    const show = (index: number) => this.explorer.select(index, true);
    fill(this.kinds, kindTable(this.segments, this.source.size), partTable(this.segments, show));
    this.tell(`${counted(this.segments.parts, "part")} in ${size(this.source.size)}`);
  }

  /** What verification said, where it is seen at once: above the picture, and in it. */
  private judge(words: string, refusal: Refusal | undefined): void {
    const good = make("p", { class: "banner passed" }, make("span", { "aria-hidden": "true" }, "✓ "), words);
    fill(this.notice, refusal === undefined ? good : refusalBox("This container is refused", refusal));
    this.explorer.markDamage(refusal?.offset);
    this.tell(refusal === undefined ? words : `Refused: ${refusal.code}`);
  }

  private showPanels(): void {
    const { source, engine, signal } = this;
    const onVerdict = (words: string, refusal?: Refusal) => this.judge(words, refusal);
    this.verification = new ContainerVerification({ source, engine, outer: signal, onVerdict }, (trust, own) =>
      this.read(trust, own),
    );
    if (this.content().size !== undefined) this.range = new RangePanel(source, () => this.content(), signal);
    fill(this.panels, this.verification.element, this.range?.element ?? this.undecodable());
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
