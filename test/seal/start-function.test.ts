/** Nothing of refused bytes runs: an artifact that speaks the moment it is instantiated stays silent. T1, S52 */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { createEngine } from "../../src/index.js";

/**
 * A module, written by hand, whose start function calls the import `env.trace`, which the loader answers with a line
 * on the console:
 *
 *   (module (import "env" "trace" (func (param i32 i32))) (func call 0 with 0, 0) (start 1))
 */
const LOUD = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // \0asm, version 1
  ...[0x01, 0x09, 0x02, 0x60, 0x02, 0x7f, 0x7f, 0x00, 0x60, 0x00, 0x00], // types: (i32, i32) → (), () → ()
  ...[0x02, 0x0d, 0x01, 0x03, ...ascii("env"), 0x05, ...ascii("trace"), 0x00, 0x00], // import of type 0
  ...[0x03, 0x02, 0x01, 0x01], // one function of type 1
  ...[0x08, 0x01, 0x01], // start: function 1
  ...[0x0a, 0x0a, 0x01, 0x08, 0x00, 0x41, 0x00, 0x41, 0x00, 0x10, 0x00, 0x0b], // i32.const 0 twice, call 0
]);
const FINGERPRINT = createHash("sha256").update(LOUD).digest("hex");

let spoken: MockInstance;
beforeEach(() => {
  spoken = vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => spoken.mockRestore());

test("without a pin it is refused and was never instantiated", async () => {
  await expect(createEngine({ wasm: LOUD })).rejects.toMatchObject({ code: "SEAL_ALTERED", got: FINGERPRINT });
  expect(spoken).not.toHaveBeenCalled();
});

test.each([
  ["another fingerprint", { fingerprint: "0".repeat(64) }, "SEAL_ALTERED"],
  ["its fingerprint and an id", { fingerprint: FINGERPRINT, engineId: "h4ref-zstd-v1.0.0" }, "SEAL_MISMATCH"],
  ["a malformed fingerprint", { fingerprint: FINGERPRINT.slice(1) }, "SEAL_CONFIG"],
])("under %s it is refused and was never instantiated", async (_, seal, code) => {
  await expect(createEngine({ wasm: LOUD, seal })).rejects.toMatchObject({ code });
  expect(spoken).not.toHaveBeenCalled();
});

test("handed in as a compiled module too", async () => {
  const wasm = { module: new WebAssembly.Module(LOUD), bytes: LOUD };
  await expect(createEngine({ wasm })).rejects.toMatchObject({ code: "SEAL_ALTERED" });
  expect(spoken).not.toHaveBeenCalled();
});

test("under its own pin it would have been heard; not being an engine, it is refused by name", async () => {
  const pending = createEngine({ wasm: LOUD, seal: { fingerprint: FINGERPRINT } });
  await expect(pending).rejects.toMatchObject({ code: "CORE_SYMBOL_MISSING", limit: "abi" });
  expect(spoken).toHaveBeenCalledOnce();
});

test("a pinned artifact that is no WebAssembly is refused as such", async () => {
  const wasm = new TextEncoder().encode("<!doctype html>");
  const seal = { fingerprint: createHash("sha256").update(wasm).digest("hex") };
  await expect(createEngine({ wasm, seal })).rejects.toMatchObject({ code: "UNSUPPORTED" });
});

function ascii(text: string): number[] {
  return [...Buffer.from(text, "ascii")];
}
