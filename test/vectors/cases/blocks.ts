/** Block headers: types, sizes, the last-block flag, and frames one after the other. RFC 8878 §3.1.1.2, §3.1.2 */

import { concat } from "../build/bits.js";
import {
  brokenBlock,
  compressedBlock,
  frame,
  rawBlock,
  rleBlock,
  skippableFrame,
  windowDescriptor,
} from "../build/frame.js";
import { rawLiterals, rleLiterals } from "../build/literals.js";
import { repeat, sequence, sequencesSection } from "../build/sequences.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

const KIB_1 = windowDescriptor(0);
const KIB_128 = windowDescriptor(7);
const MIB_1 = windowDescriptor(10);
const MAX = 1 << 17;

/** Bytes that count up, so that a shifted or repeated byte shows. */
export function ramp(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (start + i + (i >> 8)) & 255);
}

const EMPTY = new Uint8Array(0);
/** A compressed block that regenerates `size` bytes with one match. */
const matchOf = (size: number) => compressedBlock(rawLiterals(ramp(4)), sequencesSection([sequence(4, size - 4, 4)]));

export const BLOCK_GOOD: readonly GoodCase[] = [
  ...[0, 1, 2, 127, 128, 1023, 1024].map((size) =>
    good(`block: raw of ${size} bytes`, frame({ windowDescriptor: KIB_1, checksum: true }, [rawBlock(ramp(size))])),
  ),
  ...[0, 1, 2, 127, 128, 1023, 1024].map((size) =>
    good(`block: RLE of ${size} bytes`, frame({ windowDescriptor: KIB_1, checksum: true }, [rleBlock(0xa5, size)])),
  ),
  good("block: raw of the maximum", frame({ windowDescriptor: MIB_1, checksum: true }, [rawBlock(ramp(MAX))])),
  good("block: RLE of the maximum", frame({ windowDescriptor: MIB_1, checksum: true }, [rleBlock(7, MAX)])),
  good(
    "block: compressed that regenerates the maximum",
    frame({ windowDescriptor: MIB_1, checksum: true }, [matchOf(65539), matchOf(MAX)]),
  ),
  good(
    "block: RLE literals that regenerate the maximum",
    frame({ windowDescriptor: MIB_1 }, [compressedBlock(rleLiterals(3, MAX))]),
  ),
  good(
    "block: compressed that regenerates the window of 1 KiB",
    frame({ windowDescriptor: KIB_1 }, [matchOf(1024), matchOf(1024)]),
  ),
  good(
    "block: compressed that regenerates nothing",
    frame({ windowDescriptor: KIB_1 }, [compressedBlock(rawLiterals(EMPTY)), rawBlock(ramp(3))]),
  ),
  good(
    "block: compressed of nothing as the last one",
    frame({ windowDescriptor: KIB_1, checksum: true }, [rawBlock(ramp(3)), compressedBlock(rawLiterals(EMPTY))]),
  ),
  good(
    "block: the last one is raw and empty",
    frame({ windowDescriptor: KIB_1 }, [rawBlock(ramp(9)), rawBlock(EMPTY)]),
  ),
  good("block: the last one is RLE and empty", frame({ windowDescriptor: KIB_1 }, [rawBlock(ramp(9)), rleBlock(1, 0)])),
  good(
    "block: empty ones between others",
    frame({ windowDescriptor: KIB_1, checksum: true }, [
      rawBlock(EMPTY),
      rawBlock(ramp(2)),
      rleBlock(4, 0),
      rawBlock(EMPTY),
      rleBlock(5, 2),
    ]),
  ),
  good(
    "block: 300 of one byte each",
    frame(
      { windowDescriptor: KIB_1, checksum: true },
      Array.from({ length: 300 }, (_, i) => rawBlock(Uint8Array.of(i & 255))),
    ),
  ),
  good(
    "block: 300 RLE blocks, the window turns over",
    frame(
      { windowDescriptor: KIB_1, checksum: true },
      Array.from({ length: 300 }, (_, i) => rleBlock(i & 255, 1 + (i % 97))),
    ),
  ),
  good(
    "block: all types in one frame",
    frame({ windowDescriptor: KIB_128, checksum: true }, [
      rawBlock(ramp(100)),
      rleBlock(9, 1000),
      matchOf(500),
      rawBlock(ramp(7, 3)),
      compressedBlock(rleLiterals(1, 31), sequencesSection([repeat(3, 5, 1)])),
    ]),
  ),
  good(
    "block: the first one is RLE",
    frame({ contentSize: "auto", checksum: true }, [rleBlock(0, 100), rawBlock(ramp(5))]),
  ),
  good(
    "block: single segment of one full block",
    frame({ contentSize: "auto", checksum: true }, [rawBlock(ramp(MAX))]),
  ),
  good(
    "block: single segment over several blocks",
    frame({ contentSize: "auto", checksum: true }, [rawBlock(ramp(MAX)), matchOf(MAX), rleBlock(2, 17)]),
  ),
];

const one = frame({ contentSize: "auto", checksum: true }, [rawBlock(ramp(20))]);
const two = frame({ windowDescriptor: KIB_1, checksum: true }, [matchOf(70)]);
const none = frame({ contentSize: "auto" }, [rawBlock(EMPTY)]);
const join = (...frames: { bytes: Uint8Array; plain?: Uint8Array }[]) => ({
  bytes: concat(...frames.map((f) => f.bytes)),
  plain: concat(...frames.map((f) => f.plain ?? EMPTY)),
});
const skip = (length: number, variant = 0) => ({ bytes: skippableFrame(ramp(length), variant) });

export const FRAMES_GOOD: readonly GoodCase[] = [
  good("frames: two", join(one, two)),
  good("frames: three, the middle one empty", join(two, none, one)),
  good("frames: twenty", join(...Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two)))),
  good("frames: a small window after a large one", join(frame({ windowDescriptor: MIB_1 }, [rleBlock(1, MAX)]), two)),
  good("frames: only an empty one", none),
  ...Array.from({ length: 16 }, (_, variant) =>
    good(`skippable: variant ${variant} before a frame`, join(skip(3, variant), one)),
  ),
  good("skippable: alone", join(skip(5))),
  good("skippable: of no bytes", join(skip(0), one)),
  good("skippable: between frames", join(one, skip(8), two)),
  good("skippable: after the frame", join(one, skip(8))),
  good("skippable: several in a row", join(skip(1), skip(2, 7), one, skip(0, 15), skip(300, 3))),
  good("skippable: 300 KiB", join(skip(300 << 10), two)),
  good("skippable: its content looks like a frame", join({ bytes: skippableFrame(one.bytes) }, two)),
  good("limit: an empty frame when no output is allowed", none, { maxOutput: 0 }),
  good("limit: a skippable frame when no output is allowed", join(skip(100)), { maxOutput: 0 }),
  good("limit: two frames that together reach it", join(one, two), { maxOutput: 90 }),
];

const short = [rawBlock(ramp(10))];
const WHOLE = { why: "when the whole frame and room for its content are at hand, it takes RLE blocks of any size" };
const NO_CONTENT = {
  why: "the streaming decoder of the reference skips a compressed block of no bytes, the one-shot decoder refuses it",
};

export const BLOCK_BAD: readonly BadCase[] = [
  bad("block: reserved type", "BLOCK_TYPE", frame({ windowDescriptor: KIB_1 }, [brokenBlock(ramp(5), 3)])),
  bad(
    "block: reserved type after a good block",
    "BLOCK_TYPE",
    frame({ windowDescriptor: KIB_1 }, [...short, brokenBlock(EMPTY, 3)]),
  ),
  bad("block: raw over the maximum", "BLOCK_SIZE", frame({ windowDescriptor: MIB_1 }, [rawBlock(ramp(MAX + 1))])),
  bad("block: raw over a window of 1 KiB", "BLOCK_SIZE", frame({ windowDescriptor: KIB_1 }, [rawBlock(ramp(1025))])),
  bad(
    "block: raw over a window of 1 KiB, its content size is told",
    "BLOCK_SIZE",
    frame({ windowDescriptor: KIB_1, contentSize: "auto" }, [rawBlock(ramp(5000))]),
    { differs: WHOLE },
  ),
  bad("block: RLE over the maximum", "BLOCK_SIZE", frame({ windowDescriptor: MIB_1 }, [rleBlock(1, MAX + 1)])),
  bad("block: RLE over a window of 1 KiB", "BLOCK_SIZE", frame({ windowDescriptor: KIB_1 }, [rleBlock(1, 1025)])),
  bad(
    "block: RLE over a window of 1 KiB, its content size is told",
    "BLOCK_SIZE",
    frame({ windowDescriptor: KIB_1, contentSize: "auto" }, [rleBlock(1, 5000)]),
    { differs: WHOLE },
  ),
  bad(
    "block: RLE of the largest size that 21 bits say",
    "BLOCK_SIZE",
    frame({ windowDescriptor: MIB_1 }, [rleBlock(1, (1 << 21) - 1)]),
  ),
  bad(
    "block: raw of the largest size that 21 bits say, cut short",
    ["BLOCK_SIZE", "TRUNCATED"],
    frame({ windowDescriptor: MIB_1 }, [brokenBlock(ramp(100), 0, (1 << 21) - 1)]),
  ),
  bad(
    "block: compressed size over the maximum",
    "BLOCK_SIZE",
    frame({ windowDescriptor: MIB_1 }, [brokenBlock(ramp(MAX + 1))]),
  ),
  bad(
    "block: compressed size over a window of 1 KiB",
    "BLOCK_SIZE",
    frame({ windowDescriptor: KIB_1 }, [brokenBlock(ramp(1025))]),
  ),
  bad(
    "block: compressed that regenerates one byte over the maximum",
    "BLOCK_SIZE",
    frame({ windowDescriptor: MIB_1 }, [matchOf(MAX), matchOf(MAX + 1)]),
  ),
  bad(
    "block: compressed that regenerates one byte over a window of 1 KiB",
    "BLOCK_SIZE",
    frame({ windowDescriptor: KIB_1 }, [matchOf(1024), matchOf(1025)]),
  ),
  bad(
    "block: trailing literals over a window of 1 KiB",
    "BLOCK_SIZE",
    frame({ windowDescriptor: KIB_1 }, [
      compressedBlock(rawLiterals(ramp(10)), sequencesSection([sequence(1, 1015, 1)])),
    ]),
  ),
  bad(
    "block: compressed of zero bytes",
    ["BLOCK_SIZE", "LITERALS_HEADER"],
    frame({ windowDescriptor: KIB_1 }, [brokenBlock(EMPTY)]),
    { differs: NO_CONTENT },
  ),
  bad(
    "block: compressed of one byte",
    ["SEQUENCES_HEADER", "LITERALS_HEADER", "BLOCK_SIZE"],
    frame({ windowDescriptor: KIB_1 }, [brokenBlock(Uint8Array.of(0))]),
  ),
  bad(
    "block: raw that ends with the input",
    "TRUNCATED",
    frame({ windowDescriptor: KIB_1 }, [brokenBlock(ramp(9), 0, 10)]),
  ),
  bad("block: RLE without its byte", "TRUNCATED", frame({ windowDescriptor: KIB_1 }, [brokenBlock(EMPTY, 1, 10)])),
  bad("block: none is the last", "TRUNCATED", frame({ windowDescriptor: KIB_1, lastBlock: -1 }, short)),
  bad("block: no block at all", "TRUNCATED", frame({ windowDescriptor: KIB_1 }, [])),
  bad(
    "block: more blocks after the last one",
    ["BAD_MAGIC", "TRUNCATED"],
    frame({ windowDescriptor: KIB_1, lastBlock: 0 }, [...short, ...short]),
  ),
];

const garbage = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes) });
const END = ["BAD_MAGIC", "TRUNCATED"] as const;

export const FRAMES_BAD: readonly BadCase[] = [
  bad("frames: no input", "TRUNCATED", { bytes: EMPTY }),
  bad("frames: trailing zero", END, join(one, garbage(0))),
  bad("frames: trailing garbage of 3 bytes", END, join(one, garbage(1, 2, 3))),
  bad("frames: trailing garbage of 4 bytes", "BAD_MAGIC", join(one, garbage(1, 2, 3, 4))),
  bad("frames: trailing garbage of 20 bytes", "BAD_MAGIC", join(one, { bytes: ramp(20) })),
  bad("frames: trailing half of a magic number", "TRUNCATED", join(one, garbage(0x28, 0xb5))),
  bad("frames: trailing magic number", "TRUNCATED", join(one, garbage(0x28, 0xb5, 0x2f, 0xfd))),
  bad("frames: the second is cut in its header", "TRUNCATED", join(one, { bytes: two.bytes.subarray(0, 5) })),
  bad("frames: the second is corrupt", "CHECKSUM", join(one, { bytes: two.bytes.with(-1, two.bytes.at(-1)! ^ 1) })),
  bad("skippable: cut in its magic number", "TRUNCATED", { bytes: skip(3).bytes.subarray(0, 2) }),
  bad("skippable: cut in its size", "TRUNCATED", { bytes: skip(3).bytes.subarray(0, 6) }),
  bad("skippable: without its content", "TRUNCATED", { bytes: skip(3).bytes.subarray(0, 8) }),
  bad("skippable: cut in its content", "TRUNCATED", { bytes: skip(3).bytes.subarray(0, 10) }),
  bad("skippable: says 2^32 - 1 bytes", "TRUNCATED", { bytes: skippableFrame(ramp(30), 0, 2 ** 32 - 1) }),
  bad("skippable: followed by garbage", "BAD_MAGIC", join(skip(3), garbage(9, 9, 9, 9))),
];
