/** The outputs of an engine, each with its digest: every format, of every input, at every level. One engine_id, one table. */
import { cut, KINDS, LENGTHS } from "./inputs.mjs";
import { digest, gathered, joined, same } from "./tools.mjs";

/** All of the fast half; of the slow, one for each way of finding and parsing. */
export const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 16, 17, 19];

const DICTIONARY = KINDS.words(20_000);
/** Small enough that the longest inputs are several blocks. */
const BLOCK_SIZE = 100_000;

/** Formats by name: what is written of `bytes`, and what must give them back. */
const FORMATS = {
  "zstd, one call": {
    write: ({ h4 }, bytes, level) => h4.compress(bytes, { level }),
    read: ({ h4 }, packed) => h4.decompress(packed),
  },
  "zstd, a stream of unknown length": {
    write: ({ h4 }, bytes, level) => gathered(h4.compressor({ level }).over(cut(bytes, 1 + (level % 3)))),
    read: ({ h4 }, packed) => gathered(h4.decompressor().over(cut(packed))),
  },
  "zstd with a dictionary, no checksum": {
    write: ({ h4 }, bytes, level) => h4.compress(bytes, { level, dictionary: DICTIONARY, checksum: false }),
    read: ({ h4 }, packed) => h4.decompress(packed, { dictionary: DICTIONARY }),
  },
  "zstd, flushed halfway": {
    write({ h4 }, bytes, level) {
      const session = h4.compressor({ level });
      const half = bytes.length >> 1;
      const pieces = [...session.push(bytes.subarray(0, half)), ...session.flush()];
      return joined([...pieces, ...session.push(bytes.subarray(half)), ...session.end()]);
    },
    read: ({ h4 }, packed) => h4.decompress(packed),
  },
  h4mk: {
    write: ({ writeContainer }, bytes, level) => gathered(writeContainer(bytes, { level, blockSize: BLOCK_SIZE })),
    read: async ({ H4mkReader }, packed) => (await H4mkReader.open(packed, { strict: true })).read(),
  },
};

/** @returns {Promise<Record<string, string>>} the digests, by format, input and level */
export async function outputs(api) {
  const tools = { ...api, h4: await api.createEngine() };
  const table = {};
  for (const [format, { write, read }] of Object.entries(FORMATS)) {
    for (const [kind, make] of Object.entries(KINDS)) {
      for (const length of LENGTHS) {
        const bytes = make(length);
        for (const level of LEVELS) {
          const packed = await write(tools, bytes, level);
          const cell = `${format}, of ${length} bytes of ${kind}, at level ${level}`;
          same(await read(tools, packed), bytes, cell);
          table[cell] = await digest(packed);
        }
      }
    }
  }
  return table;
}
