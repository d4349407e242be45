/**
 * Runs a worker of this folder, which the first argument names, in edge-runtime, which generates no code: neither from
 * strings nor from WebAssembly. It runs scripts and not modules, so that the bundles are made one script of; the modules of
 * the artifacts are handed in. A second argument is the file that the worker is sent.
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { rollup } from "rollup";

const [, , script, sent] = process.argv;

/** Where a script finds what a module would import from `file`. */
const globalOf = (file) => basename(file).replaceAll(".", "_");

const artifacts = {};
for (const name of ["engine.wasm", "decoder.wasm"]) {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, "../../dist", name)));
  artifacts[globalOf(name)] = new WebAssembly.Module(bytes);
  artifacts[globalOf(`${name}.bin`)] = bytes.buffer;
}

const given = { name: "given", resolveId: (id) => (/\.wasm(\.bin)?$/.test(id) ? { id, external: true } : null) };
const bundle = await rollup({ input: join(import.meta.dirname, script), plugins: [given] });
const { output } = await bundle.generate({
  format: "iife",
  name: "worker",
  inlineDynamicImports: true,
  globals: globalOf,
});
const runtime = new EdgeRuntime({
  initialCode: output[0].code,
  codeGeneration: { strings: false, wasm: false },
  extend: (context) =>
    Object.assign(context, artifacts, { sent: sent === undefined ? undefined : readFileSync(sent, "utf8") }),
});
const request = 'new Request("http://worker/", sent === undefined ? {} : { method: "POST", body: sent })';
console.log(await runtime.evaluate(`(async () => (await worker.fetch(${request})).text())()`));
