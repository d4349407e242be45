/** The engine that calls without pins share: made once, made again after a failure, never mixed with a pinned one. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A copy of the library that has not made its engine yet. */
async function fresh(): Promise<typeof import("../../src/index.js")> {
  vi.resetModules();
  return await import("../../src/index.js");
}

let compile: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  compile = vi.spyOn(WebAssembly, "compile");
});
afterEach(() => compile.mockRestore());

test("nothing is compiled at import", async () => {
  await fresh();
  expect(compile).not.toHaveBeenCalled();
});

test("concurrent calls share one engine, and so do later ones", async () => {
  const { createEngine, compress, decompress } = await fresh();
  const [first, second, packed] = await Promise.all([createEngine(), createEngine({}), compress(Uint8Array.of(1))]);
  expect(second).toBe(first);
  expect(await createEngine()).toBe(first);
  expect(await decompress(packed)).toEqual(Uint8Array.of(1));
  expect(compile).toHaveBeenCalledTimes(1);
});

test("an engine with pins or bytes of its own is never shared", async () => {
  const { createEngine } = await fresh();
  const shared = await createEngine();
  const pinned = await createEngine({ seal: { fingerprint: shared.info().fingerprint } });
  expect(pinned).not.toBe(shared);
  expect(pinned.info().sealed).toBe(true);
  expect(shared.info().sealed).toBe(false);
});

test("a failure reaches all that waited for it, and the next call tries again", async () => {
  const { createEngine, compress } = await fresh();
  compile.mockRejectedValueOnce(new WebAssembly.CompileError("refused by the content security policy"));
  const outcomes = await Promise.allSettled([createEngine(), createEngine(), compress(Uint8Array.of(1))]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "UNSUPPORTED" } });
  }
  expect((await createEngine()).info().verified).toBe(true);
  expect(compile).toHaveBeenCalledTimes(2);
});

test("who aborts leaves the engine to the others", async () => {
  const { createEngine } = await fresh();
  const controller = new AbortController();
  const aborted = createEngine({ signal: controller.signal });
  const waiting = createEngine();
  const reason = new Error("not needed any more");
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  expect((await waiting).info().verified).toBe(true);
});
