/** Magic numbers, Frame_Header fields in all combinations, content sizes and checksums. RFC 8878 §3.1.1 */

import { concat, littleEndian } from "../build/bits.js";
import { type FrameOptions, frame, rawBlock, rleBlock, windowDescriptor, windowSize } from "../build/frame.js";
import { contentChecksum } from "../build/xxhash64.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

const KIB_1 = windowDescriptor(0);
const content = new TextEncoder().encode("a frame header says how much memory its decoder needs; ".repeat(6)); // 330 bytes
const body = [rawBlock(content)];
const short = [rawBlock(content.subarray(0, 10))];

/** Every way to write the descriptor: segment, content size field, dictionary ID field, checksum. */
function descriptors(): GoodCase[] {
  const cases: GoodCase[] = [];
  for (const single of [true, false]) {
    for (const sizeBytes of single ? ([1, 2, 4, 8] as const) : ([0, 2, 4, 8] as const)) {
      for (const idBytes of [0, 1, 2, 4] as const) {
        for (const checksum of [true, false]) {
          const options: FrameOptions = {
            checksum,
            ...(single ? {} : { windowDescriptor: KIB_1 }),
            ...(sizeBytes === 0 ? {} : { contentSize: "auto", contentSizeBytes: sizeBytes }),
            ...(idBytes === 0 ? {} : { dictionaryId: 0, dictionaryIdBytes: idBytes }),
          };
          const name = `header: ${single ? "single segment" : "window"}, content size in ${sizeBytes}, dictionary ID 0 in ${idBytes}, ${checksum ? "checksum" : "no checksum"}`;
          cases.push(good(name, frame(options, sizeBytes === 1 ? short : body)));
        }
      }
    }
  }
  return cases;
}

function windows(): GoodCase[] {
  const descriptors = [
    ...Array.from({ length: 18 }, (_, exponent) => windowDescriptor(exponent)),
    ...[0, 1, 6, 16].flatMap((exponent) => [1, 4, 7].map((mantissa) => windowDescriptor(exponent, mantissa))),
  ];
  return descriptors.map((descriptor) =>
    good(`window: ${windowSize(descriptor)} bytes`, frame({ windowDescriptor: descriptor, checksum: true }, short)),
  );
}

function contentSizes(): GoodCase[] {
  const sizes: [number, 1 | 2 | 4 | 8][] = [
    [0, 1],
    [1, 1],
    [255, 1],
    [256, 2],
    [257, 2],
    [65535, 2],
    [65536, 2],
    [65791, 2],
    [0, 4],
    [5, 4],
    [65792, 4],
    [131072, 4],
    [0, 8],
    [5, 8],
    [65792, 8],
  ];
  return sizes.flatMap(([size, bytes]) => {
    const blocks = [rleBlock(0x61, size)];
    const options: FrameOptions = { contentSize: size, contentSizeBytes: bytes, checksum: true };
    const single = good(`content size: ${size} in ${bytes} bytes, single segment`, frame(options, blocks));
    if (bytes === 1) return [single];
    const window = frame({ ...options, windowDescriptor: windowDescriptor(7) }, blocks);
    return [single, good(`content size: ${size} in ${bytes} bytes, window`, window)];
  });
}

export const FRAME_HEADER_GOOD: readonly GoodCase[] = [
  ...descriptors(),
  ...windows(),
  ...contentSizes(),
  good("header: the unused bit is ignored", frame({ contentSize: "auto", unusedBit: true, checksum: true }, body)),
  good("checksum: of no content", frame({ contentSize: "auto", checksum: true }, [rawBlock(new Uint8Array(0))])),
  ...[1, 3, 4, 7, 8, 12, 31, 32, 33, 63, 64, 300].map((length) =>
    good(
      `checksum: of ${length} bytes`,
      frame({ contentSize: "auto", checksum: true }, [rawBlock(content.subarray(0, length))]),
    ),
  ),
  good("window: exactly the caller's limit", frame({ windowDescriptor: windowDescriptor(3) }, short), {
    windowLogMax: 13,
  }),
  good("window: a single segment as large as the limit", frame({ contentSize: "auto" }, [rleBlock(0, 1024)]), {
    windowLogMax: 10,
  }),
  good("limit: output as long as allowed", frame({ contentSize: "auto" }, short), { maxOutput: 10 }),
  good("limit: output of unknown size as long as allowed", frame({ windowDescriptor: KIB_1 }, short), {
    maxOutput: 10,
  }),
];

function magics(): BadCase[] {
  const { bytes } = frame({ contentSize: "auto" }, short);
  const flipped = [0, 1, 2, 3].flatMap((at) =>
    [0, 7].map((bit) => {
      const copy = bytes.slice();
      copy[at] = copy[at]! ^ (1 << bit);
      return bad(`magic: bit ${bit} of byte ${at} flipped`, "BAD_MAGIC", { bytes: copy });
    }),
  );
  return [
    ...flipped,
    bad("magic: zeros", "BAD_MAGIC", { bytes: new Uint8Array(32) }),
    bad("magic: of a dictionary", "BAD_MAGIC", { bytes: concat(littleEndian(0xec30a437, 4), new Uint8Array(40)) }),
    bad("magic: of bzip2", "BAD_MAGIC", { bytes: new TextEncoder().encode("BZh91AY&SY and more") }),
    bad("magic: just below the skippable range", "BAD_MAGIC", {
      bytes: concat(littleEndian(0x184d2a4f, 4), new Uint8Array(4)),
    }),
    bad("magic: just above the skippable range", "BAD_MAGIC", {
      bytes: concat(littleEndian(0x184d2a60, 4), new Uint8Array(4)),
    }),
  ];
}

function wrongSizes(): BadCase[] {
  const sizes = [9, 11, 0, 255].map((size) =>
    bad(
      `content size: says ${size}, holds 10, single segment`,
      ["CONTENT_SIZE", "BLOCK_SIZE"],
      frame({ contentSize: size }, short),
    ),
  );
  const windowed = [9, 11, 0, 2 ** 32 - 1].map((size) =>
    bad(
      `content size: says ${size}, holds 10, window`,
      "CONTENT_SIZE",
      frame({ contentSize: size, contentSizeBytes: 4, windowDescriptor: KIB_1 }, short),
    ),
  );
  const wide = { windowDescriptor: KIB_1, contentSizeBytes: 8 } as const;
  return [
    ...sizes,
    ...windowed,
    bad("content size: says 2^53, holds 10", "CONTENT_SIZE", frame({ ...wide, contentSize: 2n ** 53n }, short)),
    bad(
      "content size: says 2^64 - 3, holds 10",
      "CONTENT_SIZE",
      frame({ ...wide, contentSize: 2n ** 64n - 3n }, short),
    ),
    bad(
      "content size: says 10, holds 20 in two blocks",
      "CONTENT_SIZE",
      frame({ ...wide, contentSize: 10 }, [...short, ...short]),
    ),
    bad(
      "content size: says 20, holds 10 in its first of no last block",
      "TRUNCATED",
      frame({ ...wide, contentSize: 20, lastBlock: -1 }, short),
    ),
  ];
}

function wrongChecksums(): BadCase[] {
  const right = contentChecksum(content);
  const flips = [0, 7, 8, 16, 24, 31].map((bit) =>
    bad(
      `checksum: bit ${bit} flipped`,
      "CHECKSUM",
      frame({ contentSize: "auto", checksum: Number(BigInt(right) ^ (1n << BigInt(bit))) }, body),
    ),
  );
  const full = frame({ contentSize: "auto", checksum: true }, body).bytes;
  const missing = [1, 2, 3, 4].map((cut) =>
    bad(`checksum: ${cut} bytes missing`, "TRUNCATED", { bytes: full.subarray(0, full.length - cut) }),
  );
  const damaged = full.slice();
  damaged[20] = damaged[20]! ^ 1;
  return [
    ...flips,
    ...missing,
    bad("checksum: content damaged", "CHECKSUM", { bytes: damaged }),
    bad(
      "checksum: zero, of no content",
      "CHECKSUM",
      frame({ contentSize: "auto", checksum: 0 }, [rawBlock(new Uint8Array(0))]),
    ),
    bad(
      "checksum: high half of the hash",
      "CHECKSUM",
      frame({ contentSize: "auto", checksum: 0xef46db37 }, [rawBlock(new Uint8Array(0))]),
    ),
  ];
}

const WHOLE = { why: "the reference checks no window when the whole frame and room for its content are at hand" };

function limits(): BadCase[] {
  const beyond = [
    windowDescriptor(17, 1),
    windowDescriptor(18),
    windowDescriptor(20),
    windowDescriptor(21),
    windowDescriptor(31, 7),
  ];
  const output = "OUTPUT_LIMIT";
  return [
    ...beyond.map((descriptor) =>
      bad(
        `window: ${windowSize(descriptor)} bytes, the limit is 2^27`,
        "WINDOW_TOO_LARGE",
        frame({ windowDescriptor: descriptor }, short),
      ),
    ),
    bad(
      "window: one mantissa step over the caller's limit",
      "WINDOW_TOO_LARGE",
      frame({ windowDescriptor: windowDescriptor(3, 1) }, short),
      { windowLogMax: 13 },
    ),
    bad(
      "window: a single segment one byte over the limit",
      "WINDOW_TOO_LARGE",
      frame({ contentSize: "auto" }, [rleBlock(0, 1025)]),
      { windowLogMax: 10, differs: WHOLE },
    ),
    bad(
      "window: over the limit, though the content is told to be short",
      "WINDOW_TOO_LARGE",
      frame({ windowDescriptor: windowDescriptor(1), contentSize: "auto", contentSizeBytes: 4 }, short),
      { windowLogMax: 10, differs: WHOLE },
    ),
    bad("window: a single segment of 2^40 bytes", "WINDOW_TOO_LARGE", frame({ contentSize: 2n ** 40n }, short)),
    bad(
      "window: a single segment of 2^64 - 1 bytes",
      "WINDOW_TOO_LARGE",
      frame({ contentSize: 2n ** 64n - 1n }, short),
    ),
    bad("limit: declared content one byte over", output, frame({ contentSize: "auto" }, short), { maxOutput: 9 }),
    bad("limit: undeclared content one byte over", output, frame({ windowDescriptor: KIB_1 }, short), { maxOutput: 9 }),
    bad("limit: no output allowed", output, frame({ windowDescriptor: KIB_1 }, short), { maxOutput: 0 }),
    bad(
      "limit: an RLE block over it",
      output,
      frame({ windowDescriptor: windowDescriptor(7) }, [rleBlock(0, 131072)]),
      { maxOutput: 131071 },
    ),
    bad(
      "limit: the second frame over it",
      output,
      { bytes: concat(frame({ contentSize: "auto" }, short).bytes, frame({ contentSize: "auto" }, short).bytes) },
      { maxOutput: 19 },
    ),
    bad(
      "limit: declared 2^62, refused before anything is decoded",
      output,
      frame({ contentSize: 2n ** 62n, windowDescriptor: KIB_1 }, short),
      { maxOutput: 1 << 20 },
    ),
  ];
}

export const FRAME_HEADER_BAD: readonly BadCase[] = [
  ...magics(),
  bad("header: the reserved bit is set", "RESERVED_BIT", frame({ contentSize: "auto", reservedBit: true }, short)),
  ...wrongSizes(),
  ...wrongChecksums(),
  ...limits(),
];
