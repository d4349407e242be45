/** The labels of the chart of levels, with points where chance puts them. */
import { describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { type Box, freePlace, textBox } from "../../web/chart-labels.js";
import { Random } from "../support/generators.js";

/** A digit in the widest of common fonts, DejaVu Sans Bold with 13 pixels. */
const DIGIT = { width: 9.05, height: 10 };

const overlap = (a: Box, b: Box) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;

describe("labels of points", () => {
  test("cover no other label, no point and no number of the axes, wherever the points are", () => {
    const random = new Random(20);
    let placed = 0;
    for (let round = 0; round < 300; round++) {
      const points = Array.from({ length: LEVEL_MAX }, () => ({
        x: 50 + random.below(220),
        y: 22 + random.below(234),
      }));
      const axes = [
        textBox("1.5", 28, 22 + random.below(234), DIGIT),
        textBox("20", 50 + random.below(220), 274, DIGIT),
      ];
      const taken: Box[] = [...axes, ...points.map(({ x, y }) => ({ x, y, width: 12, height: 12 }))];
      const before = taken.length;
      const labels = points.flatMap(({ x, y }, level) => {
        const place = freePlace(taken, String(level + 1), x, y, DIGIT);
        return place ? [textBox(String(level + 1), x + place[0], y + place[1], DIGIT)] : [];
      });
      expect(taken.slice(before)).toEqual(labels);
      for (const [i, label] of labels.entries()) {
        expect([...taken.slice(0, before), ...labels.slice(0, i)].filter((box) => overlap(box, label))).toEqual([]);
      }
      placed += labels.length;
    }
    expect(placed).toBeGreaterThan(300 * LEVEL_MAX * 0.75);
  });

  test("of points that lie upon each other some have none", () => {
    const taken: Box[] = [];
    const places = Array.from({ length: 6 }, () => freePlace(taken, "10", 100, 100, DIGIT));
    expect(places.filter((place) => place === undefined).length).toBe(2);
  });
});
