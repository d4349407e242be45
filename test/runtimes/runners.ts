/** One thin runner for each runtime: each loads the package as its users do and returns what the suite returned. */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { findNode24, requireEdgeRuntimes } from "../support/runtimes.js";
import { serve } from "../support/static-server.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** What `conform` of conformance.mjs returned. */
export type Results = Record<string, unknown>;

/** Runs the suite in the Node at `binary`. */
export function runInNode(binary: string): Results {
  return runScript(binary, [], "run-in-node.mjs");
}

/** Runs `worker` of this folder, by default the suite, in workerd with the `workerd` bundles. */
export function runInWorkerd(worker = "worker.mjs"): Results {
  requireEdgeRuntimes();
  return runScript(findNode24(), [], "run-in-workerd.mjs", worker);
}

/** Runs the suite in edge-runtime, likewise. */
export function runInEdgeRuntime(): Results {
  requireEdgeRuntimes();
  return runScript(findNode24(), [], "run-in-edge-runtime.mjs");
}

/** Runs a script of this folder by the runtime at `binary` with its `flags`, and reads what it prints. */
export function runScript(binary: string, flags: readonly string[], script: string, ...args: string[]): Results {
  const output = execFileSync(binary, [...flags, join(import.meta.dirname, script), ...args], { encoding: "utf8" });
  return JSON.parse(output) as Results;
}

const PAGE = `<!doctype html>
<script type="importmap">
  { "imports": { "harmony4": "/dist/web/index.js", "harmony4/seal": "/dist/web/seal.js", "harmony4/container": "/dist/web/container.js" } }
</script>
<script type="module">
  import * as library from "harmony4";
  import * as seal from "harmony4/seal";
  import * as container from "harmony4/container";
  import { conform } from "/test/runtimes/conformance.mjs";
  globalThis.results = conform({ ...library, ...seal, ...container });
</script>`;

/** Runs the suite in Chromium, on a page whose policy allows WebAssembly and no other evaluation. */
export async function runInChromium(): Promise<Results> {
  const policy = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";
  const server = await serve(ROOT, { "/": PAGE }, { "content-security-policy": policy });
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/`);
    const results = (await page.evaluate("globalThis.results")) as Results | undefined;
    if (results === undefined) throw new Error("the page did not load its modules");
    return results;
  } finally {
    await browser.close();
    await server.close();
  }
}
