/** The decoder alone in every runtime that is at hand: what each says of good and bad frames is what the engine says. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compress, createEngine, type Engine, type H4Error } from "../../src/index.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { constant, mixed, noise, text } from "../support/generators.js";
import { findBun, findDeno, findNode24 } from "../support/runtimes.js";
import { serve } from "../support/static-server.js";
import { ROOT, runInEdgeRuntime, runInWorkerd, runScript } from "./runners.js";

const SEAL = JSON.parse(readFileSync(join(ROOT, "build/seal.json"), "utf8")).decoder;

let folder: string;
/** The frames by name, in base64, and the file that they are in. */
let frames: Record<string, string>;
let file: string;
let expected: unknown;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-decoder-"));
  const inputs = { empty: new Uint8Array(0), text: text(5000), mixed: mixed(300_000), zeros: constant(1_000_000) };
  frames = {};
  for (const [name, plain] of Object.entries(inputs)) frames[name] = base64(await compress(plain));
  frames.damaged = base64((await compress(mixed(100_000))).with(5000, 1));
  frames.noise = base64(noise(100));
  file = join(folder, "frames.json");
  writeFileSync(file, JSON.stringify(frames));
  expected = { ...verdict, results: resultsOf(await createEngine()) };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verdict = {
  ...{ fingerprint: SEAL.sha256, engine_id: SEAL.engine_id },
  ...{ verified: true, sealed: true, refused: "SEAL_ALTERED" },
};

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** What decoder-conformance.mjs must say, by the whole engine. */
function resultsOf(engine: Engine) {
  const results: Record<string, unknown> = {};
  for (const [name, encoded] of Object.entries(frames)) {
    const bytes = new Uint8Array(Buffer.from(encoded, "base64"));
    const whole = outcome(() => engine.decompress(bytes));
    results[name] = {
      ...{ at_once: whole, in_steps: whole, streamed: whole },
      cut: outcome(() => engine.decompress(bytes.subarray(0, -1))),
      limited: outcome(() => engine.decompress(bytes, { maxOutput: 10 })),
    };
  }
  return results;
}

function outcome(call: () => Uint8Array): unknown {
  try {
    return createHash("sha256").update(call()).digest("hex");
  } catch (error) {
    const { code, offset, name } = error as H4Error;
    return { code, offset, kind: name };
  }
}

/** What decoder-conformance.mjs said. */
type Said = Record<string, unknown>;

const RUNTIMES: readonly [string, () => Said | Promise<Said>][] = [
  ["this Node", () => runScript(process.execPath, [], "run-decoder-in-node.mjs", file)],
  ["Node 24", () => runScript(findNode24(), [], "run-decoder-in-node.mjs", file)],
  ["Deno", () => runScript(findDeno(), ["run", "--no-prompt", "--allow-read"], "run-decoder-in-node.mjs", file)],
  ["Bun", () => runScript(findBun(), ["--no-install"], "run-decoder-in-node.mjs", file)],
  ["Chromium", runInChromium],
  ["workerd", () => runInWorkerd<Said>("decoder-worker.mjs", file)],
  ["edge-runtime, where no code is generated", () => runInEdgeRuntime<Said>("decoder-worker.mjs", file)],
];

const PAGE = `<!doctype html>
<script type="module">
  import * as library from "/dist/web/decompress.js";
  import { conformDecoder } from "/test/runtimes/decoder-conformance.mjs";
  globalThis.results = fetch("/frames").then((answer) => answer.json()).then((frames) => conformDecoder(library, frames));
</script>`;

async function runInChromium(): Promise<Said> {
  const policy = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";
  const server = await serve(
    ROOT,
    { "/": PAGE, "/frames": readFileSync(file, "utf8") },
    { "content-security-policy": policy },
  );
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/`);
    const results = (await page.evaluate("globalThis.results")) as Said | undefined;
    if (results === undefined) throw new Error("the page did not load its modules");
    return results;
  } finally {
    await browser.close();
    await server.close();
  }
}

describe.each(RUNTIMES)("%s", (_, run) => {
  test("the decoder alone says what the engine says, and what it is", async () => {
    expect(JSON.parse(JSON.stringify(await run()))).toEqual(JSON.parse(JSON.stringify(expected)));
  });
});

test("the frames are good ones and bad ones", () => {
  const said = JSON.stringify(expected);
  for (const code of ["DATA_TRUNCATED", "OUTPUT_LIMIT", "DATA_CORRUPT"]) expect(said).toContain(code);
});
