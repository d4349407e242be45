/** Runs the suite of the decoder in workerd, over the files of the package as they are and the frames in the file it is given. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Miniflare } from "miniflare";
import { scriptsBehind } from "./worker-modules.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const WASM = readFileSync(join(ROOT, "dist/decoder.wasm"));

const worker = new Miniflare({
  compatibilityDate: "2026-07-30",
  modulesRoot: ROOT,
  modules: [
    ...scriptsBehind(ROOT, "test/runtimes/decoder-worker.mjs"),
    { type: "CompiledWasm", path: join(ROOT, "dist/decoder.wasm"), contents: WASM },
    { type: "Data", path: join(ROOT, "dist/decoder.wasm.bin"), contents: WASM },
  ],
});
try {
  const answer = await worker.dispatchFetch("http://worker/", { method: "POST", body: readFileSync(process.argv[2]) });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(text);
  console.log(text);
} finally {
  await worker.dispose();
}
