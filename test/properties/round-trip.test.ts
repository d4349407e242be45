/** What goes in comes out, the same bytes every time, however the stream was cut. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { inPieces } from "../support/engine.js";
import { ENGINES } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { distant, longest, mixed, Random, stirredQuartets } from "../support/generators.js";
import { content, options, pieceLengths, runs } from "./arbitraries.js";

const decoding = ({ dictionary }: { dictionary?: Uint8Array | undefined }) =>
  dictionary === undefined ? {} : { dictionary };

describe.each(ENGINES)("$id", ({ create }) => {
  const engine = create();

  test("decompress undoes compress", () => {
    fc.assert(
      fc.property(content(60_000), options, (plain, how) => {
        expectBytes(engine.decompress(engine.compress(plain, how), decoding(how)), plain);
      }),
      runs(250),
    );
  });

  test("alphabets of every size, even and steep", () => {
    const random = new Random(8);
    for (let symbols = 2; symbols <= 256; symbols += symbols < 20 ? 1 : 13) {
      const even = Uint8Array.from({ length: 1500 }, () => random.below(symbols));
      const steep = Uint8Array.from({ length: 1500 }, () => random.below(random.below(symbols) + 1));
      for (const plain of [even, steep]) {
        for (const level of [1, 3, 7]) expectBytes(engine.decompress(engine.compress(plain, { level })), plain);
      }
    }
  });

  test("matches of every length at near and far distances", () => {
    const plain = distant(3 << 20, 12);
    for (const level of [1, 3, 6, 9]) expectBytes(engine.decompress(engine.compress(plain, { level })), plain);
  });

  test("blocks of nothing but the shortest sequences, and sequences of the longest lengths", () => {
    const contents = [stirredQuartets(1 << 17), ...[1, 2, 3].map((seed) => longest(1 << 18, seed))];
    for (const plain of contents) {
      for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
        expectBytes(engine.decompress(engine.compress(plain, { level })), plain);
      }
    }
  });

  test("the same bytes come again: in this instance, after other work, and in a fresh one", () => {
    fc.assert(
      fc.property(content(40_000), options, content(20_000), options, (plain, how, other, otherHow) => {
        const first = engine.compress(plain, how);
        expectBytes(engine.compress(plain, how), first);
        engine.decompress(engine.compress(other, otherHow), decoding(otherHow));
        expectBytes(engine.compress(plain, how), first);
        expectBytes(create().compress(plain, how), first);
      }),
      runs(80),
    );
  });

  test("a stream's output does not depend on how its input was cut", () => {
    fc.assert(
      fc.property(content(300_000), options, pieceLengths, (plain, how, lengths) => {
        const whole = inPieces(engine.compressor(how), plain, [Math.max(1, plain.length)]);
        expectBytes(inPieces(engine.compressor(how), plain, lengths), whole);
        expectBytes(engine.decompress(whole, decoding(how)), plain);
      }),
      runs(80),
    );
  });

  test("a stream that was told the total size gives the one-shot bytes", () => {
    fc.assert(
      fc.property(content(300_000), options, pieceLengths, (plain, how, lengths) => {
        const session = engine.compressor({ ...how, contentSize: plain.length });
        expectBytes(inPieces(session, plain, lengths), engine.compress(plain, how));
      }),
      runs(80),
    );
  });

  test("decompression does not depend on how its input was cut", () => {
    fc.assert(
      fc.property(
        fc.array(content(100_000), { minLength: 1, maxLength: 3 }),
        options,
        pieceLengths,
        (plains, how, lengths) => {
          const stream = Buffer.concat(plains.map((plain) => engine.compress(plain, how)));
          expectBytes(inPieces(engine.decompressor(decoding(how)), stream, lengths), Buffer.concat(plains));
        },
      ),
      runs(80),
    );
  });

  test("byte by byte, both ways", () => {
    const plain = mixed(20_000);
    for (const level of [1, 5, 9]) {
      const packed = inPieces(engine.compressor({ level }), plain, [1]);
      expectBytes(packed, inPieces(engine.compressor({ level }), plain, [plain.length]));
      expectBytes(inPieces(engine.decompressor(), packed, [1]), plain);
    }
  });

  test("flushes where they fall change the size, never the content", () => {
    fc.assert(
      fc.property(content(200_000), options, pieceLengths, (plain, how, lengths) => {
        const session = engine.compressor(how);
        const parts: Uint8Array[] = [];
        for (let at = 0, i = 0; at < plain.length; i++) {
          const length = lengths[i % lengths.length]!;
          parts.push(session.push(plain.subarray(at, at + length)));
          if (i % 3 !== 2) parts.push(session.flush());
          at += length;
          if (i > 200) {
            parts.push(session.push(plain.subarray(at)));
            break;
          }
        }
        parts.push(session.end());
        expectBytes(engine.decompress(Buffer.concat(parts), decoding(how)), plain);
      }),
      runs(70),
    );
  });

  test("flushes come out the same wherever the input between them was cut", () => {
    const plain = mixed(150_000);
    const flushed = (step: number) => {
      const session = engine.compressor({ level: 3 });
      const parts: Uint8Array[] = [];
      for (let at = 0; at < plain.length; at += 50_000) {
        for (let i = at; i < at + 50_000; i += step)
          parts.push(session.push(plain.subarray(i, Math.min(i + step, at + 50_000))));
        parts.push(session.flush());
      }
      parts.push(session.end());
      return Buffer.concat(parts);
    };
    const whole = flushed(50_000);
    for (const step of [1, 999, 40_001]) expectBytes(flushed(step), whole);
  });

  test("a wrong contentSize is refused, not written", () => {
    for (const [told, given] of [
      [10, 9],
      [10, 11],
      [0, 1],
      [300_000, 299_999],
      [131_072, 131_073],
    ] as const) {
      const session = engine.compressor({ contentSize: told });
      expect(() => {
        session.push(mixed(given));
        session.end();
      }).toThrow(expect.objectContaining({ code: "CONTENT_SIZE_MISMATCH" }));
    }
  });

  test("empty content: pushes of nothing, flushes of nothing, an end at once", () => {
    const session = engine.compressor();
    const parts = [session.push(new Uint8Array(0)), session.flush(), session.flush(), session.end()];
    expect(engine.decompress(Buffer.concat(parts)).length).toBe(0);
    expect(engine.decompress(engine.compress(new Uint8Array(0))).length).toBe(0);
    expect(engine.decompress(Buffer.from(engine.compressor().end())).length).toBe(0);
  });
});
