/** The page of `browsers.mjs`: times one-shot calls of the package and its peers, and sends back what it saw. */

import { race } from "../measure.mjs";
import { contestants } from "./contestants.mjs";

/**
 * @typedef {import("./contestants.mjs").Contestant} Contestant
 * @typedef {import("../browsers.mjs").Row} Row
 */

/** Longer samples than in Node, as the clock of a page is coarser. */
const PACE = { quantile: 0.5, warmupMs: 60, sampleMs: 20, budgetMs: 1200, minRounds: 5, maxRounds: 15 };

/** @param {string} path */
async function bytesAt(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** @param {string} path @param {string} body */
async function tell(path, body) {
  await fetch(path, { method: "POST", body });
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function equal(a, b) {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}

/**
 * Those whose output is right, each with the size of it.
 *
 * @param {{ id: string, run: () => Uint8Array }[]} all
 * @param {(output: Uint8Array) => boolean} check
 * @param {(id: string, why: string) => void} refuse
 */
function fair(all, check, refuse) {
  return all.flatMap(({ id, run }) => {
    try {
      const output = run();
      if (check(output)) return [{ id, run, packed: output.byteLength }];
      refuse(id, "wrong output");
    } catch (error) {
      refuse(id, String(error));
    }
    return [];
  });
}

/**
 * One file at one level, both directions.
 *
 * @param {Contestant[]} all
 * @param {{ level: number, file: string, bytes: Uint8Array, frame: Uint8Array }} task
 * @param {(row: Pick<Row, "id" | "level" | "direction">, result: Row["files"][0]) => void} keep
 * @param {Set<string>} wrong
 */
function measure(all, { level, file, bytes, frame }, keep, wrong) {
  const [judge] = all;
  const size = bytes.byteLength;
  /** @type {[Row["direction"], (c: Contestant) => Uint8Array, (output: Uint8Array) => boolean][]} */
  const directions = [
    ["compress", (c) => c.compress(bytes, level), (output) => equal(judge?.decompress(output, size) ?? output, bytes)],
    ["decompress", (c) => c.decompress(frame, size), (output) => equal(output, bytes)],
  ];
  for (const [direction, call, check] of directions) {
    const calls = all.map((c) => ({ id: c.id, run: () => call(c) }));
    const able = fair(calls, check, (id, why) => wrong.add(`${id}, ${direction}, level ${level}, ${file}: ${why}`));
    const times = race(able, PACE);
    for (const { id, packed } of able) {
      keep({ id, level, direction }, { file, bytes: size, packed, seconds: times.get(id)?.seconds ?? 0 });
    }
  }
}

/** @param {Parameters<typeof contestants>[0]} packages */
async function measureAll(packages) {
  const all = await contestants(packages);
  const { levels, files } = await (await fetch("/plan")).json();
  /** @type {Map<string, Row>} */
  const rows = new Map();
  /** @type {Set<string>} */
  const wrong = new Set();
  for (const level of levels) {
    for (const [index, file] of files.entries()) {
      await tell("/progress", `level ${level}  ${file}`);
      const bytes = await bytesAt(`/file/${index}`);
      const frame = await bytesAt(`/frame/${level}/${index}`);
      const keep = (
        /** @type {Pick<Row, "id" | "level" | "direction">} */ row,
        /** @type {Row["files"][0]} */ result,
      ) => {
        const key = Object.values(row).join();
        const { files: before } = rows.get(key) ?? { files: [] };
        rows.set(key, { ...row, files: [...before, result] });
      };
      measure(all, { level, file, bytes, frame }, keep, wrong);
    }
  }
  return { agent: navigator.userAgent, rows: [...rows.values()], wrong: [...wrong] };
}

/**
 * Measures everything and sends back what came of it.
 *
 * @param {Parameters<typeof contestants>[0]} packages Already loaded.
 */
export function run(packages) {
  measureAll(packages).then(
    (results) => tell("/results", JSON.stringify(results)),
    (error) => tell("/failure", `${error}\n${error?.stack ?? ""}`),
  );
}
