/** Cases: what is refused, by which code, with which words and numbers; and the limits that stand before that. */
import { KINDS } from "./inputs.mjs";
import { digest, gathered, holds, refusal, same } from "./tools.mjs";

export const REFUSALS = {
  async "data that is wrong"({ createEngine, decompress }) {
    const h4 = await createEngine();
    const packed = h4.compress(KINDS.words(5000));
    const at = (offset, bit = 1) => {
      const damaged = packed.slice();
      damaged[offset] ^= bit;
      return damaged;
    };
    return [
      await refusal(() => h4.decompress(packed.subarray(0, packed.length - 1))),
      await refusal(() => h4.decompress(packed.subarray(0, 10))),
      await refusal(() => h4.decompress(packed.subarray(0, 3))),
      await refusal(() => h4.decompress(new Uint8Array())),
      await refusal(() => h4.decompress(KINDS.words(100))),
      await refusal(() => h4.decompress(at(packed.length - 1))),
      await refusal(() => h4.decompress(at(0))),
      await refusal(() => h4.decompress(at(4, 8))),
      await refusal(() => h4.decompress(at(30))),
      await refusal(() => decompress(at(30))),
      h4.frameHeader(KINDS.words(100).subarray(0, 2)) ?? "too little to tell",
    ];
  },

  async "calls that are wrong"({ createEngine, compress, decompress, H4CompressionStream }) {
    const h4 = await createEngine();
    const bytes = KINDS.words(100);
    const aborted = AbortSignal.abort();
    return [
      await refusal(() => h4.compress("text")),
      await refusal(() => h4.compress(null)),
      await refusal(() => h4.compress([1, 2, 3])),
      await refusal(() => h4.compress(bytes, { level: 0 })),
      await refusal(() => h4.compress(bytes, { level: 20 })),
      await refusal(() => h4.compress(bytes, { level: 1.5 })),
      await refusal(() => h4.compress(bytes, { lvl: 1 })),
      await refusal(() => h4.compress(bytes, { windowLog: 9 })),
      await refusal(() => h4.compress(bytes, { windowLog: 28 })),
      await refusal(() => h4.compress(bytes, { checksum: "yes" })),
      await refusal(() => h4.decompress(bytes, { maxOutput: -1 })),
      await refusal(() => h4.decompress(bytes, { windowLogMax: 31 })),
      await refusal(() => createEngine({ pins: {} })),
      await refusal(() => new H4CompressionStream({ contentSize: -1 })),
      await refusal(() => compress(bytes, { signal: aborted })),
      await refusal(() => decompress(bytes, { signal: aborted })),
      await refusal(() => createEngine({ signal: aborted })),
    ];
  },

  async "limits hold before anything is made"({ createEngine, decompress }) {
    const h4 = await createEngine();
    const packed = h4.compress(KINDS.words(5000));
    const unsaid = await gathered(h4.compressor().over([KINDS.words(300_000)]));
    const bomb = h4.compress(new Uint8Array(64 << 20), { level: 1 });
    const wide = h4.compress(KINDS.words(300_000), { windowLog: 18 });
    // A window of 16 MiB and one empty block.
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x70, 1, 0, 0);
    same(h4.decompress(packed, { maxOutput: 5000 }), KINDS.words(5000), "as much as may come out");
    holds(h4.decompress(bomb).length === 64 << 20, "64 MiB come out where they may");
    holds(h4.decompress(frame, { windowLogMax: 24 }).length === 0, "a window that is allowed is taken");
    return [
      await refusal(() => h4.decompress(packed, { maxOutput: 4999 })),
      await refusal(() => h4.decompress(packed, { maxOutput: 0 })),
      await refusal(() => decompress(packed, { maxOutput: 4999 })),
      await refusal(() => h4.decompress(unsaid, { maxOutput: 299_999 })),
      await refusal(() => h4.decompress(bomb, { maxOutput: 1 << 20 })),
      await refusal(() => h4.decompress(wide, { windowLogMax: 17 })),
      await refusal(() => h4.decompress(frame, { windowLogMax: 23 })),
    ];
  },

  async "a length that was promised is kept"({ createEngine }) {
    const h4 = await createEngine();
    const bytes = KINDS.words(1000);
    const promised = (contentSize) => gathered(h4.compressor({ contentSize }).over([bytes]));
    return [
      await refusal(() => promised(999)),
      await refusal(() => promised(1001)),
      await digest(await promised(1000)),
    ];
  },

  async "a dictionary is needed where it was used"({ createEngine }) {
    const h4 = await createEngine();
    const dictionary = KINDS.words(20_000);
    const bytes = KINDS.words(25_000).subarray(5000);
    const packed = h4.compress(bytes, { dictionary });
    same(h4.decompress(packed, { dictionary }), bytes, "restored");
    holds(packed.length < h4.compress(bytes).length, "a dictionary helps");
    return [
      await digest(packed),
      await refusal(() => h4.decompress(packed)),
      await refusal(() => h4.decompress(packed, { dictionary: KINDS.noise(20_000) })),
    ];
  },
};
