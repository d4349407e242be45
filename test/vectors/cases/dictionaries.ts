/** Raw and formatted dictionaries, frames that need them, and dictionaries that are none. RFC 8878 §5 */

import { concat } from "../build/bits.js";
import { dictionary } from "../build/dictionary.js";
import { type Block, compressedBlock, frame, rawBlock, windowDescriptor } from "../build/frame.js";
import { fseTable } from "../build/fse.js";
import { directDescriptionOf } from "../build/huffman.js";
import { rawLiterals, treelessLiterals } from "../build/literals.js";
import { ALL_PREDEFINED, repeat, repeatTable, sequence, sequencesSection } from "../build/sequences.js";
import { ramp } from "./blocks.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";
import { letters, SIXTEEN } from "./literals.js";

const RAW = ramp(600, 123);
const KIB_1 = windowDescriptor(0);
const WINDOW = windowDescriptor(7);

const CONTENT = ramp(700, 45);
const OFFSETS: [number, number, number] = [11, 700, 350];
const TABLES = {
  offset: { accuracyLog: 5, counts: [4, 2, 2, 4, 4, 4, 4, 2, 2, 2, 1, 1] },
  matchLength: { accuracyLog: 5, counts: [4, 8, 8, 8, 4] },
  literalsLength: { accuracyLog: 5, counts: [8, 8, 8, 8] },
};
const SOUND = { id: 0x12345678, content: CONTENT, weights: SIXTEEN, offsets: OFFSETS, ...TABLES };
const FORMATTED = dictionary(SOUND);
const table = ({ accuracyLog, counts }: { accuracyLog: number; counts: number[] }) =>
  repeatTable(fseTable(accuracyLog, counts));
const REPEAT = {
  offset: table(TABLES.offset),
  matchLength: table(TABLES.matchLength),
  literalsLength: table(TABLES.literalsLength),
};

const sequencesOf = (...sequences: ReturnType<typeof sequence>[]) =>
  compressedBlock(
    rawLiterals(ramp(sequences.reduce((sum, s) => sum + s.literalsLength, 2))),
    sequencesSection(sequences),
  );

/** A frame that names the formatted dictionary, and starts from its content and offsets. */
const named = (blocks: readonly Block[], checksum = true) =>
  frame({ windowDescriptor: WINDOW, checksum, dictionaryId: SOUND.id, history: CONTENT, offsets: OFFSETS }, blocks);
const raw = (blocks: readonly Block[], descriptor = WINDOW) =>
  frame({ windowDescriptor: descriptor, checksum: true, history: RAW }, blocks);
/** Without a checksum, that nothing else can be the reason to refuse. */
const bare = (blocks: readonly Block[], descriptor = WINDOW) =>
  frame({ windowDescriptor: descriptor, history: RAW }, blocks);
const withFormatted = { dictionary: FORMATTED };
const withRaw = { dictionary: RAW };

export const DICTIONARY_GOOD: readonly GoodCase[] = [
  good("dictionary: raw, a match at its last byte", raw([sequencesOf(sequence(0, 5, 1))]), withRaw),
  good("dictionary: raw, a match at its first byte", raw([sequencesOf(sequence(0, 5, 600))]), withRaw),
  good("dictionary: raw, all of it", raw([sequencesOf(sequence(0, 600, 600))]), withRaw),
  good(
    "dictionary: raw, a match that runs on into the content",
    raw([sequencesOf(sequence(3, 40, 10), sequence(2, 60, 20))]),
    withRaw,
  ),
  good(
    "dictionary: raw, the initial offsets stay 1, 4, 8",
    raw([sequencesOf(repeat(0, 5, 2), repeat(1, 5, 1), repeat(1, 6, 3))]),
    withRaw,
  ),
  good(
    "dictionary: raw, matches from every block",
    raw([sequencesOf(sequence(1, 9, 300)), rawBlock(ramp(50)), sequencesOf(sequence(1, 9, 600))]),
    withRaw,
  ),
  good(
    "dictionary: raw, of one byte",
    frame({ windowDescriptor: WINDOW, history: Uint8Array.of(7) }, [sequencesOf(sequence(0, 30, 1))]),
    { dictionary: Uint8Array.of(7) },
  ),
  good(
    "dictionary: raw, of 8 bytes",
    frame({ windowDescriptor: WINDOW, history: ramp(8) }, [sequencesOf(sequence(0, 30, 8))]),
    { dictionary: ramp(8) },
  ),
  good(
    "dictionary: raw, not used by the frame",
    frame({ contentSize: "auto", checksum: true }, [rawBlock(ramp(30))]),
    withRaw,
  ),
  good(
    "dictionary: formatted, treeless literals from its table",
    named([compressedBlock(treelessLiterals(letters(50), SIXTEEN))]),
    withFormatted,
  ),
  good(
    "dictionary: formatted, treeless literals in 4 streams",
    named([compressedBlock(treelessLiterals(letters(90), SIXTEEN, { streams: 4 }))]),
    withFormatted,
  ),
  good(
    "dictionary: formatted, its three tables repeated",
    named([
      compressedBlock(
        rawLiterals(ramp(9)),
        sequencesSection([sequence(1, 4, 500), sequence(2, 6, 30), sequence(3, 5, 7)], REPEAT),
      ),
    ]),
    withFormatted,
  ),
  ...(["literalsLength", "offset", "matchLength"] as const).map((kind) =>
    good(
      `dictionary: formatted, its ${kind} table repeated`,
      named([
        compressedBlock(
          rawLiterals(ramp(9)),
          sequencesSection([sequence(1, 4, 500), sequence(2, 6, 30)], { ...ALL_PREDEFINED, [kind]: REPEAT[kind] }),
        ),
      ]),
      withFormatted,
    ),
  ),
  good(
    "dictionary: formatted, its offsets",
    named([sequencesOf(repeat(1, 4, 1), repeat(1, 4, 2), repeat(1, 4, 3))]),
    withFormatted,
  ),
  good(
    "dictionary: formatted, a match over all of its content",
    named([sequencesOf(sequence(0, 700, 700))]),
    withFormatted,
  ),
  good(
    "dictionary: formatted, single segment",
    frame({ contentSize: "auto", dictionaryId: SOUND.id, history: CONTENT, offsets: OFFSETS, checksum: true }, [
      sequencesOf(sequence(3, 40, 650)),
    ]),
    withFormatted,
  ),
  good(
    "dictionary: formatted, the frame names none",
    frame({ windowDescriptor: WINDOW, history: CONTENT, offsets: OFFSETS, checksum: true }, [
      sequencesOf(repeat(3, 40, 1)),
    ]),
    withFormatted,
  ),
  good(
    "dictionary: formatted, two frames",
    {
      bytes: concat(named([sequencesOf(repeat(0, 9, 2))]).bytes, named([sequencesOf(repeat(2, 9, 1))]).bytes),
      plain: concat(named([sequencesOf(repeat(0, 9, 2))]).plain, named([sequencesOf(repeat(2, 9, 1))]).plain),
    },
    withFormatted,
  ),
  good(
    "dictionary: reachable while the window still covers it",
    raw([rawBlock(ramp(900, 3)), sequencesOf(sequence(0, 50, 1000))], KIB_1),
    withRaw,
  ),
  ...[1, 255, 256, 65535, 65536, 2 ** 32 - 1].map((id) =>
    good(
      `dictionary: ID ${id}`,
      frame({ windowDescriptor: WINDOW, dictionaryId: id, history: CONTENT, offsets: OFFSETS }, [
        sequencesOf(repeat(1, 9, 1)),
      ]),
      { dictionary: dictionary({ ...SOUND, id }) },
    ),
  ),
  good(
    "dictionary: ID 7 in 4 bytes",
    frame({ windowDescriptor: WINDOW, dictionaryId: 7, dictionaryIdBytes: 4, history: CONTENT, offsets: OFFSETS }, [
      sequencesOf(repeat(1, 9, 1)),
    ]),
    { dictionary: dictionary({ ...SOUND, id: 7 }) },
  ),
];

const needs = named([sequencesOf(repeat(1, 9, 1))]);
const OTHER = dictionary({ ...SOUND, id: 99 });
const CORRUPT = "DICTIONARY_CORRUPT";
const plainFrame = frame({ contentSize: "auto" }, [rawBlock(ramp(10))]);
const corrupt = (name: string, changes: Partial<typeof SOUND> & { treeDescription?: Uint8Array }) =>
  bad(`dictionary: ${name}`, CORRUPT, needs, { dictionary: dictionary({ ...SOUND, ...changes }) });
/** Where the content of the sound dictionary begins. */
const CONTENT_AT = FORMATTED.length - CONTENT.length;

const HEADER = { why: "the reference lets offsets reach the entropy tables before the content of a dictionary" };
const FORGETS = { why: "the reference lets a dictionary be reached as long as it holds it, whatever Window_Size says" };

export const DICTIONARY_BAD: readonly BadCase[] = [
  bad("dictionary: named by the frame, none is given", "NEEDS_DICTIONARY", needs),
  bad("dictionary: another one is given", "NEEDS_DICTIONARY", needs, { dictionary: OTHER }),
  bad("dictionary: a raw one is given, the frame names an ID", "NEEDS_DICTIONARY", needs, withRaw),
  bad("dictionary: the frame needs a raw one, none is given", "OFFSET", bare([sequencesOf(sequence(0, 5, 1))])),
  bad("dictionary: a match one byte before it", "OFFSET", bare([sequencesOf(sequence(0, 5, 601))]), withRaw),
  bad(
    "dictionary: formatted, a match one byte before its content",
    "OFFSET",
    named([sequencesOf(sequence(0, 5, 701))], false),
    { ...withFormatted, differs: HEADER },
  ),
  bad(
    "dictionary: raw, treeless literals",
    "NOTHING_TO_REPEAT",
    bare([compressedBlock(treelessLiterals(letters(50), SIXTEEN))]),
    withRaw,
  ),
  bad(
    "dictionary: raw, repeated tables",
    "NOTHING_TO_REPEAT",
    bare([compressedBlock(rawLiterals(ramp(9)), sequencesSection([sequence(1, 4, 5)], REPEAT))]),
    withRaw,
  ),
  bad(
    "dictionary: beyond the window when that has moved on",
    "OFFSET",
    bare([rawBlock(ramp(1024, 3)), rawBlock(ramp(100)), sequencesOf(sequence(0, 50, 1200))], KIB_1),
    { ...withRaw, differs: FORGETS },
  ),
  corrupt("an offset of zero", { offsets: [0, 4, 8] }),
  corrupt("the second offset is zero", { offsets: [1, 0, 8] }),
  corrupt("the third offset is zero", { offsets: [1, 4, 0] }),
  corrupt("an offset one over its content", { offsets: [1, 4, 701] }),
  corrupt("an offset of 2^32 - 1", { offsets: [2 ** 32 - 1, 4, 8] }),
  corrupt("its tree is incomplete", { treeDescription: directDescriptionOf([3, 1]) }),
  corrupt("its offset table has accuracy log 9", { offset: { accuracyLog: 9, counts: [256, 256] } }),
  corrupt("its match length table has accuracy log 10", { matchLength: { accuracyLog: 10, counts: [512, 512] } }),
  corrupt("its literals length table has accuracy log 10", { literalsLength: { accuracyLog: 10, counts: [512, 512] } }),
  corrupt("its match length table has a symbol too many", {
    matchLength: { accuracyLog: 5, counts: [16, ...new Array<number>(52).fill(0), 16] },
  }),
  ...Array.from({ length: CONTENT_AT - 8 }, (_, i) => i + 8).map((length) =>
    bad(`dictionary: cut to ${length} bytes`, CORRUPT, plainFrame, { dictionary: FORMATTED.subarray(0, length) }),
  ),
];
