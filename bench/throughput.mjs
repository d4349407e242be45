/** One-shot speed and ratio on files: every output is checked, whoever is wrong is named and leaves the table. */

import { race } from "./measure.mjs";
import { libzstdFrame, libzstdPlain } from "./peers/node-zlib.mjs";

/**
 * @typedef {import("./peers/peer.mjs").Peer} Peer
 * @typedef {import("./corpus.mjs").Sample} Sample
 *
 * @typedef {object} FileResult
 * @property {string} file
 * @property {number} bytes
 * @property {number} packed
 * @property {number} seconds Of a call.
 * @property {number} spread
 *
 * @typedef {object} Row One peer at one level in one direction.
 * @property {string} id
 * @property {string} codec
 * @property {string} direction "compress", "decompress" or "decompress checked" (frames with a content checksum)
 * @property {number} level
 * @property {FileResult[]} files
 * @property {number} bytes
 * @property {number} packed Of the stream made (compress) or read (decompress).
 * @property {number} seconds Sum over the files.
 * @property {number} speed Bytes a second: total bytes over total time.
 *
 * @typedef {object} Wrong
 * @property {string} id
 * @property {string} what
 */

/** @param {Uint8Array} a @param {Uint8Array} b */
function equal(a, b) {
  return Buffer.compare(a, b) === 0;
}

/**
 * Whether `work` gives what it must; the first failure of a peer at a task is its last call there.
 *
 * @param {() => boolean} work
 * @returns {string | undefined} What is wrong.
 */
function verdict(work) {
  try {
    return work() ? undefined : "wrong output";
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Collects what peers do on each file, and drops from the table whoever is wrong on any. */
class Board {
  /** @type {Map<string, FileResult[]>} */
  #lanes = new Map();
  /** @type {Map<string, string>} */
  #wrong = new Map();

  /**
   * @param {string} codec
   * @param {string} direction
   * @param {number} level
   */
  constructor(codec, direction, level) {
    this.codec = codec;
    this.direction = direction;
    this.level = level;
  }

  /**
   * @param {Sample} sample
   * @param {{ id: string, run: () => Uint8Array, check: (output: Uint8Array) => boolean }[]} contestants
   * @param {(id: string, output: Uint8Array) => number} packedSize
   * @param {import("./measure.mjs").Pace} pace
   */
  measure(sample, contestants, packedSize, pace) {
    /** @type {Map<string, number>} */
    const packed = new Map();
    const fair = contestants.filter(({ id, run, check }) => {
      if (this.#wrong.has(id)) return false;
      const wrong = verdict(() => {
        const output = run();
        packed.set(id, packedSize(id, output));
        return check(output);
      });
      if (wrong !== undefined) this.#wrong.set(id, `${this.direction}, level ${this.level}, ${sample.name}: ${wrong}`);
      return wrong === undefined;
    });
    for (const [id, { seconds, spread }] of race(fair, pace)) {
      const lane = this.#lanes.get(id) ?? [];
      lane.push({ file: sample.name, bytes: sample.bytes.byteLength, packed: packed.get(id) ?? 0, seconds, spread });
      this.#lanes.set(id, lane);
    }
  }

  /** @returns {Row[]} */
  rows() {
    return [...this.#lanes]
      .filter(([id]) => !this.#wrong.has(id))
      .map(([id, files]) => {
        const sum = (/** @type {"bytes" | "packed" | "seconds"} */ key) =>
          files.reduce((total, f) => total + f[key], 0);
        const [bytes, packed, seconds] = [sum("bytes"), sum("packed"), sum("seconds")];
        const { codec, direction, level } = this;
        return { id, codec, direction, level, files, bytes, packed, seconds, speed: bytes / seconds };
      });
  }

  /** @returns {Wrong[]} */
  wrong() {
    return [...this.#wrong].map(([id, what]) => ({ id, what }));
  }
}

/**
 * zstd: compression by everybody who can, decompression of libzstd's streams of that level by everybody.
 *
 * @param {Peer[]} peers
 * @param {Sample[]} samples
 * @param {number} level
 * @param {import("./measure.mjs").Pace} pace
 * @returns {{ rows: Row[], wrong: Wrong[] }}
 */
export function measureZstd(peers, samples, level, pace) {
  const packing = new Board("zstd", "compress", level);
  const plain = new Board("zstd", "decompress", level);
  const checked = new Board("zstd", "decompress checked", level);
  for (const sample of samples) {
    const { bytes } = sample;
    const packers = peers.flatMap(({ id, compress }) =>
      compress === undefined
        ? []
        : [
            {
              id,
              run: () => compress(bytes, level),
              check: (/** @type {Uint8Array} */ p) => equal(libzstdPlain(p), bytes),
            },
          ],
    );
    packing.measure(sample, packers, (_, output) => output.byteLength, pace);
    for (const [board, checksum] of /** @type {const} */ ([
      [plain, false],
      [checked, true],
    ])) {
      const frame = new Uint8Array(libzstdFrame(bytes, level, checksum));
      const decoders = peers.flatMap(({ id, decompress }) =>
        decompress === undefined
          ? []
          : [
              {
                id,
                run: () => decompress(frame, bytes.byteLength),
                check: (/** @type {Uint8Array} */ p) => equal(p, bytes),
              },
            ],
      );
      board.measure(sample, decoders, () => frame.byteLength, pace);
    }
  }
  const boards = [packing, plain, checked];
  return { rows: boards.flatMap((board) => board.rows()), wrong: boards.flatMap((board) => board.wrong()) };
}

/**
 * gzip or brotli: every peer decompresses what it compressed, and the native one must agree.
 *
 * @param {Peer[]} peers Of one codec, a native one among them.
 * @param {Sample[]} samples
 * @param {number} level
 * @param {import("./measure.mjs").Pace} pace
 * @returns {{ rows: Row[], wrong: Wrong[] }}
 */
export function measureOther(peers, samples, level, pace) {
  const judge = peers.find(({ role }) => role === "native")?.decompress;
  const codec = peers[0]?.codec;
  if (judge === undefined || codec === undefined) throw new RangeError("no native peer to judge by");
  const packing = new Board(codec, "compress", level);
  const unpacking = new Board(codec, "decompress", level);
  for (const sample of samples) {
    const { bytes } = sample;
    /** @type {Map<string, Uint8Array>} */
    const streams = new Map();
    const packers = peers.flatMap(({ id, compress }) =>
      compress === undefined
        ? []
        : [
            {
              id,
              run: () => compress(bytes, level),
              check: (/** @type {Uint8Array} */ p) => equal(judge(p, bytes.byteLength), bytes),
            },
          ],
    );
    packing.measure(
      sample,
      packers,
      (id, output) => {
        streams.set(id, output);
        return output.byteLength;
      },
      pace,
    );
    const unpackers = peers.flatMap(({ id, decompress }) => {
      const stream = streams.get(id);
      if (decompress === undefined || stream === undefined) return [];
      return [
        {
          id,
          run: () => decompress(stream, bytes.byteLength),
          check: (/** @type {Uint8Array} */ p) => equal(p, bytes),
        },
      ];
    });
    unpacking.measure(sample, unpackers, (id) => streams.get(id)?.byteLength ?? 0, pace);
  }
  const boards = [packing, unpacking];
  return { rows: boards.flatMap((board) => board.rows()), wrong: boards.flatMap((board) => board.wrong()) };
}
