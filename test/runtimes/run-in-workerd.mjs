/**
 * Runs a worker of this folder, which the argument names, in workerd, over the files of the package as they are, and prints
 * what it answered. Runs in Node 22 or later, which miniflare needs.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Miniflare } from "miniflare";
import { scriptsBehind } from "./worker-modules.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const WASM = readFileSync(join(ROOT, "dist/engine.wasm"));

const worker = new Miniflare({
  // No flag beside it: nothing of Node.
  compatibilityDate: "2026-07-30",
  modulesRoot: ROOT,
  modules: [
    ...scriptsBehind(ROOT, `test/runtimes/${process.argv[2]}`),
    { type: "CompiledWasm", path: join(ROOT, "dist/engine.wasm"), contents: WASM },
    { type: "Data", path: join(ROOT, "dist/engine.wasm.bin"), contents: WASM },
  ],
});
try {
  const answer = await worker.dispatchFetch("http://worker/");
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(text);
  console.log(text);
} finally {
  await worker.dispose();
}
