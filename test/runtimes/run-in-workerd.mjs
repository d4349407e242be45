/**
 * Runs a worker of this folder, which the first argument names, in workerd, over the files of the package as they are, and
 * prints what it answered; a second argument is the file that it is sent. Runs in Node 22 or later, which miniflare needs.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Miniflare } from "miniflare";
import { scriptsBehind } from "./worker-modules.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const [, , script, sent] = process.argv;

/** An artifact as both kinds of module. */
function modulesOf(name) {
  const path = join(ROOT, "dist", name);
  const contents = readFileSync(path);
  return [
    { type: "CompiledWasm", path, contents },
    { type: "Data", path: `${path}.bin`, contents },
  ];
}

const worker = new Miniflare({
  // No flag beside it: nothing of Node.
  compatibilityDate: "2026-07-30",
  modulesRoot: ROOT,
  modules: [
    ...scriptsBehind(ROOT, `test/runtimes/${script}`),
    ...modulesOf("engine.wasm"),
    ...modulesOf("decoder.wasm"),
  ],
});
try {
  const request = sent === undefined ? {} : { method: "POST", body: readFileSync(sent) };
  const answer = await worker.dispatchFetch("http://worker/", request);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(text);
  console.log(text);
} finally {
  await worker.dispose();
}
