/** The picture: the parts of a file to scale on a canvas, as many as its width can show; the rest in sums by column. */

import { type Fill, fillOf, fillOfRatio, isContent, LOST } from "./scale.js";
import { type SegmentList, UNKNOWN } from "./segments.js";
import type { Stretch } from "./traffic.js";

/** Heights from the top, in CSS pixels: the parts, ticks for those that are no content, what was read. */
const STRIP = { top: 0, height: 64 } as const;
const TICKS = { top: 68, height: 6 } as const;
const READ = { top: 78, height: 6 } as const;
export const PICTURE_HEIGHT = READ.top + READ.height;

/** Narrower parts are summed up by column. */
const BOX_MIN = 3;
/** From here on boxes have a gap, so that equal neighbours are told apart. */
const GAP_FROM = 5;
const TICK_MIN = 2;
const LABEL_PADDING = 5;

/** The part of the file that is shown. */
export interface Window {
  from: number;
  to: number;
}

export class Picture {
  readonly canvas = document.createElement("canvas");
  private width = 0;
  private scale = 0;
  private colours = new Map<string, string>();

  constructor(
    private readonly segments: SegmentList,
    private readonly stretches: readonly Stretch[],
  ) {
    this.canvas.setAttribute("aria-hidden", "true");
  }

  /** Draws what `shown` has. The canvas must be in the document: its width and colours come from there. */
  draw(shown: Window): void {
    const context = this.prepare();
    if (context === undefined || shown.to <= shown.from) return;
    this.scale = this.width / (shown.to - shown.from);
    const columns = new Columns(Math.ceil(this.width));
    const { segments } = this;
    for (let index = segments.indexAt(shown.from); index < segments.count; index++) {
      const start = segments.start(index);
      if (start >= shown.to) break;
      this.part(
        context,
        columns,
        index,
        (start - shown.from) * this.scale,
        (segments.endOf(index) - shown.from) * this.scale,
      );
    }
    columns.draw((fill, column, width) => {
      context.fillStyle = this.colour(fill);
      context.fillRect(column, STRIP.top, width, STRIP.height);
    });
    this.drawRead(context, shown);
  }

  private part(context: CanvasRenderingContext2D, columns: Columns, index: number, left: number, right: number): void {
    const { segments } = this;
    const width = right - left;
    const tag = segments.tag(index);
    const plain = segments.plain(index);
    const stored = segments.endOf(index) - segments.start(index);
    if (!isContent(tag)) {
      context.fillStyle = this.colour(tag === LOST ? "lost" : "other");
      context.fillRect(left, TICKS.top, Math.max(TICK_MIN, width), TICKS.height);
    }
    if (width < BOX_MIN) {
      columns.add(left, right, tag, plain, stored);
      return;
    }
    context.fillStyle = this.colour(fillOf({ tag, plain, start: 0, end: stored }));
    context.fillRect(left, STRIP.top, width >= GAP_FROM ? width - 1 : width, STRIP.height);
    if (tag === LOST) this.hatch(context, left, width);
    this.label(context, tag, left, width);
  }

  private label(context: CanvasRenderingContext2D, tag: string, left: number, width: number): void {
    const from = Math.max(left, 0);
    const room = Math.min(left + width, this.width) - from - 2 * LABEL_PADDING;
    if (room < context.measureText(tag).width) return;
    context.fillStyle = legibleOn(`${context.fillStyle}`);
    context.fillText(tag, from + LABEL_PADDING, STRIP.top + STRIP.height / 2);
  }

  /** Stripes, so that what is refused is told apart without its colour. */
  private hatch(context: CanvasRenderingContext2D, left: number, width: number): void {
    context.save();
    context.beginPath();
    context.rect(left, STRIP.top, width, STRIP.height);
    context.clip();
    context.strokeStyle = this.colour("ground");
    context.lineWidth = 2;
    context.beginPath();
    const from = Math.max(left, 0) - STRIP.height;
    for (let x = from - (from % 8); x < Math.min(left + width, this.width); x += 8) {
      context.moveTo(x, STRIP.height);
      context.lineTo(x + STRIP.height, 0);
    }
    context.stroke();
    context.restore();
    context.fillStyle = this.colour("lost");
  }

  private drawRead(context: CanvasRenderingContext2D, shown: Window): void {
    context.fillStyle = this.colour("line");
    context.fillRect(0, READ.top + READ.height - 1, this.width, 1);
    context.fillStyle = this.colour("accent");
    for (const { from, to } of this.stretches) {
      if (to <= shown.from || from >= shown.to) continue;
      const left = (from - shown.from) * this.scale;
      context.fillRect(left, READ.top, Math.max(TICK_MIN, (to - from) * this.scale), READ.height);
    }
  }

  /** A cleared context in CSS pixels, sharp on any screen. */
  private prepare(): CanvasRenderingContext2D | undefined {
    const { canvas } = this;
    const context = canvas.getContext("2d");
    this.width = canvas.clientWidth;
    if (context === null || this.width === 0) return undefined;
    const density = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(this.width * density);
    canvas.height = Math.round(PICTURE_HEIGHT * density);
    context.scale(density, density);
    context.clearRect(0, 0, this.width, PICTURE_HEIGHT);
    const style = getComputedStyle(canvas);
    context.font = `600 12px ${style.fontFamily}`;
    context.textBaseline = "middle";
    this.colours = new Map();
    return context;
  }

  private colour(name: Fill | "ground" | "line" | "accent"): string {
    let colour = this.colours.get(name);
    if (colour === undefined) {
      colour = getComputedStyle(this.canvas).getPropertyValue(`--view-${name}`).trim();
      this.colours.set(name, colour);
    }
    return colour;
  }
}

/** Sums of what is too narrow to be drawn by itself. */
class Columns {
  private readonly stored: Float64Array;
  private readonly known: Float64Array;
  private readonly plain: Float64Array;
  private readonly other: Float64Array;
  private readonly lost: Float64Array;

  constructor(private readonly count: number) {
    const sums = () => new Float64Array(count);
    [this.stored, this.known, this.plain, this.other, this.lost] = [sums(), sums(), sums(), sums(), sums()];
  }

  add(left: number, right: number, tag: string, plain: number, stored: number): void {
    const first = Math.max(0, Math.floor(left));
    const last = Math.min(this.count - 1, Math.max(first, Math.ceil(right) - 1));
    for (let column = first; column <= last; column++) {
      // How much of the part is in the column.
      const width = right - left;
      const part = width === 0 ? 1 : Math.max(0, Math.min(right, column + 1) - Math.max(left, column)) / width;
      if (tag === LOST) this.lost[column]! += part * stored;
      else if (!isContent(tag)) this.other[column]! += part * stored;
      else this.stored[column]! += part * stored;
      if (!isContent(tag) || plain === UNKNOWN) continue;
      this.known[column]! += part * stored;
      this.plain[column]! += part * plain;
    }
  }

  /** Neighbours of one fill in one go. */
  draw(rectangle: (fill: Fill, column: number, width: number) => void): void {
    let fill: Fill | undefined;
    let from = 0;
    for (let column = 0; column <= this.count; column++) {
      const next = column < this.count ? this.fill(column) : undefined;
      if (next === fill && column < this.count) continue;
      if (fill !== undefined) rectangle(fill, from, column - from);
      [fill, from] = [next, column];
    }
  }

  private fill(column: number): Fill | undefined {
    const [stored, other, lost] = [this.stored[column]!, this.other[column]!, this.lost[column]!];
    if (stored + other + lost === 0) return undefined;
    if (lost > 0) return "lost";
    if (other > stored) return "other";
    return this.known[column] === 0 ? "unknown" : fillOfRatio(this.plain[column]!, this.known[column]!);
  }
}

/** Black or white, whichever is read better on `colour`, which canvas gives as #rrggbb. WCAG 2.2, relative luminance */
function legibleOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}
