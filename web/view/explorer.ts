/** The picture as a person explores it: pointer, keyboard, zoom, and in words what is under the cursor. */

import { button, fill, make, terms } from "../dom.js";
import { counted, exact, place, ratio, sizeInFull, sizeText } from "../figures.js";
import { foreignText } from "../foreign.js";
import { meaning } from "./names.js";
import { Picture, type Window } from "./picture.js";
import { isContent, isEstimated, LOST, legend } from "./scale.js";
import { type Segment, type SegmentList, UNKNOWN } from "./segments.js";
import type { Traffic } from "./traffic.js";

/** Milliseconds of stillness after which the details are said: a key that is held says only where it stopped. */
const SAY_AFTER = 200;

/** Zooming in by a step shows this part of what was shown. */
const ZOOM = 4;

/** Bytes that are shown at least. */
const WINDOW_MIN = 64;

/** Parts that PageUp and PageDown move by: a twentieth of all. */
const PAGES = 20;

/** What the explorer cannot know about a segment. */
export interface Details {
  /** More about a segment, as terms. */
  more?(segment: Segment): readonly (readonly [string, string])[];
  /** What can be done with it. */
  actions?(segment: Segment): readonly HTMLElement[];
}

export class Explorer {
  readonly element: HTMLElement;
  private readonly picture: Picture;
  private readonly stage: HTMLElement;
  private readonly cursor = make("div", { class: "cursor", "aria-hidden": "true" });
  private readonly wound = make("div", { class: "wound", "aria-hidden": "true", hidden: true });
  private readonly ends = make("div", { class: "ends" });
  private readonly thumb = make("div", { class: "thumb" });
  private readonly details = make("div", { class: "details" });
  private readonly spoken = make("p", { class: "visually-hidden", role: "status" });
  private readonly key = make("div", {});
  private shown: Window = { from: 0, to: 0 };
  private at = 0;
  private damage: number | undefined;
  private frame = 0;
  private speaking: ReturnType<typeof setTimeout> | undefined;
  private readonly observer = new ResizeObserver(() => this.redraw());
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private readonly onScheme = () => this.redraw();
  onSelect: ((index: number) => void) | undefined;

  constructor(
    private readonly segments: SegmentList,
    private readonly fileSize: number,
    traffic: Traffic,
    private readonly extra: Details,
  ) {
    this.picture = new Picture(segments, traffic.stretches);
    this.stage = make(
      "div",
      {
        class: "stage",
        tabindex: 0,
        role: "slider",
        "aria-label": "Parts of the file",
        "aria-describedby": "view-keys",
        "aria-valuemin": 1,
        "aria-valuemax": 1,
        "aria-valuenow": 1,
      },
      this.picture.canvas,
      this.wound,
      this.cursor,
    );
    const overview = make("div", { class: "overview", "aria-hidden": "true" }, this.thumb);
    this.element = make(
      "div",
      { class: "explorer" },
      this.stage,
      this.ends,
      overview,
      this.controls(),
      this.key,
      this.details,
      this.spoken,
    );
    this.listen();
    this.whole();
  }

  private controls(): HTMLElement {
    const keys =
      "Arrow keys move from part to part, Page Up and Page Down further, Home and End to the ends; + and − zoom, 0 shows all.";
    return make(
      "div",
      { class: "controls" },
      button("Previous", () => this.move(-1)),
      button("Next", () => this.move(1)),
      button("Zoom in", () => this.zoom(1 / ZOOM)),
      button("Zoom out", () => this.zoom(ZOOM)),
      button("Whole file", () => this.whole()),
      make("p", { id: "view-keys", class: "quiet" }, keys),
    );
  }

  private listen(): void {
    const { stage } = this;
    stage.addEventListener("keydown", (event) => this.press(event));
    stage.addEventListener("pointermove", ({ clientX, pointerType }) => {
      if (pointerType === "mouse") this.select(this.segments.indexAt(this.offsetAt(clientX)), false);
    });
    stage.addEventListener("click", ({ clientX }) => this.select(this.segments.indexAt(this.offsetAt(clientX)), false));
    this.observer.observe(stage);
    this.dark.addEventListener("change", this.onScheme);
  }

  /** Ends what waits. */
  close(): void {
    this.observer.disconnect();
    this.dark.removeEventListener("change", this.onScheme);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.speaking);
  }

  /** Draws once more before the next picture of the screen. */
  redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.picture.draw(this.shown);
      this.placeMarks();
    });
  }

  /** More segments are there, or other ones. */
  update(): void {
    const { segments } = this;
    this.stage.setAttribute("aria-valuemax", `${Math.max(1, segments.count)}`);
    let unknown = false;
    let lost = false;
    for (let index = 0; index < segments.count && !(unknown && lost); index++) {
      unknown ||= isContent(segments.tag(index)) && segments.plain(index) === UNKNOWN;
      lost ||= segments.tag(index) === LOST;
    }
    fill(this.key, legend(unknown, lost));
    this.select(Math.min(this.at, Math.max(0, segments.count - 1)), false, false);
    this.redraw();
  }

  /** Marks the place of a refusal, and goes there. */
  markDamage(offset: number | undefined): void {
    this.damage = offset;
    if (offset !== undefined && this.segments.count > 0) this.select(this.segments.indexAt(offset), true);
    this.redraw();
  }

  /** Puts the cursor on a segment. `follow` moves what is shown along, `say` tells screen readers. */
  select(index: number, follow: boolean, say = true): void {
    if (this.segments.count === 0) return;
    this.at = Math.min(Math.max(index, 0), this.segments.count - 1);
    const segment = this.segments.segment(this.at);
    if (follow) this.reveal(segment);
    this.placeMarks();
    this.describe(segment, say);
    this.onSelect?.(this.at);
  }

  private move(by: number): void {
    this.select(this.at + by, true);
  }

  private press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.round(this.segments.count / PAGES));
    const acts: Record<string, () => void> = {
      ArrowRight: () => this.move(1),
      ArrowLeft: () => this.move(-1),
      ArrowUp: () => this.move(1),
      ArrowDown: () => this.move(-1),
      PageDown: () => this.move(page),
      PageUp: () => this.move(-page),
      Home: () => this.select(0, true),
      End: () => this.select(this.segments.count - 1, true),
      "+": () => this.zoom(1 / ZOOM),
      "=": () => this.zoom(1 / ZOOM),
      "-": () => this.zoom(ZOOM),
      "0": () => this.whole(),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  private whole(): void {
    this.show({ from: 0, to: Math.max(1, this.fileSize) });
  }

  /** Shows `factor` times as much, around the cursor. */
  private zoom(factor: number): void {
    const length = Math.min(this.fileSize, Math.max(WINDOW_MIN, (this.shown.to - this.shown.from) * factor));
    const { start, end } = this.segments.segment(this.at);
    const middle = (Math.max(start, this.shown.from) + Math.min(end, this.shown.to)) / 2;
    this.showAround(end < this.shown.from || start > this.shown.to ? (start + end) / 2 : middle, length);
  }

  private reveal({ start, end }: Segment): void {
    const { from, to } = this.shown;
    if (start >= from && end <= to) return;
    if (start < from && end > to) return;
    this.showAround(end - start > to - from ? start + (to - from) / 2 : (start + end) / 2, to - from);
  }

  private showAround(middle: number, length: number): void {
    const from = Math.min(Math.max(0, middle - length / 2), Math.max(0, this.fileSize - length));
    this.show({ from, to: from + length });
  }

  private show(shown: Window): void {
    this.shown = shown;
    this.redraw();
  }

  private offsetAt(clientX: number): number {
    const { left, width } = this.stage.getBoundingClientRect();
    const part = width === 0 ? 0 : (clientX - left) / width;
    return this.shown.from + part * (this.shown.to - this.shown.from);
  }

  private placeMarks(): void {
    const { from, to } = this.shown;
    const percent = (offset: number) => Math.min(Math.max((100 * (offset - from)) / (to - from), 0), 100);
    if (this.segments.count > 0) {
      const { start, end } = this.segments.segment(this.at);
      this.cursor.style.left = `${percent(start)}%`;
      this.cursor.style.width = `${percent(end) - percent(start)}%`;
    }
    this.wound.hidden = this.damage === undefined || this.damage < from || this.damage > to;
    if (this.damage !== undefined) this.wound.style.left = `${percent(this.damage)}%`;
    this.thumb.style.left = `${(100 * from) / this.fileSize}%`;
    this.thumb.style.width = `${(100 * (to - from)) / this.fileSize}%`;
    fill(this.ends, make("span", {}, `byte ${exact(Math.floor(from))}`), make("span", {}, exact(Math.ceil(to))));
    this.element.classList.toggle("zoomed", to - from < this.fileSize);
  }

  private describe(segment: Segment, say: boolean): void {
    const { tag, start, end, plain, members } = segment;
    const name = nameOf(segment, this.segments);
    const known = plain !== UNKNOWN && isContent(tag);
    fill(
      this.details,
      make("h3", {}, name),
      make("p", {}, members > 1 ? `${counted(members, "part")} of one kind, shown together` : meaning(tag)),
      terms([
        ["Begins at byte", place(start)],
        ["Bytes in the file", sizeInFull(end - start)],
        ["Content", known ? contentOf(segment) : undefined],
        ["Ratio", known ? ratio(plain, end - start) : undefined],
        ...(this.extra.more?.(segment) ?? []),
      ]),
      ...(this.extra.actions?.(segment) ?? []),
    );
    const words = `${name}, ${exact(this.at + 1)} of ${exact(this.segments.count)}`;
    this.stage.setAttribute("aria-valuenow", `${this.at + 1}`);
    this.stage.setAttribute("aria-valuetext", words);
    clearTimeout(this.speaking);
    if (!say) return;
    const content = known ? `, content ${sizeText(plain)}, ratio ${ratio(plain, end - start)}` : "";
    const said = `${name}: ${meaning(tag)}. From byte ${exact(start)}, ${sizeText(end - start)}${content}.`;
    this.speaking = setTimeout(() => {
      this.spoken.textContent = said;
    }, SAY_AFTER);
  }
}

/** What a part decodes to; of a block of a frame it is known on the average alone. */
function contentOf({ tag, plain }: Segment): string {
  return isEstimated(tag) ? `about ${sizeText(plain)}: the average of its frame` : sizeInFull(plain);
}

/** `CORE 12, one of 340`, `META`, `CORE 0 to 15, some of 4,000,000`. Numbers begin at 0, as in the format. */
export function nameOf({ tag, number, members }: Segment, segments: SegmentList): string {
  const total = segments.total(tag);
  const name = foreignText(tag, 32);
  if (total <= 1) return name;
  const which = members > 1 ? `${exact(number)} to ${exact(number + members - 1)}` : exact(number);
  return `${name} ${which}, ${members > 1 ? "some" : "one"} of ${exact(total)}`;
}
