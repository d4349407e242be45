/** libFuzzer and AddressSanitizer on the engine itself, as C: `npm run fuzz:native`, or a few seconds of it. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileTargets } from "../../native/fuzz/compile.mjs";
import { seedFrames } from "../fuzz/seeds.js";
import { GENERATORS, mixed, text } from "../support/generators.js";

const SECONDS = Number(process.env.H4_FUZZ_SECONDS || 5);
/** Longer inputs cost more than they tell: damaged frames of a block or two, contents of at most two blocks. */
const LENGTH_MAX = { decompress: 16_384, "round-trip": 140_001 } as const;

const folder = mkdtempSync(join(tmpdir(), "harmony4-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));
let programs: ReturnType<typeof compileTargets>;
beforeAll(() => {
  programs = compileTargets(folder);
}, 600_000);

/** Writes the seeds of one target as files, in a folder of their own. */
function corpus(target: string, seeds: readonly Uint8Array[]): string {
  const path = join(folder, `${target}-corpus`);
  mkdirSync(path);
  for (const [i, seed] of seeds.entries()) writeFileSync(join(path, `seed-${i}`), seed);
  return path;
}

/** Contents for the round trip, each behind a byte that chooses the level: every kind, two of more than one block. */
function contents(): Uint8Array[] {
  const kinds = Object.values(GENERATORS).flatMap((generate) => [1, 60, 700, 5000, 20_000].map((n) => generate(n)));
  return [...kinds, text(140_000), mixed(140_000)].map((content, i) => Buffer.concat([Uint8Array.of(i), content]));
}

/** Fuzzes for SECONDS; answers what it found, as the bytes that show it, and its last words. */
function fuzz(target: keyof typeof LENGTH_MAX, seeds: string): { findings: string[]; words: string } {
  const found = join(folder, `${target}-findings`);
  mkdirSync(found);
  const limits = [`-max_total_time=${SECONDS}`, `-max_len=${LENGTH_MAX[target]}`, "-timeout=20", "-rss_limit_mb=3000"];
  const { status, stderr } = spawnSync(
    programs[target]!.fuzzer,
    [...limits, "-print_final_stats=1", `-artifact_prefix=${found}/`, seeds],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  const files = readdirSync(found);
  const findings = files.map((file) => `${file}: ${readFileSync(join(found, file)).toString("hex")}`);
  if (status !== 0 && findings.length === 0) findings.push(`exit code ${status}`);
  return { findings, words: stderr };
}

const profiles: string[] = [];

/** Runs what the fuzzer kept once more and counts what of the engine it reaches, beside what targets before it reached. */
function coverage(target: string, seeds: string): string {
  const program = programs[target]!.coverage;
  const raw = join(folder, `${target}.profraw`);
  profiles.push(raw);
  execFileSync(program, ["-runs=0", seeds], { stdio: "ignore", env: { ...process.env, LLVM_PROFILE_FILE: raw } });
  const profile = join(folder, "profile");
  execFileSync("llvm-profdata", ["merge", ...profiles, "-o", profile]);
  const json = execFileSync("llvm-cov", ["export", "-summary-only", `-instr-profile=${profile}`, program], {
    encoding: "utf8",
  });
  const files: { filename: string; summary: Record<string, { percent: number }> }[] = JSON.parse(json).data[0].files;
  const { summary } = files.find(({ filename }) => basename(filename) === "engine.c")!;
  return ["functions", "lines", "branches"].map((what) => `${what} ${summary[what]!.percent.toFixed(1)} %`).join(", ");
}

test.each([["decompress"], ["round-trip"]] as const)(
  `%s: ${SECONDS} seconds without a trap, a stray access or a difference`,
  async (target) => {
    const seeds = corpus(target, target === "decompress" ? await seedFrames() : contents());
    const { findings, words } = fuzz(target, seeds);
    const executed = Number(/stat::number_of_executed_units: (\d+)/.exec(words)?.[1]);
    process.stdout.write(
      `${target}: ${executed} inputs; reached so far of the engine's C: ${coverage(target, seeds)}\n`,
    );
    if (findings.length > 0) process.stdout.write(`${words.slice(-4000)}\n`);
    expect(findings).toEqual([]);
    expect(executed).toBeGreaterThan(readdirSync(seeds).length / 2);
  },
);
