/** Limits hold to the byte: output at every capacity, windows, and what refusals say. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WINDOW_LOG_MAX, WINDOW_LOG_MIN } from "../../assembly/common/limits.js";
import { parseFrameHeader } from "../interop/frame-header.js";
import { inPieces, Refusal } from "../support/engine.js";
import { DECODERS } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed, text } from "../support/generators.js";
import { content, level, pieceLengths, runs } from "./arbitraries.js";

const refusal = (call: () => unknown): Refusal => {
  try {
    call();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("accepted");
};

describe.each(DECODERS)("$id", ({ create }) => {
  const engine = create();

  /** The same content with and without Frame_Content_Size. */
  const bothFrames = (plain: Uint8Array, how: { level: number }) => [
    engine.compress(plain, how),
    inPieces(engine.compressor(how), plain, [Math.max(1, plain.length)]),
  ];

  test("maxOutput: exactly the size is accepted, one byte less is refused, with what was got", () => {
    fc.assert(
      fc.property(
        content(300_000).filter((plain) => plain.length > 0),
        level,
        pieceLengths,
        (plain, atLevel, lengths) => {
          for (const frame of bothFrames(plain, { level: atLevel })) {
            expectBytes(engine.decompress(frame, { maxOutput: plain.length }), plain);
            expectBytes(inPieces(engine.decompressor({ maxOutput: plain.length }), frame, lengths), plain);
            const maxOutput = plain.length - 1;
            const refused = refusal(() => engine.decompress(frame, { maxOutput }));
            expect(refused).toMatchObject({ code: "OUTPUT_LIMIT", details: { limit: maxOutput } });
            expect(refused.details.got).toBeGreaterThan(maxOutput);
            const inSession = refusal(() => inPieces(engine.decompressor({ maxOutput }), frame, lengths));
            expect(inSession.code).toBe("OUTPUT_LIMIT");
          }
        },
      ),
      runs(60),
    );
  });

  test("maxOutput: at every value from nothing to more than enough", () => {
    const plain = text(300);
    for (const frame of bothFrames(plain, { level: 3 })) {
      for (let maxOutput = 0; maxOutput < plain.length; maxOutput++) {
        expect(refusal(() => engine.decompress(frame, { maxOutput })).code).toBe("OUTPUT_LIMIT");
      }
      for (let maxOutput = plain.length; maxOutput < plain.length + 5; maxOutput++) {
        expectBytes(engine.decompress(frame, { maxOutput }), plain);
      }
    }
  });

  test("maxOutput counts all frames of the stream, and no session gives out more", () => {
    const plain = mixed(200_000);
    const stream = Buffer.concat([...bothFrames(plain, { level: 1 }), ...bothFrames(plain, { level: 4 })]);
    for (const maxOutput of [0, 1, 199_999, 200_000, 399_999, 400_001, 799_999]) {
      const session = engine.decompressor({ maxOutput });
      let given = 0;
      const refused = refusal(() => {
        for (let at = 0; at < stream.length; at += 5000) given += session.push(stream.subarray(at, at + 5000)).length;
        session.end();
      });
      expect(refused.code).toBe("OUTPUT_LIMIT");
      expect(given).toBeLessThanOrEqual(maxOutput);
    }
    expect(engine.decompress(stream, { maxOutput: 800_000 }).length).toBe(800_000);
  });

  test("windowLogMax: the window of the frame decides, to the step", () => {
    const plain = mixed(3000);
    for (let windowLog = WINDOW_LOG_MIN; windowLog <= 20; windowLog++) {
      const frame = inPieces(engine.compressor({ windowLog }), plain, [3000]);
      const needed = Math.log2(parseFrameHeader(frame).windowSize);
      expect(needed).toBeLessThanOrEqual(windowLog);
      expectBytes(engine.decompress(frame, { windowLogMax: Math.max(WINDOW_LOG_MIN, needed) }), plain);
      if (needed > WINDOW_LOG_MIN) {
        const windowLogMax = needed - 1;
        expect(refusal(() => engine.decompress(frame, { windowLogMax }))).toMatchObject({
          code: "WINDOW_TOO_LARGE",
          details: { got: 2 ** needed, limit: 2 ** windowLogMax },
        });
      }
    }
  });

  test("windowLogMax up to its own maximum is accepted", () => {
    const plain = text(1000);
    const frame = engine.compress(plain);
    for (let windowLogMax = WINDOW_LOG_MIN; windowLogMax <= WINDOW_LOG_MAX; windowLogMax++) {
      expectBytes(engine.decompress(frame, { windowLogMax }), plain);
    }
  });

  test("a refusal says where: at the frame or block that offends, wherever the input was cut", () => {
    const good = engine.compress(text(5000));
    const damaged = engine.compress(text(5000, 9), { checksum: true }).slice();
    damaged[damaged.length - 1] = damaged.at(-1)! ^ 0x40;
    const stream = Buffer.concat([good, damaged]);
    const offsets = [[stream.length], [1], [17, 900]].map(
      (lengths) => refusal(() => inPieces(engine.decompressor(), stream, lengths)).details.offset,
    );
    expect(offsets[0]).toBeGreaterThanOrEqual(good.length);
    expect(offsets[0]).toBeLessThan(stream.length);
    expect(new Set(offsets).size).toBe(1);
  });
});
