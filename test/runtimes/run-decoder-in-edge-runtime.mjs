/** Runs the suite of the decoder in edge-runtime, which generates no code, over the frames in the file it is given. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { rollup } from "rollup";

const WASM = readFileSync(join(import.meta.dirname, "../../dist/decoder.wasm"));

const given = { name: "given", resolveId: (id) => (/\.wasm(\.bin)?$/.test(id) ? { id, external: true } : null) };
const bundle = await rollup({ input: join(import.meta.dirname, "decoder-worker.mjs"), plugins: [given] });
const { output } = await bundle.generate({
  format: "iife",
  name: "worker",
  globals: (id) => (id.endsWith(".bin") ? "decoderBytes" : "decoderModule"),
});
const runtime = new EdgeRuntime({
  initialCode: output[0].code,
  codeGeneration: { strings: false, wasm: false },
  extend: (context) =>
    Object.assign(context, {
      decoderModule: new WebAssembly.Module(WASM),
      decoderBytes: WASM.buffer.slice(WASM.byteOffset, WASM.byteOffset + WASM.length),
      frames: JSON.parse(readFileSync(process.argv[2], "utf8")),
    }),
});
console.log(await runtime.evaluate("(async () => (await worker.fetch({ json: () => frames })).text())()"));
