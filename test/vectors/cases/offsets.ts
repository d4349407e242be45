/** Repeated offsets, reach of offsets, overlapping matches, extremes of extra bits. RFC 8878 §3.1.1.4, §3.1.1.5 */

import { compressedBlock, frame, rawBlock, rleBlock, windowDescriptor } from "../build/frame.js";
import { rawLiterals } from "../build/literals.js";
import { ALL_PREDEFINED, repeat, rle, type Sequence, sequence, sequencesSection } from "../build/sequences.js";
import { ramp } from "./blocks.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

const KIB_1 = windowDescriptor(0);
const KIB_128 = windowDescriptor(7);
const checksum = true;

/** A block of `sequences` with as many literals as they take, and three more. */
function block(sequences: readonly Sequence[], modes = ALL_PREDEFINED) {
  const literals = sequences.reduce((sum, s) => sum + s.literalsLength, 0) + 3;
  return compressedBlock(rawLiterals(ramp(literals, 77)), sequencesSection(sequences, modes));
}

/** Twenty bytes first, so that the initial offsets 1, 4 and 8 reach something. */
const after = (...sequences: Sequence[]) =>
  frame({ windowDescriptor: KIB_128, checksum }, [rawBlock(ramp(20)), block(sequences)]);

function repeatedOffsets(): GoodCase[] {
  const single = ([1, 2, 3] as const).flatMap((value) =>
    [1, 0].map((literals) => {
      // Offset_Value 3 without literals means the first offset less one: make that 8 by way of 9.
      const before = literals === 0 && value === 3 ? [sequence(1, 3, 9)] : [];
      return good(
        `repeated offset: value ${value}, ${literals} literals`,
        after(...before, repeat(literals, 7, value)),
      );
    }),
  );
  // Each pair of values with and without literals, between two sequences that show the order of the three offsets.
  const pairs = ([1, 2, 3] as const).flatMap((first) =>
    ([1, 2, 3] as const).flatMap((second) =>
      [0, 1, 2, 3].map((literals) => {
        const set = [sequence(2, 3, 7), sequence(1, 4, 13), sequence(2, 3, 19)];
        const show = [
          repeat(1, 4, 1),
          repeat(1, 5, 2),
          repeat(1, 6, 3),
          repeat(1, 4, 1),
          repeat(0, 4, 1),
          repeat(0, 5, 2),
        ];
        return good(
          `repeated offset: values ${first}, ${second}, literals ${literals >> 1}, ${literals & 1}`,
          after(...set, repeat(literals >> 1, 6, first), repeat(literals & 1, 7, second), ...show),
        );
      }),
    ),
  );
  return [
    ...single,
    ...pairs,
    good(
      "repeated offset: kept from block to block",
      frame({ windowDescriptor: KIB_128, checksum }, [
        rawBlock(ramp(40)),
        block([sequence(1, 4, 11), sequence(1, 4, 17)]),
        rawBlock(ramp(5)),
        block([repeat(1, 5, 1), repeat(0, 6, 1)]),
        rleBlock(3, 3),
        block([repeat(1, 5, 3)]),
      ]),
    ),
    good(
      "repeated offset: the first less one, down to 1",
      after(sequence(1, 4, 4), repeat(0, 4, 3), repeat(0, 4, 3), repeat(0, 5, 3)),
    ),
    good("repeated offset: the three of a new frame", after(repeat(1, 4, 3), repeat(1, 4, 3), repeat(1, 4, 3))),
    good(
      "repeated offset: a new one that equals the first",
      after(sequence(1, 4, 9), sequence(1, 4, 9), repeat(1, 5, 2), repeat(1, 5, 3)),
    ),
  ];
}

function reach(): GoodCase[] {
  const fromStart = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 1000].map((produced) =>
    good(
      `offset: ${produced}, to the first byte of the frame`,
      frame({ windowDescriptor: KIB_128, checksum }, [
        compressedBlock(rawLiterals(ramp(produced)), sequencesSection([sequence(produced, 40, produced)])),
      ]),
    ),
  );
  const edge = [1022, 1023, 1024].map((distance) =>
    good(
      `offset: ${distance} of a window of 1024`,
      frame({ windowDescriptor: KIB_1, checksum }, [
        rawBlock(ramp(1024)),
        rawBlock(ramp(1000, 9)),
        block([sequence(0, 30, distance), sequence(5, 30, distance), repeat(1, 400, 1)]),
      ]),
    ),
  );
  return [
    ...fromStart,
    ...edge,
    good(
      "offset: the window's size, again and again",
      frame({ windowDescriptor: KIB_1, checksum }, [
        rawBlock(ramp(1024)),
        ...Array.from({ length: 12 }, () => block([sequence(3, 900, 1024)])),
      ]),
    ),
    good(
      "offset: from every block to the frame's start, single segment",
      frame({ contentSize: "auto", checksum }, [
        rawBlock(ramp(131072)),
        block([sequence(7, 1000, 131079)]),
        block([sequence(0, 100, 132082)]),
      ]),
    ),
    good(
      "offset: a match that crosses the end of the block before",
      frame({ windowDescriptor: KIB_128, checksum }, [
        rawBlock(ramp(100)),
        block([sequence(10, 50, 30), sequence(10, 50, 60)]),
      ]),
    ),
  ];
}

/** Every distance up to 64, with match lengths around it and around what copies in words do. */
function overlaps(): GoodCase[] {
  return Array.from({ length: 64 }, (_, i) => {
    const distance = i + 1;
    const lengths = new Set(
      [3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, distance, distance + 1, 2 * distance + 1, 131].filter(
        (n) => n >= 3,
      ),
    );
    const sequences = [...lengths].map((length, n) => sequence(n === 0 ? distance : n % 3, length, distance));
    return good(
      `match: overlapping, distance ${distance}`,
      frame({ windowDescriptor: KIB_128, checksum }, [block(sequences)]),
    );
  });
}

function extremes(): GoodCase[] {
  const big = frame({ windowDescriptor: windowDescriptor(13) }, [
    rawBlock(ramp(1000)),
    ...Array.from({ length: 64 }, (_, i) => rleBlock(i, 131072)),
    block([
      sequence(3, 1000, 8388608 - 500),
      sequence(2, 100, 8388608),
      sequence(0, 9, 4194301),
      sequence(0, 9, 4194300),
    ]),
  ]);
  const full = frame({ windowDescriptor: KIB_128, checksum }, [
    rawBlock(ramp(8)),
    compressedBlock(rawLiterals(ramp(65536 + 1000)), sequencesSection([sequence(65536, 3, 5), repeat(1000, 4, 1)])),
    compressedBlock(rawLiterals(ramp(5)), sequencesSection([repeat(1, 65538, 1), repeat(0, 65529, 1)])),
    compressedBlock(rawLiterals(ramp(5)), sequencesSection([repeat(1, 131066, 1)])),
  ]);
  const longest = frame({ windowDescriptor: KIB_128, checksum }, [
    compressedBlock(
      rawLiterals(ramp(131060)),
      sequencesSection([repeat(131060, 9, 1)], { ...ALL_PREDEFINED, literalsLength: rle(35) }),
    ),
  ]);
  return [
    good("extra bits: offset codes 22 and 23, to the edge of 8 MiB", big),
    good("extra bits: literals length code 35, match length codes 51 and 52", full),
    good("extra bits: literals length 131060", longest),
    ...[
      16, 17, 18, 19, 20, 21, 22, 23, 24, 31, 32, 47, 48, 63, 64, 127, 128, 255, 256, 511, 512, 4095, 4096, 65535,
      65536, 65537,
    ].map((length) =>
      good(
        `extra bits: literals length ${length}`,
        frame({ windowDescriptor: KIB_128, checksum }, [
          block([sequence(length, 3, 1), repeat(length > 60000 ? 0 : length, 3, 2)]),
        ]),
      ),
    ),
    ...[
      34, 35, 36, 37, 38, 41, 42, 43, 46, 47, 50, 51, 58, 59, 66, 67, 82, 83, 98, 99, 130, 131, 258, 259, 514, 515,
      65538, 65539, 65540,
    ].map((length) =>
      good(
        `extra bits: match length ${length}`,
        frame({ windowDescriptor: KIB_128, checksum }, [
          block([sequence(9, length, 7), repeat(1, length > 60000 ? 3 : length, 2)]),
        ]),
      ),
    ),
  ];
}

export const OFFSET_GOOD: readonly GoodCase[] = [...repeatedOffsets(), ...reach(), ...overlaps(), ...extremes()];

/** Over the largest window that any decoder here accepts: the bits may be refused before they are read. */
const BEYOND_ANY = ["OFFSET", "SEQUENCES_STREAM"] as const;
const BEYOND = { why: "the reference checks offsets against what it still holds, not against Window_Size" };
/** Without a checksum, that nothing else can be the reason. */
const unchecked = (...sequences: Sequence[]) =>
  frame({ windowDescriptor: KIB_128 }, [rawBlock(ramp(20)), block(sequences)]);
const ZERO_OFFSET = { why: "it reads an offset of zero as 1", last: "1.5.5" };

export const OFFSET_BAD: readonly BadCase[] = [
  bad(
    "offset: before the frame, the first sequence",
    "OFFSET",
    frame({ windowDescriptor: KIB_128 }, [block([sequence(0, 3, 1)])]),
  ),
  ...[1, 2, 3, 8, 9, 31, 1000].map((produced) =>
    bad(
      `offset: ${produced + 1} after ${produced} bytes`,
      "OFFSET",
      frame({ windowDescriptor: KIB_128 }, [
        compressedBlock(rawLiterals(ramp(produced + 2)), sequencesSection([sequence(produced, 5, produced + 1)])),
      ]),
    ),
  ),
  ...([1, 2, 3] as const).map((value) =>
    bad(
      `offset: repeated value ${value} before the frame`,
      "OFFSET",
      frame({ windowDescriptor: KIB_128 }, [block([repeat(0, 3, value), repeat(0, 3, value)])]),
    ),
  ),
  bad(
    "offset: repeated offset 4 after 3 bytes",
    "OFFSET",
    frame({ windowDescriptor: KIB_128 }, [block([repeat(3, 3, 2)])]),
  ),
  bad("offset: the first repeated offset less one is zero", "OFFSET", unchecked(repeat(0, 4, 3)), {
    differs: ZERO_OFFSET,
  }),
  bad("offset: zero by way of 2", "OFFSET", unchecked(sequence(1, 4, 2), repeat(0, 4, 3), repeat(0, 4, 3)), {
    differs: ZERO_OFFSET,
  }),
  bad(
    "offset: 1025 of a window of 1024",
    "OFFSET",
    frame({ windowDescriptor: KIB_1 }, [rawBlock(ramp(1024)), rawBlock(ramp(1000, 9)), block([sequence(0, 30, 1025)])]),
    { differs: BEYOND },
  ),
  bad(
    "offset: 2000 of a window of 1024",
    "OFFSET",
    frame({ windowDescriptor: KIB_1 }, [rawBlock(ramp(1024)), rawBlock(ramp(1000, 9)), block([sequence(0, 30, 2000)])]),
    { differs: BEYOND },
  ),
  bad(
    "offset: 5000 of a window of 1024 after 20 KiB",
    "OFFSET",
    frame({ windowDescriptor: KIB_1 }, [
      ...Array.from({ length: 20 }, () => rawBlock(ramp(1024))),
      block([sequence(0, 30, 5000)]),
    ]),
    { differs: BEYOND },
  ),
  ...[24, 25, 26, 27, 28].map((code) =>
    bad(
      `offset: code ${code}, before the frame`,
      "OFFSET",
      frame({ windowDescriptor: KIB_128 }, [block([sequence(9, 4, 2 ** code + 12345)])]),
    ),
  ),
  ...[29, 30, 31].map((code) =>
    bad(
      `offset: code ${code}, before the frame`,
      BEYOND_ANY,
      frame({ windowDescriptor: KIB_128 }, [
        block([sequence(9, 4, 2 ** code + 98765)], { ...ALL_PREDEFINED, offset: rle(code) }),
      ]),
    ),
  ),
  bad(
    "offset: the largest of 32 bits",
    BEYOND_ANY,
    frame({ windowDescriptor: KIB_128 }, [
      block([{ literalsLength: 9, matchLength: 4, offsetValue: 2 ** 32 - 1 }], { ...ALL_PREDEFINED, offset: rle(31) }),
    ]),
  ),
  bad(
    "offset: literals, match and offset with all their extra bits",
    [...BEYOND_ANY, "LITERALS_EXHAUSTED", "BLOCK_SIZE"],
    frame({ windowDescriptor: KIB_128 }, [
      compressedBlock(
        rawLiterals(ramp(9)),
        sequencesSection([{ literalsLength: 131071, matchLength: 131074, offsetValue: 2 ** 32 - 1 }], {
          literalsLength: rle(35),
          offset: rle(31),
          matchLength: rle(52),
        }),
      ),
    ]),
  ),
];
