/**
 * Runs the conformance suite in edge-runtime, which generates no code: neither from strings nor from WebAssembly. It runs
 * scripts and not modules, so that the bundles are made one script of; the module of the engine is handed in.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { rollup } from "rollup";

const WASM = readFileSync(join(import.meta.dirname, "../../dist/engine.wasm"));

const given = { name: "given", resolveId: (id) => (/\.wasm(\.bin)?$/.test(id) ? { id, external: true } : null) };
const bundle = await rollup({ input: join(import.meta.dirname, "worker.mjs"), plugins: [given] });
const { output } = await bundle.generate({
  format: "iife",
  name: "worker",
  globals: (id) => (id.endsWith(".bin") ? "engineBytes" : "engineModule"),
});
const runtime = new EdgeRuntime({
  initialCode: output[0].code,
  codeGeneration: { strings: false, wasm: false },
  extend: (context) => Object.assign(context, { engineModule: new WebAssembly.Module(WASM), engineBytes: WASM.buffer }),
});
console.log(await runtime.evaluate("(async () => (await worker.fetch()).text())()"));
