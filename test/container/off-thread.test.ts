/** Containers and an engine that works off this thread: its asynchronous calls are made, which let others have their turn. */
import { expect, test, vi } from "vitest";
import { Engine } from "../../src/api/engine.js";
import { H4mkReader, writeContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { text } from "../support/generators.js";

test("the blocks of an engine with a way off this thread go that way, and never through its synchronous calls", async () => {
  const { core } = await createEngine();
  const offThread = {
    compress: vi.fn(async (...call: Parameters<typeof core.compress>) => core.compress(...call)),
    decompress: vi.fn(async (...call: Parameters<typeof core.decompress>) => core.decompress(...call)),
  };
  const away = Object.assign(Object.create(core) as typeof core, { offThread });
  const engine = new Engine(away, { verified: true, sealed: false, level: "none" });
  const compress = vi.spyOn(engine, "compress");
  const decompress = vi.spyOn(engine, "decompress");

  const plain = text(20_000);
  const pieces: Uint8Array[] = [];
  for await (const piece of writeContainer(plain, { engine, blockSize: 4096 })) pieces.push(piece);
  const reader = await H4mkReader.open(new Uint8Array(Buffer.concat(pieces)), { engine });
  expect(await reader.read()).toEqual(plain);

  expect(offThread.compress).toHaveBeenCalledTimes(5);
  expect(offThread.decompress).toHaveBeenCalledTimes(5);
  expect(compress).not.toHaveBeenCalled();
  expect(decompress).not.toHaveBeenCalled();
});
