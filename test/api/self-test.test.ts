/** The self-test passes for an engine that is right and says what is wrong with one that is not. */
import { describe, expect, test } from "vitest";
import type { Core, CoreSession } from "../../src/engine/core.js";
import { ReferenceCore } from "../../src/engine/reference.js";
import { selfTest } from "../../src/engine/self-test.js";
import { createEngine } from "../../src/index.js";
import { engineModule } from "../support/raw-engine.js";

/** The reference engine, whose pieces of output go through `spoil` on their way out of a compressor. */
function spoilt(spoil: (piece: Uint8Array<ArrayBuffer>, call: number) => Uint8Array<ArrayBuffer>): Core {
  const sound = new ReferenceCore(engineModule(), { engine: "reference", engineId: "test", fingerprint: "" });
  let calls = 0;
  return {
    identity: sound.identity,
    compress: (data, parameters) => sound.compress(data, parameters),
    decompress: (data, parameters) => sound.decompress(data, parameters),
    compressInto: (data, target, parameters) => sound.compressInto(data, target, parameters),
    decompressInto: (data, target, parameters) => sound.decompressInto(data, target, parameters),
    compressBound: (size) => sound.compressBound(size),
    openDecompressor: (parameters) => sound.openDecompressor(parameters),
    frameHeader: (bytes) => sound.frameHeader(bytes),
    openCompressor: (parameters) => {
      const session = sound.openCompressor(parameters);
      const call = calls++;
      const read = session.read.bind(session);
      return Object.assign(Object.create(session) as CoreSession, {
        read: () => {
          const piece = read();
          return piece && spoil(piece, call);
        },
        close: () => session.close(),
        write: (chunk: Uint8Array) => session.write(chunk),
        end: () => session.end(),
      });
    },
  };
}

describe("the self-test of an engine", () => {
  test("passes for the reference engine", async () => {
    expect(await (await createEngine()).selfTest()).toEqual({ passed: true, checks: 12 });
  });

  test("T12: finds bytes that differ the second time", async () => {
    const report = await selfTest(spoilt((piece, call) => (call % 2 ? piece.fill(call, piece.length - 1) : piece)));
    expect(report).toMatchObject({ passed: false, failure: expect.stringContaining("the empty input: other bytes") });
  });

  test("T12: finds a core that is not lossless", async () => {
    const report = await selfTest(spoilt((piece) => piece.fill(0, piece.length - 1)));
    expect(report.passed).toBe(false);
    expect(report.failure).toMatch(/^the empty input: /);
  });

  test("T11: finds output that is longer than it can be", async () => {
    const report = await selfTest(spoilt(() => new Uint8Array(1 << 20)));
    expect(report).toMatchObject({ passed: false, failure: expect.stringContaining("at most 65536 can be right") });
  });
});
