/** Formatted dictionaries, assembled by hand. RFC 8878 §5 */

import { concat, littleEndian } from "./bits.js";
import { fseDescription } from "./fse.js";
import { directDescription } from "./huffman.js";

export interface DictionaryOptions {
  readonly id: number;
  readonly content: Uint8Array;
  /** Huffman weights of the literals table. */
  readonly weights: readonly number[];
  readonly offset: Distribution;
  readonly matchLength: Distribution;
  readonly literalsLength: Distribution;
  readonly offsets: readonly [number, number, number];
  /** Replaces the Huffman description. */
  readonly treeDescription?: Uint8Array;
}

export interface Distribution {
  readonly accuracyLog: number;
  readonly counts: readonly number[];
}

/** Magic, ID, entropy tables (literals, offsets, match lengths, literals lengths), three offsets, content. */
export function dictionary(options: DictionaryOptions): Uint8Array {
  const table = ({ accuracyLog, counts }: Distribution) => fseDescription(accuracyLog, counts);
  return concat(
    littleEndian(0xec30a437, 4),
    littleEndian(options.id, 4),
    options.treeDescription ?? directDescription(options.weights),
    table(options.offset),
    table(options.matchLength),
    table(options.literalsLength),
    ...options.offsets.map((offset) => littleEndian(offset, 4)),
    options.content,
  );
}
