/** Literals sections: every type with every size format, and Huffman streams that do not end well. RFC 8878 §3.1.1.3.1, §4.2.2 */

import { backwardBits, concat, littleEndian } from "../build/bits.js";
import { type Block, brokenBlock, compressedBlock, frame, rawBlock, windowDescriptor } from "../build/frame.js";
import { directDescription, flatWeights, huffmanStream, huffmanTree, steepWeights } from "../build/huffman.js";
import {
  compressedHeader,
  fourStreams,
  huffmanLiterals,
  joinStreams,
  type LiteralsSection,
  plainHeader,
  quarters,
  rawLiterals,
  rleLiterals,
  treelessLiterals,
} from "../build/literals.js";
import { NO_SEQUENCES, repeat, sequencesSection } from "../build/sequences.js";
import { ramp } from "./blocks.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

const WINDOW = windowDescriptor(7);
const MAX = 1 << 17;
const framed = (...blocks: Block[]) => frame({ windowDescriptor: WINDOW, checksum: true }, blocks);
/** Without a checksum, that nothing else can be the reason to refuse. */
const bare = (...blocks: Block[]) => frame({ windowDescriptor: WINDOW }, blocks);
const bareSection = (literals: LiteralsSection) => bare(compressedBlock(literals));
const section = (literals: LiteralsSection) => framed(compressedBlock(literals));

/** Literals over sixteen symbols, in an order without a period of 16. */
export function letters(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 97 + ((i * i + (i >> 3)) & 15));
}
export const SIXTEEN = flatWeights(Array.from({ length: 16 }, (_, i) => 97 + i));
/** Skewed codes of 1 to 8 bits. */
const STEEP = steepWeights([97, 98, 99, 100, 101, 102, 103, 104, 105]);
const steep = (length: number) => Uint8Array.from({ length }, (_, i) => 97 + (Math.clz32(i * 2654435761) % 9));

function plain(): GoodCase[] {
  const formats: [number, readonly number[]][] = [
    [0, [0, 1, 2, 15, 31]],
    [1, [0, 1, 31, 32, 4095]],
    [2, [0, 3, 30]],
    [3, [0, 1, 4095, 4096, 65535, MAX - 4]], // and not MAX: header and count must fit Block_Maximum_Size too
  ];
  return formats.flatMap(([format, sizes]) =>
    sizes.flatMap((size) => [
      good(`literals: raw, size format ${format}, ${size} bytes`, section(rawLiterals(ramp(size), format))),
      good(`literals: RLE, size format ${format}, ${size} bytes`, section(rleLiterals(0x5a, size, format))),
    ]),
  );
}

function huffman(): GoodCase[] {
  const one = [0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 255, 256, 1000, 1023].map((size) =>
    good(`literals: Huffman, 1 stream, ${size} bytes`, section(huffmanLiterals(letters(size), SIXTEEN))),
  );
  const four = [6, 7, 8, 9, 10, 11, 12, 13, 255, 256, 257, 1023, 1024, 1025, 4099, 16383, 16384, 40000, MAX].map(
    (size) =>
      good(
        `literals: Huffman, 4 streams, ${size} bytes`,
        section(huffmanLiterals(letters(size), SIXTEEN, { streams: 4 })),
      ),
  );
  const formats = [1, 2, 3].map((sizeFormat) =>
    good(
      `literals: Huffman, size format ${sizeFormat} though a shorter one would do`,
      section(huffmanLiterals(letters(300), SIXTEEN, { streams: 4, sizeFormat })),
    ),
  );
  const skewed = [10, 1000].map((size) =>
    good(`literals: Huffman with codes of 1 to 8 bits, ${size} bytes`, section(huffmanLiterals(steep(size), STEEP))),
  );
  return [...one, ...four, ...formats, ...skewed];
}

function treeless(): GoodCase[] {
  const first = compressedBlock(huffmanLiterals(letters(50), SIXTEEN));
  const again = (options = {}) => compressedBlock(treelessLiterals(letters(40), SIXTEEN, options));
  return [
    good("literals: treeless after Huffman", framed(first, again())),
    good("literals: treeless in 4 streams after 1 stream", framed(first, again({ streams: 4 }))),
    good("literals: treeless twice", framed(first, again(), again({ streams: 4 }))),
    good("literals: treeless after a raw block", framed(first, rawBlock(ramp(5)), again())),
    good("literals: treeless after raw literals", framed(first, compressedBlock(rawLiterals(ramp(9))), again())),
    good("literals: treeless after RLE literals", framed(first, compressedBlock(rleLiterals(1, 9)), again())),
    good(
      "literals: treeless of the newest of two trees",
      framed(compressedBlock(huffmanLiterals(steep(30), STEEP)), first, again()),
    ),
    ...[1, 2, 3].map((sizeFormat) =>
      good(
        `literals: treeless, size format ${sizeFormat}`,
        framed(first, compressedBlock(treelessLiterals(letters(300), SIXTEEN, { streams: 4, sizeFormat }))),
      ),
    ),
  ];
}

export const LITERALS_GOOD: readonly GoodCase[] = [
  ...plain(),
  ...huffman(),
  ...treeless(),
  good(
    "literals: Huffman before sequences",
    framed(
      compressedBlock(
        huffmanLiterals(letters(100), SIXTEEN, { streams: 4 }),
        sequencesSection([repeat(50, 20, 1), repeat(0, 9, 2)]),
      ),
    ),
  ),
];

/** A block whose literals section is written by hand and is followed by no sequences. */
const broken = (...parts: Uint8Array[]) => bare(brokenBlock(concat(...parts, NO_SEQUENCES.bytes)));
const tree = huffmanTree(SIXTEEN);
const description = directDescription(SIXTEEN);
const HEADER = "LITERALS_HEADER";
const STREAM = "HUFFMAN_STREAM";

function badHeaders(): BadCase[] {
  return [
    bad("literals: raw longer than the block", HEADER, broken(plainHeader(0, 0, 9), ramp(7))),
    bad(
      "literals: raw leave no byte for the sequences",
      ["SEQUENCES_HEADER", HEADER],
      bare(brokenBlock(rawLiterals(ramp(7)).bytes)),
    ),
    bad("literals: RLE without its byte", [HEADER, "SEQUENCES_HEADER"], bare(brokenBlock(plainHeader(1, 0, 9)))),
    bad("literals: RLE over Block_Maximum_Size", [HEADER, "BLOCK_SIZE"], bareSection(rleLiterals(1, MAX + 1, 3))),
    bad(
      "literals: RLE of the largest size that 20 bits say",
      [HEADER, "BLOCK_SIZE"],
      bareSection(rleLiterals(1, (1 << 20) - 1, 3)),
    ),
    bad(
      "literals: raw header of 2 bytes cut to 1",
      [HEADER, "SEQUENCES_HEADER"],
      bare(brokenBlock(plainHeader(0, 1, 0).subarray(0, 1))),
    ),
    bad(
      "literals: raw header of 3 bytes cut to 2",
      [HEADER, "SEQUENCES_HEADER"],
      bare(brokenBlock(plainHeader(0, 3, 0).subarray(0, 2))),
    ),
    ...[1, 2].map((cut) =>
      bad(
        `literals: Huffman header of 3 bytes cut to ${cut}`,
        HEADER,
        bare(brokenBlock(compressedHeader(2, 0, 9, 9).subarray(0, cut))),
      ),
    ),
    bad(
      "literals: Huffman header of 4 bytes cut to 3",
      HEADER,
      bare(brokenBlock(compressedHeader(2, 2, 9, 9).subarray(0, 3))),
    ),
    bad(
      "literals: Huffman header of 5 bytes cut to 4",
      HEADER,
      bare(brokenBlock(compressedHeader(2, 3, 9, 9).subarray(0, 4))),
    ),
    bad(
      "literals: Huffman content longer than the block",
      HEADER,
      bare(brokenBlock(concat(compressedHeader(2, 0, 20, 200), description, huffmanStream(tree, letters(20))))),
    ),
    bad("literals: Huffman content of zero bytes", [HEADER, "HUFFMAN_TREE"], broken(compressedHeader(2, 0, 20, 0))),
    bad(
      "literals: Huffman that regenerates over Block_Maximum_Size",
      [HEADER, "BLOCK_SIZE"],
      broken(compressedHeader(2, 3, MAX + 1, 40), description, ramp(40 - description.length)),
    ),
    bad(
      "literals: treeless without a tree",
      "NOTHING_TO_REPEAT",
      bare(compressedBlock(treelessLiterals(letters(20), SIXTEEN))),
    ),
    bad(
      "literals: treeless after raw literals only",
      "NOTHING_TO_REPEAT",
      bare(compressedBlock(rawLiterals(ramp(5))), compressedBlock(treelessLiterals(letters(20), SIXTEEN))),
    ),
    bad("literals: treeless in the next frame", "NOTHING_TO_REPEAT", {
      bytes: concat(
        bareSection(huffmanLiterals(letters(50), SIXTEEN)).bytes,
        bareSection(treelessLiterals(letters(20), SIXTEEN)).bytes,
      ),
    }),
  ];
}

/** A Compressed_Literals_Block of `literals` literals whose streams are `streams`. */
function streams(count: 1 | 4, literals: number, bytes: Uint8Array) {
  const payload = concat(description, bytes);
  return broken(compressedHeader(2, count === 1 ? 0 : 2, literals, payload.length), payload);
}

const FAST_LOOPS = {
  why: "its loops for long streams of four do not look whether each is used up",
  onSomeMachines: true,
} as const;

function badStreams(): BadCase[] {
  const whole = huffmanStream(tree, letters(20));
  const four = quarters(letters(40)).map((quarter) => huffmanStream(tree, quarter));
  const long = quarters(letters(800)).map((quarter) => huffmanStream(tree, quarter));
  const codes = Array.from(letters(20), (literal) => tree.codes[literal]!);
  const replaced = (index: number, stream: Uint8Array) => joinStreams(four.map((s, i) => (i === index ? stream : s)));
  return [
    bad("Huffman stream: one literal fewer than coded", STREAM, streams(1, 19, whole)),
    bad("Huffman stream: one literal more than coded", STREAM, streams(1, 21, whole)),
    bad("Huffman stream: one bit left over", STREAM, streams(1, 20, backwardBits([...codes, { value: 0, width: 1 }]))),
    bad(
      "Huffman stream: one set bit left over",
      STREAM,
      streams(1, 20, backwardBits([...codes, { value: 1, width: 1 }])),
    ),
    bad(
      "Huffman stream: eight bits left over",
      STREAM,
      streams(1, 20, backwardBits([...codes, { value: 0, width: 8 }])),
    ),
    bad(
      "Huffman stream: one bit too short",
      STREAM,
      streams(1, 20, backwardBits([...codes.slice(0, -1), { value: codes[19]!.value >> 1, width: 3 }])),
    ),
    bad("Huffman stream: first byte missing", STREAM, streams(1, 20, whole.subarray(1))),
    bad("Huffman stream: zero last byte", STREAM, streams(1, 20, concat(whole, Uint8Array.of(0)))),
    bad("Huffman stream: all zero bytes", STREAM, streams(1, 20, new Uint8Array(11))),
    bad("Huffman stream: empty", STREAM, streams(1, 20, new Uint8Array(0))),
    bad("Huffman stream: only the end mark", STREAM, streams(1, 20, Uint8Array.of(1))),
    ...[0, 1, 2, 3].flatMap((index) => [
      bad(
        `Huffman 4 streams: number ${index + 1} has a zero last byte`,
        STREAM,
        streams(4, 40, replaced(index, concat(four[index]!, Uint8Array.of(0)))),
      ),
      bad(
        `Huffman 4 streams: number ${index + 1} lacks its first byte`,
        STREAM,
        streams(4, 40, replaced(index, four[index]!.subarray(1))),
      ),
      bad(
        `Huffman 4 streams: number ${index + 1} has a byte left over`,
        STREAM,
        streams(4, 40, replaced(index, concat(Uint8Array.of(0), four[index]!))),
      ),
      bad(
        `Huffman 4 streams: number ${index + 1} is empty`,
        STREAM,
        streams(4, 40, replaced(index, new Uint8Array(0))),
      ),
    ]),
    ...[0, 1, 2, 3].map((index) =>
      bad(
        `Huffman 4 streams of 200 literals: number ${index + 1} has a byte left over`,
        STREAM,
        streams(4, 800, joinStreams(long.map((s, i) => (i === index ? concat(Uint8Array.of(0), s) : s)))),
        { differs: FAST_LOOPS },
      ),
    ),
    bad(
      "Huffman 4 streams: the jump table reaches past the end",
      STREAM,
      streams(4, 40, concat(littleEndian(6, 2), littleEndian(6, 2), littleEndian(600, 2), ...four)),
    ),
    bad(
      "Huffman 4 streams: the jump table leaves nothing for the last",
      STREAM,
      streams(
        4,
        40,
        concat(
          littleEndian(four[0]!.length, 2),
          littleEndian(four[1]!.length, 2),
          littleEndian(four[2]!.length + four[3]!.length, 2),
          ...four,
        ),
      ),
    ),
    bad(
      "Huffman 4 streams: the jump table is all ones",
      STREAM,
      streams(4, 40, concat(new Uint8Array(6).fill(255), ...four)),
    ),
    bad("Huffman 4 streams: no room for the jump table", STREAM, streams(4, 40, new Uint8Array(5).fill(1))),
    bad("Huffman 4 streams: a jump table and nothing else", STREAM, streams(4, 40, new Uint8Array(6))),
    bad(
      "Huffman 4 streams: streams one and two exchanged lengths",
      STREAM,
      streams(
        4,
        40,
        concat(
          littleEndian(four[0]!.length - 1, 2),
          littleEndian(four[1]!.length + 1, 2),
          littleEndian(four[2]!.length, 2),
          ...four,
        ),
      ),
    ),
    ...[0, 1, 2, 3, 4, 5].map((literals) =>
      bad(
        `Huffman 4 streams: ${literals} literals`,
        [HEADER, STREAM],
        streams(4, literals, fourStreams(tree, letters(literals))),
      ),
    ),
    bad("Huffman stream: 0 literals, one bit left over", STREAM, streams(1, 0, Uint8Array.of(2))),
  ];
}

export const LITERALS_BAD: readonly BadCase[] = [...badHeaders(), ...badStreams()];
