/** What the viewer knows about a file however many parts it has: bounded, in order, without gaps. */
import { describe, expect, test } from "vitest";
import { clock, ratio, share, sizeText } from "../../web/figures.js";
import { SegmentList, UNKNOWN } from "../../web/view/segments.js";
import { parseTime } from "../../web/view/timeline.js";
import { Traffic } from "../../web/view/traffic.js";

describe("SegmentList", () => {
  test("keeps parts as they come, and finds the one that has a byte", () => {
    const list = new SegmentList();
    for (const [tag, length] of [
      ["H4MK", 8],
      ["CORE", 100],
      ["CORE", 50],
      ["META", 20],
    ] as const)
      list.add(tag, length);
    expect(list.segment(2)).toEqual({ tag: "CORE", start: 108, end: 158, plain: UNKNOWN, number: 1, members: 1 });
    expect([0, 7, 8, 107, 108, 177, 1e9].map((offset) => list.indexAt(offset))).toEqual([0, 0, 1, 1, 2, 3, 3]);
    expect([list.parts, list.end, list.total("CORE"), list.total("VERI")]).toEqual([4, 178, 2, 0]);
  });

  test("joins neighbours where there are more than fit: sums stay right, and no tag covers another while it can", () => {
    const list = new SegmentList(64);
    let plain = 0;
    list.add("H4MK", 8);
    for (let i = 0; i < 10_000; i++) {
      list.add("CORE", 10 + (i % 7), i % 11);
      plain += i % 11;
    }
    list.add("VERI", 44);
    expect(list.count).toBeLessThanOrEqual(64);
    const all = Array.from({ length: list.count }, (_, index) => list.segment(index));
    const cores = all.filter(({ tag }) => tag === "CORE");
    expect(all.map(({ tag }) => tag)).toEqual(["H4MK", ...cores.map(() => "CORE"), "VERI"]);
    expect(cores.reduce((sum, one) => sum + one.plain, 0)).toBe(plain);
    expect(cores.reduce((sum, one) => sum + one.members, 0)).toBe(10_000);
    for (const [index, { start, end, number, members }] of all.entries()) {
      if (index > 0) expect(start).toBe(all[index - 1]!.end);
      expect(end).toBe(all[index + 1]?.start ?? list.end);
      if (all[index + 1]?.tag === "CORE" && all[index]!.tag === "CORE") {
        expect(all[index + 1]!.number).toBe(number + members);
      }
    }
  });

  test("T16: as many tags as chunks fill neither the list nor the memory for tags", () => {
    const list = new SegmentList(4096);
    for (let i = 0; i < 100_000; i++) list.add(`t${i.toString(36)}`, 12);
    expect(list.count).toBeLessThanOrEqual(4096);
    expect([list.parts, list.end]).toEqual([100_000, 1_200_000]);
    const tags = new Set(Array.from({ length: list.count }, (_, index) => list.tag(index)));
    expect(tags.size).toBeLessThanOrEqual(1024);
  });

  test("estimates only what is not known", () => {
    const list = new SegmentList();
    list.add("raw block", 10, 7);
    list.add("compressed block", 10);
    list.estimate(0, ({ start, end }) => 3 * (end - start));
    expect([list.plain(0), list.plain(1)]).toEqual([7, 30]);
  });
});

describe("Traffic", () => {
  test("joins what touches, in any order", () => {
    const traffic = new Traffic();
    for (const [from, to] of [
      [100, 200],
      [300, 400],
      [0, 50],
      [200, 300],
      [40, 60],
    ] as const)
      traffic.read(from, to);
    expect(traffic.stretches).toEqual([
      { from: 0, to: 60 },
      { from: 100, to: 400 },
    ]);
  });

  test("keeps a bounded number of stretches: the closest are joined", () => {
    const traffic = new Traffic();
    for (let i = 0; i < 5000; i++) traffic.read(10 * i + (i % 2), 10 * i + 5);
    expect(traffic.stretches.length).toBe(4096);
    expect(traffic.stretches.at(-1)!.to).toBe(49_995);
  });
});

test("figures: sizes, ratios, shares and times of any size", () => {
  expect([1, 1023, 1024, 1536, 123_456, 2 ** 20 - 1, 2 ** 40, 2 ** 52].map(sizeText)).toEqual([
    "1 byte",
    "1023 bytes",
    "1.00 KiB",
    "1.50 KiB",
    "121 KiB",
    "1.00 MiB",
    "1.00 TiB",
    "4.00 PiB",
  ]);
  expect([ratio(10, 4), ratio(0, 4), ratio(5, 0), ratio(1e6, 10)]).toEqual(["2.50", "none", "none", "100000"]);
  expect([share(1, 3), share(1, 1), share(0, 0), share(2.05, 1)]).toEqual(["33.3 %", "100 %", "0 %", "205 %"]);
  expect([0n, 3_723_000_001n, 2n ** 64n - 1n].map(clock)).toEqual([
    "0:00:00.000000",
    "1:02:03.000001",
    "5124095576:01:49.551615",
  ]);
  expect(["1:02:03.000001", "2:03", "0:0.5", "42", "1:2:3:4", "x", ""].map(parseTime)).toEqual([
    3_723_000_001n,
    123_000_000n,
    500_000n,
    42n,
    undefined,
    undefined,
    undefined,
  ]);
});
