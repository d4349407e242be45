/** Sequences sections: codes, modes, bitstream, and what executing them yields. RFC 8878 §3.1.1.3.2, §3.1.1.4, §3.1.1.5 */

import { backwardBits, concat, type Field } from "./bits.js";
import { type FsePath, type FseTable, fseDescription, fsePath, fseTable, rleTable } from "./fse.js";

/** Literals to copy, then a match. Offset_Value is what the format codes: 1 to 3 repeat, above is a distance plus 3. */
export interface Sequence {
  readonly literalsLength: number;
  readonly matchLength: number;
  readonly offsetValue: number;
}

/** A sequence with a distance of its own. */
export function sequence(literalsLength: number, matchLength: number, distance: number): Sequence {
  return { literalsLength, matchLength, offsetValue: distance + 3 };
}

/** A sequence with Offset_Value 1, 2 or 3. */
export function repeat(literalsLength: number, matchLength: number, offsetValue: 1 | 2 | 3): Sequence {
  return { literalsLength, matchLength, offsetValue };
}

/** Baseline and extra bits of the literals length codes from 16. RFC 8878 table 15 */
const LITERALS_LENGTH_CODES: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 16 }, (_, code) => [code, 0] as const),
  [16, 1],
  [18, 1],
  [20, 1],
  [22, 1],
  [24, 2],
  [28, 2],
  [32, 3],
  [40, 3],
  [48, 4],
  [64, 6],
  [128, 7],
  [256, 8],
  [512, 9],
  [1024, 10],
  [2048, 11],
  [4096, 12],
  [8192, 13],
  [16384, 14],
  [32768, 15],
  [65536, 16],
];

/** Baseline and extra bits of the match length codes. RFC 8878 table 16 */
const MATCH_LENGTH_CODES: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 32 }, (_, code) => [code + 3, 0] as const),
  [35, 1],
  [37, 1],
  [39, 1],
  [41, 1],
  [43, 2],
  [47, 2],
  [51, 3],
  [59, 3],
  [67, 4],
  [83, 4],
  [99, 5],
  [131, 7],
  [259, 8],
  [515, 9],
  [1027, 10],
  [2051, 11],
  [4099, 12],
  [8195, 13],
  [16387, 14],
  [32771, 15],
  [65539, 16],
];

/** RFC 8878 §3.1.1.3.2.2, "Default Distributions" */
export const PREDEFINED = {
  literalsLength: fseTable(
    6,
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
  ),
  matchLength: fseTable(
    6,
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
  ),
  offset: fseTable(5, [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1]),
} as const;

/** How one of the three code streams is told. */
export type CodeMode =
  | { readonly mode: "predefined" }
  | { readonly mode: "rle"; readonly code: number }
  | { readonly mode: "fse"; readonly accuracyLog: number; readonly counts: readonly number[] }
  | { readonly mode: "repeat"; readonly table: FseTable };

export const predefined: CodeMode = { mode: "predefined" };
export const rle = (code: number): CodeMode => ({ mode: "rle", code });
export const fse = (accuracyLog: number, counts: readonly number[]): CodeMode => ({ mode: "fse", accuracyLog, counts });
export const repeatTable = (table: FseTable): CodeMode => ({ mode: "repeat", table });

export interface Modes {
  readonly literalsLength: CodeMode;
  readonly offset: CodeMode;
  readonly matchLength: CodeMode;
}

export const ALL_PREDEFINED: Modes = { literalsLength: predefined, offset: predefined, matchLength: predefined };

/** Ways to write a section that the format does not allow, or allows but no encoder chooses. */
export interface SequenceOverrides {
  /** Bytes that stand for Number_of_Sequences instead of the shortest ones. */
  readonly countBytes?: Uint8Array;
  /** The two reserved bits of the modes byte. */
  readonly reserved?: number;
  /** Fields that follow those that are read: bits left over at the end. */
  readonly leftOver?: readonly Field[];
}

/** A sequences section: its bytes, and the sequences to execute. */
export interface SequencesSection {
  readonly bytes: Uint8Array;
  readonly sequences: readonly Sequence[];
}

/** A section without sequences: all literals are the block. */
export const NO_SEQUENCES: SequencesSection = { bytes: Uint8Array.of(0), sequences: [] };

/** A section with `sequences`, coded as `modes` say. */
export function sequencesSection(
  sequences: readonly Sequence[],
  modes: Modes = ALL_PREDEFINED,
  overrides: SequenceOverrides = {},
): SequencesSection {
  const parts = (["literalsLength", "offset", "matchLength"] as const).map((kind) => coded(kind, modes[kind]));
  const modesByte =
    (parts[0]!.number << 6) | (parts[1]!.number << 4) | (parts[2]!.number << 2) | (overrides.reserved ?? 0);
  const fields = sequenceFields(sequences, parts[0]!.table, parts[1]!.table, parts[2]!.table);
  const bytes = concat(
    overrides.countBytes ?? sequenceCount(sequences.length),
    Uint8Array.of(modesByte),
    ...parts.map((part) => part.description),
    backwardBits([...fields, ...(overrides.leftOver ?? [])]),
  );
  return { bytes, sequences };
}

/** Number_of_Sequences in the shortest form. RFC 8878 §3.1.1.3.2.1 */
export function sequenceCount(count: number): Uint8Array {
  if (count < 128) return Uint8Array.of(count);
  if (count < 0x7f00) return Uint8Array.of((count >> 8) + 128, count & 0xff);
  return Uint8Array.of(255, (count - 0x7f00) & 0xff, (count - 0x7f00) >> 8);
}

function coded(kind: keyof Modes, mode: CodeMode): { number: number; description: Uint8Array; table: FseTable } {
  switch (mode.mode) {
    case "predefined":
      return { number: 0, description: new Uint8Array(0), table: PREDEFINED[kind] };
    case "rle":
      return { number: 1, description: Uint8Array.of(mode.code), table: rleTable(mode.code) };
    case "fse":
      return {
        number: 2,
        description: fseDescription(mode.accuracyLog, mode.counts),
        table: fseTable(mode.accuracyLog, mode.counts),
      };
    case "repeat":
      return { number: 3, description: new Uint8Array(0), table: mode.table };
  }
}

/** The fields of the bitstream in reading order. RFC 8878 §3.1.1.3.2.1.2 */
export function sequenceFields(
  sequences: readonly Sequence[],
  literalsLengthTable: FseTable,
  offsetTable: FseTable,
  matchLengthTable: FseTable,
): Field[] {
  const literalsLengths = sequences.map((s) => lengthCode(LITERALS_LENGTH_CODES, s.literalsLength));
  const matchLengths = sequences.map((s) => lengthCode(MATCH_LENGTH_CODES, s.matchLength));
  const offsets = sequences.map((s) => offsetCode(s.offsetValue));
  const path = (table: FseTable, codes: readonly Code[]): FsePath =>
    fsePath(
      table,
      codes.map((code) => code.code),
    );
  const ll = path(literalsLengthTable, literalsLengths);
  const of = path(offsetTable, offsets);
  const ml = path(matchLengthTable, matchLengths);
  const fields = [ll.initial, of.initial, ml.initial];
  sequences.forEach((_, i) => {
    fields.push(offsets[i]!.extra, matchLengths[i]!.extra, literalsLengths[i]!.extra);
    if (i + 1 < sequences.length) fields.push(ll.updates[i]!, ml.updates[i]!, of.updates[i]!);
  });
  return fields;
}

interface Code {
  readonly code: number;
  readonly extra: Field;
}

function lengthCode(codes: readonly (readonly [number, number])[], value: number): Code {
  for (let code = codes.length - 1; code >= 0; code--) {
    const [baseline, width] = codes[code]!;
    if (value >= baseline && value < baseline + 2 ** width) return { code, extra: { value: value - baseline, width } };
  }
  throw new Error(`no code for length ${value}`);
}

/** RFC 8878 §3.1.1.3.2.1.1, "Offset Codes" */
function offsetCode(offsetValue: number): Code {
  const code = Math.floor(Math.log2(offsetValue));
  return { code, extra: { value: offsetValue - 2 ** code, width: code } };
}

/** Literals length code of a length. */
export function literalsLengthCode(length: number): number {
  return lengthCode(LITERALS_LENGTH_CODES, length).code;
}

/** Match length code of a length. */
export function matchLengthCode(length: number): number {
  return lengthCode(MATCH_LENGTH_CODES, length).code;
}

/** The three repeated offsets at the start of a frame. RFC 8878 §3.1.1.5 */
export const INITIAL_OFFSETS: readonly number[] = [1, 4, 8];

/**
 * Executes sequences byte by byte: appends to `history`, returns the repeated offsets for the next block.
 *
 * Offsets are not checked: a byte before the history reads as 0, so that bad frames can be built as well.
 */
export function execute(
  history: number[],
  literals: Uint8Array,
  sequences: readonly Sequence[],
  offsets: readonly number[],
): readonly number[] {
  let taken = 0;
  for (const { literalsLength, matchLength, offsetValue } of sequences) {
    for (let i = 0; i < literalsLength; i++) history.push(literals[taken++] ?? 0);
    offsets = nextOffsets(offsets, offsetValue, literalsLength);
    const distance = offsets[0]!;
    for (let i = 0; i < matchLength; i++) history.push(history[history.length - distance] ?? 0);
  }
  for (; taken < literals.length; taken++) history.push(literals[taken]!);
  return offsets;
}

/** The repeated offsets after a sequence: the first is the one that the sequence uses. RFC 8878 §3.1.1.5 */
function nextOffsets([a, b, c]: readonly number[], offsetValue: number, literalsLength: number): readonly number[] {
  if (offsetValue > 3) return [offsetValue - 3, a!, b!];
  switch (literalsLength === 0 ? offsetValue + 1 : offsetValue) {
    case 1:
      return [a!, b!, c!];
    case 2:
      return [b!, a!, c!];
    case 3:
      return [c!, a!, b!];
    default:
      return [a! - 1, a!, b!];
  }
}
