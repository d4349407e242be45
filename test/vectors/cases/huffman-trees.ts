/** Huffman tree descriptions: direct and FSE-coded weights, complete and not. RFC 8878 §4.2.1 */

import { backwardBits, concat } from "../build/bits.js";
import { brokenBlock, compressedBlock, frame, windowDescriptor } from "../build/frame.js";
import { fseDescription } from "../build/fse.js";
import {
  directDescriptionOf,
  flatWeights,
  fseWeightsDescription,
  fseWeightsDescriptionOf,
  steepWeights,
} from "../build/huffman.js";
import { compressedHeader, huffmanLiterals } from "../build/literals.js";
import { NO_SEQUENCES } from "../build/sequences.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** A frame that codes every symbol of the tree, several times over. */
function every(weights: readonly number[], fseWeights?: number, checksum = true) {
  const symbols = weights.flatMap((weight, symbol) => (weight > 0 ? [symbol] : []));
  const literals = Uint8Array.from({ length: 3 * symbols.length + 7 }, (_, i) => symbols[(i * 7) % symbols.length]!);
  const streams = literals.length < 300 ? 1 : 4;
  return frame({ windowDescriptor: windowDescriptor(7), checksum }, [
    compressedBlock(huffmanLiterals(literals, weights, { streams, ...(fseWeights ? { fseWeights } : {}) })),
  ]);
}

/** The same without a checksum, that nothing but the tree can be the reason to refuse. */
const bare = (weights: readonly number[], fseWeights?: number) => every(weights, fseWeights, false);

/** Weights that are all 0 but for `symbols`. */
const only = (...symbols: number[]) => flatWeights(symbols);

export const HUFFMAN_TREE_GOOD: readonly GoodCase[] = [
  ...[2, 3, 4, 5, 7, 8, 16, 17, 64, 100, 127, 128, 129].map((count) =>
    good(`tree: direct, ${count} symbols`, every(flatWeights(range(count)))),
  ),
  ...[2, 3, 5, 9, 10, 11, 12].map((count) =>
    good(`tree: direct, longest code ${count - 1} bits`, every(steepWeights(range(count)))),
  ),
  // RFC 8878 §4.2.1 allows 11 bits; the reference reads 12, and dictionaries with such a tree are about.
  good("tree: direct, longest code 12 bits", every(steepWeights(range(13)))),
  good("tree: direct, longest code 12 bits, the shortest one first", every(steepWeights(range(13)).reverse())),
  good("tree: FSE weights, longest code 12 bits", every(steepWeights(range(13)), 6)),
  good("tree: direct, symbols 0 and 1 only", every([1, 1])),
  good("tree: direct, symbols 127 and 128 only", every(only(127, 128))),
  good("tree: direct, gaps of zeros", every(only(3, 17, 18, 90))),
  good("tree: direct, an even number of weights listed", every(flatWeights(range(9)))),
  good("tree: direct, an odd number of weights listed", every(flatWeights(range(10)))),
  good("tree: direct, the last weight is the largest", every([1, 1, 2, 3, 4, 5, 6])),
  good("tree: direct, the last weight is the smallest", every([6, 5, 4, 3, 2, 1, 1])),
  ...[5, 6].flatMap((log) => [
    ...[3, 17, 40, 128, 129, 200, 255, 256].map((count) =>
      good(`tree: FSE weights, accuracy log ${log}, ${count} symbols`, every(flatWeights(range(count)), log)),
    ),
    good(`tree: FSE weights, accuracy log ${log}, codes of 1 to 11 bits`, every(steepWeights(range(12)), log)),
    good(`tree: FSE weights, accuracy log ${log}, long runs of weight 0`, every(only(5, 100, 101, 255, 31), log)),
    good(
      `tree: FSE weights, accuracy log ${log}, an even number of weights listed`,
      every(flatWeights(range(21)), log),
    ),
    good(`tree: FSE weights, accuracy log ${log}, an odd number of weights listed`, every(flatWeights(range(22)), log)),
    good(`tree: FSE weights, accuracy log ${log}, two weights listed`, every([1, 1, 2], log)),
  ]),
];

/** A frame whose tree description is `description`, followed by plausible stream bytes. */
function described(description: Uint8Array, streamLength = 12) {
  const payload = concat(description, new Uint8Array(streamLength).fill(0x5b));
  const content = concat(compressedHeader(2, 0, 20, payload.length), payload, NO_SEQUENCES.bytes);
  return frame({ windowDescriptor: windowDescriptor(7) }, [brokenBlock(content)]);
}

const TREE = "HUFFMAN_TREE";

function directBad(): BadCase[] {
  const listed = (...weights: number[]) => described(directDescriptionOf(weights));
  return [
    bad("tree: direct, all weights zero", TREE, listed(0, 0, 0, 0)),
    bad("tree: direct, one weight, zero", TREE, listed(0)),
    bad("tree: direct, what is missing is no power of two", TREE, listed(3, 1)),
    bad("tree: direct, what is missing is no power of two, 9 symbols", TREE, listed(1, 1, 1, 1, 1, 1, 1, 1, 1)),
    bad("tree: direct, no code of the longest length", TREE, listed(2)),
    // With streams that the codes would decode, so that nothing but the tree can be the reason.
    bad("tree: direct, no code of the longest length, 2 symbols and their stream", TREE, bare([2, 2])),
    bad("tree: direct, no code of the longest length, 4 symbols and their stream", TREE, bare([3, 3, 3, 3])),
    bad("tree: direct, longest code 13 bits", TREE, bare(steepWeights(range(14)))),
    bad("tree: direct, longest code 13 bits, the shortest one first", TREE, bare(steepWeights(range(14)).reverse())),
    bad("tree: FSE weights, longest code 13 bits", TREE, bare(steepWeights(range(14)), 6)),
    ...[13, 14, 15].map((weight) => bad(`tree: direct, weight ${weight}`, TREE, listed(weight, 1, 1))),
    bad("tree: direct, weights that sum over 2^12", TREE, listed(12, 12, 12, 1)),
    bad(
      "tree: direct, cut short",
      [TREE, "LITERALS_HEADER"],
      described(directDescriptionOf(flatWeights(range(60)).slice(0, -1)).subarray(0, 20), 0),
    ),
    bad(
      "tree: direct, 128 weights of which none is there",
      [TREE, "LITERALS_HEADER"],
      described(Uint8Array.of(255), 0),
    ),
    bad("tree: direct, one byte and no weights", [TREE, "LITERALS_HEADER"], described(Uint8Array.of(128), 0)),
  ];
}

/** As the reference documents it: the initial state of the second of two weights is not all there. */
const cutState = { bytes: Uint8Array.from(Buffer.from("28b52ffd000055000072800104207e1f02aa00", "hex")) };
const CUT_STATE = { why: "it reads the missing bits of an initial state as zero", last: "1.5.6" };

function fseBad(): BadCase[] {
  const weights = flatWeights(range(40));
  const right = fseWeightsDescription(weights, 6);
  const sized = (...parts: Uint8Array[]) => {
    const body = concat(...parts);
    return described(concat(Uint8Array.of(body.length), body));
  };
  const counts = [16, 24, 24];
  const zeroEnd = right.slice();
  zeroEnd[zeroEnd.length - 1] = 0;
  return [
    bad("tree: FSE weights, header byte 0", TREE, described(Uint8Array.of(0))),
    bad("tree: FSE weights, header byte 1", TREE, described(Uint8Array.of(1, 0x10))),
    bad(
      "tree: FSE weights, longer than the literals section",
      [TREE, "LITERALS_HEADER"],
      described(Uint8Array.of(100, 0x10), 3),
    ),
    bad("tree: FSE weights, accuracy log 7", TREE, sized(fseDescription(7, [64, 64]), Uint8Array.of(0xaa, 0x55, 0x13))),
    bad("tree: FSE weights, accuracy log 15", TREE, sized(Uint8Array.of(0xfa, 0x55, 0x55, 0x55, 0x13))),
    bad("tree: FSE weights, no bitstream", TREE, sized(fseDescription(6, counts))),
    bad("tree: FSE weights, zero last byte", TREE, described(zeroEnd)),
    bad("tree: FSE weights, the second state cut short", TREE, cutState, { differs: CUT_STATE }),
    bad(
      "tree: FSE weights, bitstream too short for two states",
      TREE,
      sized(fseDescription(6, counts), Uint8Array.of(0x10)),
    ),
    bad("tree: FSE weights, cut in the table", TREE, sized(fseDescription(6, [8, 8, 8, 8, 8, 8, 8, 8]).subarray(0, 2))),
    bad(
      "tree: FSE weights, weight 12",
      TREE,
      described(fseWeightsDescriptionOf([12, 1, 1, 12], 6, [0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32])),
    ),
    bad(
      "tree: FSE weights, weight 13",
      TREE,
      described(fseWeightsDescriptionOf([13, 1, 1, 13], 6, [0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32])),
    ),
    bad("tree: FSE weights, all zero", TREE, described(fseWeightsDescriptionOf([0, 0, 0, 0], 6, [32, 32]))),
    bad("tree: FSE weights, incomplete", TREE, described(fseWeightsDescriptionOf([3, 1, 0, 0], 6, [16, 16, 16, 16]))),
    bad(
      "tree: FSE weights, 256 weights listed",
      TREE,
      described(fseWeightsDescriptionOf(new Array<number>(256).fill(1), 6, [1, 63])),
    ),
    bad(
      "tree: FSE weights, 300 weights listed",
      TREE,
      described(fseWeightsDescriptionOf(new Array<number>(300).fill(1), 6, [1, 63])),
    ),
    bad(
      "tree: FSE weights, endless states without bits",
      TREE,
      sized(
        fseDescription(5, [0, 32]),
        backwardBits([
          { value: 0, width: 5 },
          { value: 0, width: 5 },
        ]),
      ),
    ),
  ];
}

export const HUFFMAN_TREE_BAD: readonly BadCase[] = [...directBad(), ...fseBad()];
