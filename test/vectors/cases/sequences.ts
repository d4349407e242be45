/** Sequences sections: counts, modes, tables, the bitstream. RFC 8878 §3.1.1.3.2, §4.1.1 */

import { backwardBits, concat, forwardBits } from "../build/bits.js";
import { type Block, brokenBlock, compressedBlock, frame, rawBlock, windowDescriptor } from "../build/frame.js";
import { countField, fseDescription, fseTable, rleTable } from "../build/fse.js";
import { rawLiterals } from "../build/literals.js";
import {
  ALL_PREDEFINED,
  type CodeMode,
  fse,
  type Modes,
  PREDEFINED,
  predefined,
  repeat,
  repeatTable,
  rle,
  type Sequence,
  sequence,
  sequenceCount,
  sequencesSection,
} from "../build/sequences.js";
import { ramp } from "./blocks.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

const OPTIONS = { windowDescriptor: windowDescriptor(7), checksum: true } as const;
const framed = (...blocks: Block[]) => frame(OPTIONS, blocks);
/** Without a checksum, that nothing else can be the reason to refuse. */
const bare = (...blocks: Block[]) => frame({ windowDescriptor: windowDescriptor(7) }, blocks);
const KINDS = ["literalsLength", "offset", "matchLength"] as const;
type Kind = (typeof KINDS)[number];

/** Literals that suffice for `sequences`, and five more. */
const literalsFor = (sequences: readonly Sequence[]) =>
  rawLiterals(ramp(sequences.reduce((sum, s) => sum + s.literalsLength, 0) + 5));
const block = (sequences: readonly Sequence[], modes: Modes = ALL_PREDEFINED, overrides = {}) =>
  compressedBlock(literalsFor(sequences), sequencesSection(sequences, modes, overrides));

/** Sequences of literals lengths 1 to 4, match lengths 4 to 7 and distances 5 to 12 (codes 1 2 3 4, 1 2 3 4, 3). */
const some = (count: number): Sequence[] =>
  Array.from({ length: count }, (_, i) => sequence(i === 0 ? 12 : 1 + (i & 3), 4 + ((i >> 1) & 3), 5 + (i & 7)));

/** The same in which every code is the same: what RLE_Mode can say. */
const uniform = (count: number): Sequence[] => Array.from({ length: count }, (_, i) => sequence(12, 6, 5 + (i & 3)));

const TABLES: Record<Kind, { accuracyLog: number; counts: number[] }> = {
  literalsLength: { accuracyLog: 5, counts: [1, 8, 8, 6, 6, 0, 0, 0, 0, 0, 0, 0, 3] },
  offset: { accuracyLog: 5, counts: [4, 4, 4, 20] },
  matchLength: { accuracyLog: 5, counts: [0, 8, 8, 8, 8] },
};
const table = (kind: Kind) => fseTable(TABLES[kind].accuracyLog, TABLES[kind].counts);
const fseMode = (kind: Kind) => fse(TABLES[kind].accuracyLog, TABLES[kind].counts);
const UNIFORM_CODE: Record<Kind, number> = { literalsLength: 12, offset: 3, matchLength: 3 };
const all = (mode: (kind: Kind) => CodeMode): Modes => ({
  literalsLength: mode("literalsLength"),
  offset: mode("offset"),
  matchLength: mode("matchLength"),
});

function counts(): GoodCase[] {
  const lengths = [1, 2, 3, 126, 127, 128, 129, 255, 256, 1000, 0x1000];
  const cases = lengths.map((count) => good(`sequences: ${count}`, framed(block(some(count)))));
  // 0x7f00 sequences of at least 3 bytes fit a block when their literals are few.
  const dense = (count: number): Sequence[] =>
    Array.from({ length: count }, (_, i) => (i === 0 ? sequence(9, 3, 9) : repeat(0, 3, i % 5 === 0 ? 2 : 1)));
  return [
    ...cases,
    ...[0x7eff, 0x7f00, 0x7f01, 0x7fff, 0x8000, 43000].map((count) =>
      good(`sequences: 0x${count.toString(16)}`, framed(block(dense(count)))),
    ),
    good(
      "sequences: 5, counted in 2 bytes",
      framed(block(some(5), ALL_PREDEFINED, { countBytes: Uint8Array.of(128, 5) })),
    ),
  ];
}

/** Every combination of modes, with a block before that gives repeat modes something to repeat. */
function modes(): GoodCase[] {
  const names = ["predefined", "RLE", "FSE", "repeat"] as const;
  const first = block(uniform(9), all(fseMode));
  const mode = (name: (typeof names)[number], kind: Kind): CodeMode => {
    if (name === "predefined") return predefined;
    if (name === "RLE") return rle(UNIFORM_CODE[kind]);
    return name === "FSE" ? fseMode(kind) : repeatTable(table(kind));
  };
  return names.flatMap((ll) =>
    names.flatMap((of) =>
      names.map((ml) => {
        const chosen = {
          literalsLength: mode(ll, "literalsLength"),
          offset: mode(of, "offset"),
          matchLength: mode(ml, "matchLength"),
        };
        return good(
          `modes: literals length ${ll}, offset ${of}, match length ${ml}`,
          framed(first, block(uniform(20), chosen)),
        );
      }),
    ),
  );
}

function repeats(): GoodCase[] {
  const again = (tables: (kind: Kind) => CodeMode) => block(uniform(11), all(tables));
  const fromFse = again((kind) => repeatTable(table(kind)));
  const fromRle = again((kind) => repeatTable(rleTable(UNIFORM_CODE[kind])));
  const fromPredefined = again((kind) => repeatTable(PREDEFINED[kind]));
  const fseBlock = block(uniform(3), all(fseMode));
  const rleBlock = block(
    uniform(3),
    all((kind) => rle(UNIFORM_CODE[kind])),
  );
  return [
    good("repeat: an FSE table", framed(fseBlock, fromFse)),
    good("repeat: an RLE table", framed(rleBlock, fromRle)),
    good("repeat: the predefined tables", framed(block(uniform(3)), fromPredefined)),
    good("repeat: three times", framed(fseBlock, fromFse, fromFse, fromFse)),
    good("repeat: over a block without sequences", framed(fseBlock, compressedBlock(rawLiterals(ramp(3))), fromFse)),
    good("repeat: over raw blocks", framed(fseBlock, rawBlock(ramp(3)), rawBlock(ramp(4)), fromFse)),
    good("repeat: the newest of two", framed(fseBlock, rleBlock, fromRle)),
  ];
}

/** A table of one length and two symbols that count for nearly all. */
function logs(): GoodCase[] {
  const limits: Record<Kind, number> = { literalsLength: 9, offset: 8, matchLength: 9 };
  return KINDS.flatMap((kind) =>
    Array.from({ length: limits[kind] - 4 }, (_, i) => {
      const log = 5 + i;
      const counts = new Array<number>(UNIFORM_CODE[kind] + 1).fill(0);
      counts[UNIFORM_CODE[kind]] = (1 << log) - 3;
      counts[0] = 2;
      counts[1] = 1;
      return good(
        `table: ${kind}, accuracy log ${log}`,
        framed(block(uniform(30), { ...ALL_PREDEFINED, [kind]: fse(log, counts) })),
      );
    }),
  );
}

function distributions(): GoodCase[] {
  const lengths = (counts: number[], log = 5) => ({ ...ALL_PREDEFINED, literalsLength: fse(log, counts) });
  const zeros = Array.from({ length: 12 }, (_, run) => {
    const counts = [16, ...new Array<number>(run).fill(0), 16];
    const far = sequence(Math.min(run + 1, 16), 5, 1);
    return good(
      `table: ${run} zero probabilities in a row`,
      framed(block([far, sequence(0, 4, 1), far], lengths(counts))),
    );
  });
  const lessThanOne = [1, 2, 5, 15].map((many) => {
    const counts = [32 - many, ...new Array<number>(many).fill(-1)];
    const used = Array.from({ length: many }, (_, i) => sequence(i + 1, 4, 1));
    return good(
      `table: ${many} probabilities less than one`,
      framed(block([...used, sequence(0, 3, 1)], lengths(counts))),
    );
  });
  const everyLength = Array.from(
    { length: 36 },
    (_, code) =>
      [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512,
        1024, 2048, 4096, 8192, 16384, 32768, 65536,
      ][code]!,
  );
  const shortLengths = everyLength.slice(0, 30);
  return [
    ...zeros,
    ...lessThanOne,
    good(
      "table: 35 zero probabilities, then the last symbol",
      framed(block([sequence(65536, 3, 1)], lengths([16, ...new Array<number>(34).fill(0), 16]))),
    ),
    good(
      "table: one symbol has all the probability",
      framed(block(uniform(4), lengths([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32]))),
    ),
    good(
      "table: all symbols less than one or one",
      framed(
        rawBlock(ramp(2)),
        block(
          shortLengths.map((length) => sequence(length, 3, 1)),
          lengths([
            -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, 1,
            1,
          ]),
        ),
      ),
    ),
    good(
      "table: predefined literals length codes 0 to 29",
      framed(rawBlock(ramp(2)), block(shortLengths.map((length) => sequence(length, 3, 1)))),
    ),
    good(
      "table: predefined match length codes 0 to 46",
      framed(
        block([
          sequence(1, 3, 1),
          ...[
            ...Array.from({ length: 32 }, (_, i) => i + 3),
            35,
            37,
            39,
            41,
            43,
            47,
            51,
            59,
            67,
            83,
            99,
            131,
            259,
            515,
            1027,
          ].map((length) => repeat(1, length, 1)),
        ]),
      ),
    ),
  ];
}

const LONG_ZERO = { why: "it expects a modes byte unless the count is the byte 0", last: "1.5.5" };

export const SEQUENCES_GOOD: readonly GoodCase[] = [
  ...counts(),
  ...modes(),
  ...repeats(),
  ...logs(),
  ...distributions(),
  good(
    "sequences: none, counted in 2 bytes",
    framed(compressedBlock(rawLiterals(ramp(100)), { bytes: Uint8Array.of(128, 0), sequences: [] })),
    { differs: LONG_ZERO },
  ),
  good(
    "sequences: one, a table of 2 bytes and a bitstream of 1",
    framed(
      rawBlock(ramp(9)),
      compressedBlock(
        rawLiterals(new Uint8Array(0)),
        sequencesSection([repeat(0, 9, 1)], {
          literalsLength: rle(0),
          offset: rle(0),
          matchLength: fse(5, [0, 0, 0, 0, 0, 0, 32]),
        }),
      ),
    ),
  ),
  good("sequences: none, all is literals", framed(compressedBlock(rawLiterals(ramp(100))))),
  good(
    "sequences: they take all the literals",
    framed(compressedBlock(rawLiterals(ramp(4)), sequencesSection([repeat(4, 9, 1)]))),
  ),
  good(
    "sequences: without any literals",
    framed(
      rawBlock(ramp(20)),
      compressedBlock(rawLiterals(new Uint8Array(0)), sequencesSection([repeat(0, 9, 2), sequence(0, 5, 20)])),
    ),
  ),
];

/** A compressed block of ten raw literals and a sequences section written by hand. */
const section = (...parts: Uint8Array[]) =>
  bare(rawBlock(ramp(50)), brokenBlock(concat(rawLiterals(ramp(10)).bytes, ...parts)));
const PREDEFINED_BITS = sequencesSection([repeat(2, 4, 1)]).bytes.subarray(2);
const HEADER = "SEQUENCES_HEADER";
const TABLE = "FSE_TABLE";
const STREAM = "SEQUENCES_STREAM";

const RESERVED = { why: "it ignores the reserved bits of the modes", last: "1.5.5" };
const LEFT_OVER = { why: "it accepts a bitstream of which less than a container is left", last: "1.5.5" };

function badHeaders(): BadCase[] {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  return [
    bad("sequences: no header", [HEADER, "LITERALS_HEADER"], section()),
    bad("sequences: count of 2 bytes cut to 1", HEADER, section(bytes(0x80))),
    bad("sequences: count of 3 bytes cut to 2", HEADER, section(bytes(0xff, 0))),
    bad("sequences: count without modes", HEADER, section(bytes(1))),
    bad("sequences: none, and bytes after that", [HEADER, STREAM], section(bytes(0, 0))),
    ...[1, 2, 3].map((reserved) =>
      bad(`sequences: reserved bits ${reserved}`, HEADER, section(bytes(1, reserved), PREDEFINED_BITS), {
        differs: RESERVED,
      }),
    ),
    ...(["literals length", "offset", "match length"] as const).map((name, i) =>
      bad(
        `repeat: ${name} with nothing to repeat`,
        "NOTHING_TO_REPEAT",
        section(bytes(1, 3 << (6 - 2 * i)), PREDEFINED_BITS),
      ),
    ),
    bad(
      "repeat: after a block without sequences only",
      "NOTHING_TO_REPEAT",
      bare(
        compressedBlock(rawLiterals(ramp(9))),
        block(uniform(2), { ...ALL_PREDEFINED, offset: repeatTable(PREDEFINED.offset) }),
      ),
    ),
    bad("repeat: from the frame before", "NOTHING_TO_REPEAT", {
      bytes: concat(
        bare(block(uniform(3), all(fseMode))).bytes,
        bare(
          block(
            uniform(3),
            all((kind) => repeatTable(table(kind))),
          ),
        ).bytes,
      ),
    }),
  ];
}

function badTables(): BadCase[] {
  const rleCodes: [string, number, number[]][] = [
    ["literals length", 6, [36, 40, 255]],
    ["offset", 4, [32, 33, 255]],
    ["match length", 2, [53, 64, 255]],
  ];
  const tables: [Kind, number, number, number][] = [
    ["literalsLength", 6, 9, 36],
    ["offset", 4, 8, 32],
    ["matchLength", 2, 9, 53],
  ];
  const described = (shift: number, description: Uint8Array, bits: Uint8Array = new Uint8Array(6).fill(0x35)) =>
    section(Uint8Array.of(1, 2 << shift), description, bits);
  return [
    ...rleCodes.flatMap(([name, shift, codes]) => [
      ...codes.map((code) =>
        bad(`RLE: ${name} code ${code}`, TABLE, section(Uint8Array.of(1, 1 << shift, code), PREDEFINED_BITS)),
      ),
      bad(`RLE: ${name} without its code`, [TABLE, HEADER, STREAM], section(Uint8Array.of(1, 1 << shift))),
    ]),
    ...tables.flatMap(([kind, shift, log, symbols]) => [
      bad(
        `table: ${kind}, accuracy log ${log + 1}`,
        TABLE,
        described(shift, fseDescription(log + 1, [1 << log, 1 << log])),
      ),
      bad(`table: ${kind}, accuracy log 20`, TABLE, described(shift, Uint8Array.of(0xff, 0x11, 0x22, 0x33))),
      bad(
        `table: ${kind}, a symbol too many`,
        TABLE,
        described(shift, fseDescription(5, [16, ...new Array<number>(symbols - 1).fill(0), 16])),
      ),
      bad(
        `table: ${kind}, zeros past the last symbol`,
        TABLE,
        described(
          shift,
          forwardBits([{ value: 0, width: 4 }, countField(0, 32), ...new Array(30).fill({ value: 3, width: 2 })]),
        ),
      ),
      bad(
        `table: ${kind}, cut short`,
        TABLE,
        section(Uint8Array.of(1, 2 << shift), fseDescription(6, [20, 20, 20, 1, 1, 1, 1]).subarray(0, 2)),
      ),
      bad(`table: ${kind}, no byte of it`, [TABLE, HEADER, STREAM], section(Uint8Array.of(1, 2 << shift))),
    ]),
  ];
}

function badStreams(): BadCase[] {
  const sequences = some(12);
  const section = sequencesSection(sequences);
  const broken = (bytes: Uint8Array) => bare(brokenBlock(concat(literalsFor(sequences).bytes, bytes)));
  const extra = (...fields: { value: number; width: number }[]) =>
    broken(sequencesSection(sequences, ALL_PREDEFINED, { leftOver: fields }).bytes);
  const header = section.bytes.subarray(0, 2);
  const bits = section.bytes.subarray(2);
  const counted = (count: number) => broken(concat(sequenceCount(count), section.bytes.subarray(1)));
  return [
    bad("sequences stream: one bit left over", STREAM, extra({ value: 0, width: 1 }), { differs: LEFT_OVER }),
    bad("sequences stream: one set bit left over", STREAM, extra({ value: 1, width: 1 }), {
      differs: LEFT_OVER,
    }),
    bad("sequences stream: eight bits left over", STREAM, extra({ value: 0, width: 8 }), {
      differs: LEFT_OVER,
    }),
    bad("sequences stream: 64 bits left over", STREAM, extra({ value: 0, width: 32 }, { value: 0, width: 32 })),
    bad("sequences stream: first byte missing", STREAM, broken(concat(header, bits.subarray(1)))),
    bad("sequences stream: first eight bytes missing", STREAM, broken(concat(header, bits.subarray(8)))),
    bad("sequences stream: one sequence fewer than coded", STREAM, counted(11)),
    bad("sequences stream: one sequence more than coded", [STREAM, "LITERALS_EXHAUSTED", "OFFSET"], counted(13)),
    bad(
      "sequences stream: a hundred sequences more than coded",
      [STREAM, "LITERALS_EXHAUSTED", "OFFSET", "BLOCK_SIZE"],
      counted(112),
    ),
    bad(
      "sequences stream: 0x17efe sequences counted",
      [STREAM, "LITERALS_EXHAUSTED", "OFFSET", "BLOCK_SIZE"],
      broken(concat(Uint8Array.of(255, 255, 255), section.bytes.subarray(1))),
    ),
    bad("sequences stream: zero last byte", STREAM, broken(concat(header, bits, Uint8Array.of(0)))),
    bad("sequences stream: eight zero bytes", STREAM, broken(concat(header, new Uint8Array(8)))),
    bad("sequences stream: empty", [STREAM, HEADER], broken(header)),
    bad("sequences stream: only the end mark", STREAM, broken(concat(header, Uint8Array.of(1)))),
    bad(
      "sequences stream: too short for the three states",
      STREAM,
      broken(concat(header, backwardBits([{ value: 0, width: 15 }]))),
    ),
  ];
}

function badExecution(): BadCase[] {
  const take = (literals: number, ...sequences: Sequence[]) =>
    bare(compressedBlock(rawLiterals(ramp(literals)), sequencesSection(sequences)));
  return [
    bad("literals: a sequence takes one more than there are", "LITERALS_EXHAUSTED", take(9, repeat(10, 4, 1))),
    bad(
      "literals: the second sequence takes more than are left",
      "LITERALS_EXHAUSTED",
      take(9, repeat(5, 4, 1), repeat(5, 4, 1)),
    ),
    bad(
      "literals: a sequence takes 65536 of none",
      "LITERALS_EXHAUSTED",
      bare(rawBlock(ramp(9)), compressedBlock(rawLiterals(ramp(0)), sequencesSection([sequence(65536, 3, 1)]))),
    ),
    bad(
      "literals: a sequence takes 131071 of none",
      "LITERALS_EXHAUSTED",
      bare(rawBlock(ramp(9)), compressedBlock(rawLiterals(ramp(0)), sequencesSection([sequence(131071, 3, 1)]))),
    ),
    bad("match: longer than Block_Maximum_Size", "BLOCK_SIZE", take(9, repeat(5, 131074, 1))),
    bad(
      "match: two that are together longer than Block_Maximum_Size",
      "BLOCK_SIZE",
      take(9, repeat(5, 65600, 1), repeat(1, 65600, 1)),
    ),
  ];
}

export const SEQUENCES_BAD: readonly BadCase[] = [...badHeaders(), ...badTables(), ...badStreams(), ...badExecution()];
