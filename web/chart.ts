/** A picture of the levels: speed to the right, ratio upwards, each level a point that can be chosen with the keyboard. */

import { type Box, type Digit, freePlace, type Place, textBox } from "./chart-labels.js";
import { draw } from "./dom.js";

/** A level as a point. */
export interface Point {
  readonly level: number;
  /** Millions of bytes a second. */
  readonly speed: number;
  readonly ratio: number;
  /** The point in words. */
  readonly label: string;
}

const HEIGHT = 300;
/** Room for the words of the axes. */
const MARGIN = { top: 22, right: 22, bottom: 44, left: 50 };
/** Where a finger finds it; WCAG 2.2, 2.5.8. */
const TARGET_RADIUS = 13;
/** How far beside a point it may be clicked. */
const REACH = 24;
/** Of a point as it is drawn. */
const DOT = 12;
/** Of the line of a text its digits have this much in height. */
const DIGIT_HEIGHT = 0.67;
/** Numbers of an axis that are closer would be read as one. */
const TICK_ROOM = 32;
interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** The drawn chart. `choose` is told the level of a point that is clicked, or reached with the arrow keys. */
export class Chart {
  private points: readonly Point[] = [];
  private chosen = 0;
  private readonly svg: SVGSVGElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly choose: (level: number) => void,
  ) {
    this.svg = draw("svg", { role: "radiogroup", "aria-label": "Levels by speed and ratio" });
    root.replaceChildren(this.svg);
    new ResizeObserver(() => this.render()).observe(root);
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("click", (event) => this.click(event));
  }

  show(points: readonly Point[], chosen: number): void {
    this.points = points;
    this.chosen = chosen;
    this.render();
  }

  /** The axes, then the line, then the points: those are above the line. */
  private render(): void {
    const width = Math.max(this.root.clientWidth, 240);
    const focused = this.svg.contains(document.activeElement);
    const { svg, points } = this;
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(HEIGHT));
    svg.replaceChildren();
    if (points.length === 0) return;
    const x = logarithmic(
      points.map(({ speed }) => speed),
      MARGIN.left,
      width - MARGIN.right,
    );
    const y = linear(
      points.map(({ ratio }) => ratio),
      HEIGHT - MARGIN.bottom,
      MARGIN.top,
    );
    const digit = this.digit();
    const taken: Box[] = [];
    svg.append(this.axes(x, y, width, taken, digit));
    const line = points.map(({ speed, ratio }) => `${round(x.at(speed))},${round(y.at(ratio))}`).join(" ");
    svg.append(draw("polyline", { class: "line", points: line }));
    const places = points.map((point) => ({ point, at: x.at(point.speed), height: y.at(point.ratio) }));
    const some = points.some(({ level }) => level === this.chosen);
    taken.push(...places.map(({ at, height }) => ({ x: at, y: height, width: DOT, height: DOT })));
    for (const [i, { point, at, height }] of places.entries()) {
      const label = freePlace(taken, String(point.level), at, height, digit);
      svg.append(this.mark(point, at, height, label, some ? point.level === this.chosen : i === 0));
    }
    if (focused) this.focus();
  }

  /** A digit of a label, in the font that this page has here: fonts differ by a fifth in width. */
  private digit(): Digit {
    const label = draw("text", {}, "0");
    const point = draw("g", { class: "point" }, label);
    this.svg.append(point);
    const { width, height } = label.getBBox();
    point.remove();
    return { width, height: height * DIGIT_HEIGHT };
  }

  /** The lines and numbers of both axes; what the numbers take is added to `taken`. */
  private axes(x: Scale, y: Scale, width: number, taken: Box[], digit: Digit): SVGGElement {
    const group = draw("g", { class: "axes", "aria-hidden": "true" });
    const bottom = HEIGHT - MARGIN.bottom;
    for (const tick of x.ticks) {
      const at = round(x.at(tick));
      taken.push(textBox(String(tick), at, bottom + 18, digit));
      group.append(
        draw("line", { x1: at, x2: at, y1: MARGIN.top, y2: bottom }),
        draw("text", { x: at, y: bottom + 18, "text-anchor": "middle" }, String(tick)),
      );
    }
    for (const tick of y.ticks) {
      const at = round(y.at(tick));
      const end = MARGIN.left - 8;
      taken.push(textBox(String(tick), end - (String(tick).length * digit.width) / 2, at + 4, digit));
      group.append(
        draw("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at }),
        draw("text", { x: end, y: at + 4, "text-anchor": "end" }, String(tick)),
      );
    }
    group.append(
      draw("text", { class: "name", x: width - MARGIN.right, y: HEIGHT - 6, "text-anchor": "end" }, "MB/s, faster →"),
      draw("text", { class: "name", x: 4, y: 12 }, "↑ ratio, smaller"),
    );
    return group;
  }

  private mark(point: Point, at: number, height: number, label: Place | undefined, tab: boolean): SVGGElement {
    const { level, label: name } = point;
    const mark = draw(
      "g",
      {
        class: "point",
        role: "radio",
        tabindex: tab ? 0 : -1,
        "aria-checked": String(level === this.chosen),
        "aria-label": name,
        transform: `translate(${round(at)} ${round(height)})`,
      },
      draw("circle", { class: "target", r: TARGET_RADIUS }),
      draw("circle", { class: "dot", r: 5 }),
    );
    if (label) mark.append(draw("text", { x: label[0], y: label[1], "text-anchor": "middle" }, String(level)));
    mark.dataset.level = String(level);
    return mark;
  }

  /** Points may lie upon each other: the nearest is meant. A click without a pointer is meant for what it is sent to. */
  private click({ target, detail, clientX, clientY }: MouseEvent): void {
    const marks = [...this.svg.querySelectorAll<SVGGElement>(".point")];
    const away = (mark: SVGGElement) => {
      const { left, top, width, height } = mark.querySelector(".dot")!.getBoundingClientRect();
      return Math.hypot(left + width / 2 - clientX, top + height / 2 - clientY);
    };
    const [nearest] = marks.sort((a, b) => away(a) - away(b));
    const meant =
      detail === 0
        ? marks.find((mark) => mark.contains(target as Node))
        : nearest && away(nearest) <= REACH
          ? nearest
          : undefined;
    if (meant !== undefined) this.choose(Number(meant.dataset.level));
  }

  /** Arrows go from level to level and choose, as radio buttons do; Home and End to the ends. */
  private key(event: KeyboardEvent): void {
    const { points } = this;
    const at = points.findIndex(({ level }) => level === this.chosen);
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: points.length - 1,
      " ": Math.max(at, 0),
      Enter: Math.max(at, 0),
    };
    const step = steps[event.key];
    if (step === undefined || points.length === 0) return;
    event.preventDefault();
    this.choose(points[(step + points.length) % points.length]!.level);
    this.focus();
  }

  private focus(): void {
    this.svg.querySelector<SVGGElement>('[tabindex="0"]')?.focus();
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Ticks at 1, 2 and 5 of each power of ten, at more where there is little more than one; the ends have some air. */
function logarithmic(values: readonly number[], from: number, to: number): Scale {
  const low = Math.log10(Math.min(...values)) - 0.08;
  const high = Math.log10(Math.max(...values)) + 0.08;
  const at = (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const digits = high - low > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const digit of digits) {
      const value = Number((digit * 10 ** power).toPrecision(2));
      if (Math.log10(value) < low || Math.log10(value) > high) continue;
      const before = ticks.at(-1);
      if (before === undefined || at(value) - at(before) >= TICK_ROOM) ticks.push(value);
    }
  }
  return { at, ticks };
}

/** Some four ticks at round numbers. */
function linear(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = Math.max((most - least) * 0.12, most * 0.01);
  const [low, high] = [least - air, most + air];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((value) => value >= rough)!;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step); tick * step <= high; tick++) ticks.push(Number((tick * step).toPrecision(6)));
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}
