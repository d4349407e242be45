/** The bench tells the truth: wrong outputs leave its tables, quotients are those it says, and nothing is measured twice. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chart } from "../../bench/chart.mjs";
import { loadPayloads, loadSamples } from "../../bench/corpus.mjs";
import { compareWithGoals } from "../../bench/goals.mjs";
import { median, quantile, race } from "../../bench/measure.mjs";
import { parseOptions } from "../../bench/options.mjs";
import { nodeGzip } from "../../bench/peers/node-zlib.mjs";
import { report } from "../../bench/report.mjs";
import { measureOther } from "../../bench/throughput.mjs";

const PACE = { warmupMs: 0, sampleMs: 0, budgetMs: 0, minRounds: 3, maxRounds: 3, quantile: 0.5 };
const TEXT = new TextEncoder().encode("the same words again and again ".repeat(200));

describe("measuring", () => {
  test("a quantile interpolates between the two samples around it", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(quantile([7, 5, 9], 0)).toBe(5);
  });

  test("every contestant runs in every round, each in a warm-up before", () => {
    const calls = { a: 0, b: 0 };
    const timings = race(
      [
        { id: "a", run: () => calls.a++ },
        { id: "b", run: () => calls.b++ },
      ],
      PACE,
    );
    expect(calls).toEqual({ a: 4, b: 4 });
    expect([...timings.keys()]).toEqual(["a", "b"]);
    for (const { seconds, rounds } of timings.values()) {
      expect(rounds).toBe(3);
      expect(seconds).toBeGreaterThanOrEqual(0);
    }
  });

  test("who answers wrong or refuses is named and leaves the table", () => {
    const native = nodeGzip();
    const liar = { ...native, id: "liar", role: "peer" as const, decompress: () => new Uint8Array(TEXT.length) };
    const refuser = {
      ...native,
      id: "refuser",
      role: "peer" as const,
      compress: () => {
        throw new Error("not today");
      },
    };
    const samples = [{ name: "text", bytes: TEXT }];
    const { rows, wrong } = measureOther([native, liar, refuser], samples, 6, PACE);
    expect(rows.map(({ id, direction }) => `${id} ${direction}`)).toEqual([
      "node:zlib gzip compress",
      "liar compress",
      "node:zlib gzip decompress",
    ]);
    expect(wrong).toEqual([
      { id: "refuser", what: "compress, level 6, text: refused: not today" },
      { id: "liar", what: "decompress, level 6, text: wrong output" },
    ]);
  });
});

describe("files", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "h4-bench-test-"));
    for (const name of ["small-01.json", "small-02.json", "large-01.json"]) {
      writeFileSync(join(folder, name), name.startsWith("small") ? "{}" : "[1,2,3]");
    }
    writeFileSync(join(folder, "README.md"), "about the files");
    writeFileSync(join(folder, "empty"), "");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a folder stands for its files, without what describes them and what is empty", () => {
    const names = loadSamples([folder]).map(({ name }) => name);
    expect(names).toEqual(["large-01.json", "small-01.json", "small-02.json"]);
    expect(() => loadSamples([join(folder, "empty")])).toThrow(RangeError);
  });

  test("payloads of one name are one class, smallest first", () => {
    rmSync(join(folder, "empty"));
    const classes = loadPayloads(folder).map(({ name, payloads }) => [name, payloads.length]);
    expect(classes).toEqual([
      ["small", 2],
      ["large", 1],
    ]);
  });
});

describe("the command line", () => {
  test.each([["--levels", "0"], ["--levels", "1,x"], ["--only", "zstd,nothing"], ["--no-such-option"]])(
    "%s %s is refused",
    (...argv) => {
      expect(() => parseOptions(argv.filter((word) => word !== undefined))).toThrow();
    },
  );

  test("levels are sorted and said once", () => {
    expect(parseOptions(["--levels", "9,1,9"]).levels).toEqual([1, 9]);
  });
});

/** A row as a run would have it: one file of 1000 bytes. */
function row(id: string, direction: string, packed: number, speed: number) {
  const seconds = 1000 / speed;
  const files = [{ file: "f", bytes: 1000, packed, seconds, spread: 0 }];
  return { id, codec: "zstd", direction, level: 3, files, bytes: 1000, packed, seconds, speed };
}

/** Two peers, of which `slow` was the slower; native; and ours, 1.5 times the best peer but 2 % larger. */
function results() {
  const peer = (id: string, kind: string, role: string) => {
    return { id, version: "1", library: "", kind, codec: "zstd", role, extra: false };
  };
  return {
    machine: { node: "24", v8: "13", cpu: "cpu", cores: 1, memory: 2 ** 30, system: "linux", load: 0 },
    started: "2026-01-01T00:00:00.000Z",
    seconds: 1,
    setup: { levels: [3], statistic: "medians", phases: ["zstd"], files: [{ file: "f", bytes: 1000 }] },
    peers: [
      peer("harmony4", "wasm", "ours"),
      peer("fast", "wasm", "peer"),
      peer("slow", "wasm", "peer"),
      peer("native (N-API)", "native", "native"),
      peer("node:zlib zstd", "native", "native"),
    ],
    wrong: [],
    throughput: [
      row("harmony4", "compress", 510, 300e6),
      row("fast", "compress", 500, 200e6),
      row("slow", "compress", 500, 100e6),
      row("native (N-API)", "compress", 500, 600e6),
      row("harmony4", "decompress", 500, 300e6),
      row("slow", "decompress", 500, 200e6),
      row("native (N-API)", "decompress", 500, 400e6),
      row("node:zlib zstd", "decompress", 500, 390e6),
    ],
    small: [],
    cold: [],
    memory: [],
    size: [],
    cli: { version: undefined, rows: [] },
    goals: [],
  };
}

describe("what is said of a run", () => {
  test("goals are judged against the fastest peer and against libzstd's sizes", () => {
    const goals = compareWithGoals(results()).map(({ what, value, met, note }) => [what, value.toFixed(3), met, note]);
    expect(goals).toEqual([
      ["compress L3 over peer", "1.500", true, "fast"],
      ["compress L3 ratio over libzstd", "0.980", false, "total"],
      ["compress L3 worst ratio over libzstd", "0.980", true, "f 0.980"],
      ["decompress L3 over peer", "1.500", true, "slow"],
      ["decompress L3 over native", "0.750", true, "native (N-API)"],
      ["decompress L3 worst file over peer", "1.500", true, "f 1.500"],
    ]);
  });

  test("the tables hold every row, the chart every peer, and neither an empty number", () => {
    const run = { ...results(), goals: compareWithGoals(results()) };
    const tables = report(run);
    const drawing = chart(run);
    expect(tables).toContain("## Goals: 5 met, 1 short");
    for (const { id } of run.peers) {
      expect(tables).toContain(`| ${id}`);
      expect(drawing).toContain(`>${id}</text>`);
    }
    expect(`${tables}${drawing}`).not.toMatch(/NaN|undefined|Infinity/);
  });
});
