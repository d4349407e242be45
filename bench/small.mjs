/** Small payloads: calls a second, where set-up of tables and glue weighs more than bytes. */

import { meanSize } from "./corpus.mjs";
import { race } from "./measure.mjs";
import { libzstdFrame, libzstdPlain } from "./peers/node-zlib.mjs";

/**
 * @typedef {object} SmallRow
 * @property {string} id
 * @property {string} payloads Name of the class.
 * @property {number} size Mean bytes of a payload.
 * @property {number} level
 * @property {"compress" | "decompress"} direction
 * @property {number} callsPerSecond
 * @property {number} spread
 * @property {number} packed Mean bytes of an output (compress) or input (decompress).
 */

/**
 * @param {Uint8Array[]} outputs
 * @param {Uint8Array[]} payloads
 */
function allEqual(outputs, payloads) {
  return outputs.every((output, i) => Buffer.compare(output, /** @type {Uint8Array} */ (payloads[i])) === 0);
}

/**
 * @param {import("./peers/peer.mjs").Peer[]} peers
 * @param {import("./corpus.mjs").PayloadClass} payloadClass
 * @param {number} level
 * @param {import("./measure.mjs").Pace} pace
 * @returns {{ rows: SmallRow[], wrong: import("./throughput.mjs").Wrong[] }}
 */
export function measureSmall(peers, { name, payloads }, level, pace) {
  /** @type {SmallRow[]} */
  const rows = [];
  /** @type {import("./throughput.mjs").Wrong[]} */
  const wrong = [];
  const frames = payloads.map((payload) => new Uint8Array(libzstdFrame(payload, level, false)));

  /**
   * @param {"compress" | "decompress"} direction
   * @param {{ id: string, call: (i: number) => Uint8Array }[]} contestants
   * @param {(outputs: Uint8Array[]) => boolean} check
   */
  const measure = (direction, contestants, check) => {
    /** @type {Map<string, number>} */
    const packed = new Map();
    const fair = contestants.filter(({ id, call }) => {
      try {
        // Copied: nothing keeps a contestant from using its buffer again.
        const outputs = payloads.map((_, i) => new Uint8Array(call(i)));
        packed.set(id, meanSize(direction === "compress" ? outputs : frames));
        if (check(outputs)) return true;
        wrong.push({ id, what: `${direction}, level ${level}, ${name}: wrong output` });
      } catch (error) {
        wrong.push({ id, what: `${direction}, level ${level}, ${name}: refused: ${String(error)}` });
      }
      return false;
    });
    const laps = fair.map(({ id, call }) => ({
      id,
      run: () => {
        for (let i = 0; i < payloads.length; i++) call(i);
      },
    }));
    for (const [id, { seconds, spread }] of race(laps, pace)) {
      const callsPerSecond = payloads.length / seconds;
      const size = meanSize(payloads);
      rows.push({ id, payloads: name, size, level, direction, callsPerSecond, spread, packed: packed.get(id) ?? 0 });
    }
  };

  const at = (/** @type {Uint8Array[]} */ list, /** @type {number} */ i) => /** @type {Uint8Array} */ (list[i]);
  measure(
    "compress",
    peers.flatMap(({ id, compress }) =>
      compress === undefined ? [] : [{ id, call: (/** @type {number} */ i) => compress(at(payloads, i), level) }],
    ),
    (outputs) => allEqual(outputs.map(libzstdPlain), payloads),
  );
  measure(
    "decompress",
    peers.flatMap(({ id, decompress }) =>
      decompress === undefined
        ? []
        : [{ id, call: (/** @type {number} */ i) => decompress(at(frames, i), at(payloads, i).byteLength) }],
    ),
    (outputs) => allEqual(outputs, payloads),
  );
  return { rows, wrong };
}
