/** Where the numbers of a chart may stand: none upon another, upon a point, or upon a number of the axes. */

/** What is taken of a picture: its middle and its size, in its own units. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a digit takes as it is drawn. */
export type Digit = Pick<Box, "width" | "height">;

/** Where a label may be, from its point to the middle of its base line: above, below, beside. */
const PLACES = [
  [0, -11],
  [0, 20],
  [15, 5],
  [-15, 5],
] as const;

export type Place = (typeof PLACES)[number];

/** What digits take that are centred on `x`, with `y` as their base line. */
export function textBox(text: string, x: number, y: number, { width, height }: Digit): Box {
  return { x, y: y - height / 2, width: text.length * width, height };
}

/** A place where the label of the point at `x`, `y` covers nothing that is `taken`; it is taken then. Among points that lie upon each other some have none. */
export function freePlace(taken: Box[], text: string, x: number, y: number, digit: Digit): Place | undefined {
  for (const place of PLACES) {
    const box = textBox(text, x + place[0], y + place[1], digit);
    if (taken.some((other) => touch(other, box))) continue;
    taken.push(box);
    return place;
  }
  return undefined;
}

function touch(a: Box, b: Box): boolean {
  return 2 * Math.abs(a.x - b.x) < a.width + b.width && 2 * Math.abs(a.y - b.y) < a.height + b.height;
}
