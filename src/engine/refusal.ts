/** Statuses of the engine as typed errors, in the words of RFC 8878. */

import * as status from "../../assembly/common/status.js";
import { H4Error, type H4ErrorCode } from "../api/errors.js";
import type { DecoderExports } from "./exports.js";

/** The reason that each status of assembly/common/status.ts gives. */
const REASONS: Readonly<Record<number, readonly [H4ErrorCode, string]>> = {
  [status.BAD_MAGIC]: ["DATA_CORRUPT", "No Zstandard or skippable frame begins here: wrong magic number"],
  [status.RESERVED_BIT]: ["DATA_CORRUPT", "The reserved bit of the Frame_Header_Descriptor is set"],
  [status.BLOCK_TYPE]: ["DATA_CORRUPT", "Block_Type 3 is reserved"],
  [status.BLOCK_SIZE]: ["DATA_CORRUPT", "A block is larger than Block_Maximum_Size"],
  [status.LITERALS_HEADER]: ["DATA_CORRUPT", "The Literals_Section_Header contradicts the size of its block"],
  [status.HUFFMAN_TREE]: ["DATA_CORRUPT", "The Huffman_Tree_Description does not describe a tree"],
  [status.HUFFMAN_STREAM]: ["DATA_CORRUPT", "A Huffman-coded stream does not end where it must"],
  [status.NOTHING_TO_REPEAT]: ["DATA_CORRUPT", "A block repeats a table, but there is none before it"],
  [status.SEQUENCES_HEADER]: ["DATA_CORRUPT", "The Sequences_Section_Header is cut short or has reserved bits set"],
  [status.FSE_TABLE]: ["DATA_CORRUPT", "An FSE table description is not a valid distribution"],
  [status.SEQUENCES_STREAM]: ["DATA_CORRUPT", "The sequences bitstream does not end where it must"],
  [status.LITERALS_EXHAUSTED]: ["DATA_CORRUPT", "A sequence takes more literals than its block has"],
  [status.OFFSET]: ["DATA_CORRUPT", "An offset is zero or reaches before the start of the window"],
  [status.CONTENT_SIZE]: ["DATA_CORRUPT", "The frame does not hold as many bytes as its Frame_Content_Size says"],
  [status.CHECKSUM]: ["CHECKSUM_MISMATCH", "The Content_Checksum differs from the XXH64 of what was decoded"],
  [status.TRUNCATED]: ["DATA_TRUNCATED", "The input ends before its last frame does"],
  [status.WINDOW_TOO_LARGE]: ["WINDOW_TOO_LARGE", "The frame needs a window larger than windowLogMax allows"],
  [status.OUTPUT_LIMIT]: ["OUTPUT_LIMIT", "The output is larger than maxOutput allows"],
  [status.OUT_OF_MEMORY]: ["OUT_OF_MEMORY", "The memory for the window could not be had"],
  [status.DICTIONARY_CORRUPT]: ["DICTIONARY_CORRUPT", "The dictionary has the magic number, but is not a dictionary"],
  [status.PLEDGED_SIZE]: ["CONTENT_SIZE_MISMATCH", "The content is not as long as contentSize said"],
};

/** Limits whose numbers the engine keeps for the host. */
const WITH_LIMIT: ReadonlySet<number> = new Set([status.WINDOW_TOO_LARGE, status.OUTPUT_LIMIT, status.PLEDGED_SIZE]);

/** The error for a negative status. One that no input may cause is an `ENGINE_FAULT`. */
export function refusal(code: number, engine: DecoderExports): H4Error {
  const reason = REASONS[code];
  if (reason === undefined)
    return new H4Error("ENGINE_FAULT", `The engine answered with status ${code}`, { got: code });
  const [name, text] = reason;
  if (WITH_LIMIT.has(code)) {
    const got = engine.errorGot();
    const limit = engine.errorLimit();
    return new H4Error(name, `${text}: got ${got} bytes, limit ${limit}`, { got, limit, offset: engine.consumed() });
  }
  if (code === status.OUT_OF_MEMORY) return new H4Error(name, text, { got: engine.errorGot() });
  if (code === status.DICTIONARY_CORRUPT) return new H4Error(name, text);
  const offset = engine.consumed();
  return new H4Error(name, `${text} (at byte ${offset} of the input)`, { offset });
}

/** The error for a negative status met at `offset` of the input, of an engine that keeps no figures for the host. */
export function refusalAt(code: number, offset?: number): H4Error {
  const [name, text] = REASONS[code] ?? ["ENGINE_FAULT", `The engine answered with status ${code}`];
  if (offset === undefined) return new H4Error(name, text, name === "ENGINE_FAULT" ? { got: code } : {});
  return new H4Error(name, `${text} (at byte ${offset} of the input)`, { offset });
}

/** The output is `got` bytes or more, and at most `limit` may come out. */
export function outputLimit(got: number, limit: number, offset: number | undefined): H4Error {
  const [name, text] = REASONS[status.OUTPUT_LIMIT]!;
  return new H4Error(name, `${text}: got ${got} bytes, limit ${limit}`, { got, limit, offset });
}

/**
 * What a failed call throws: a trap, which nothing that the engine is given may cause, becomes an `ENGINE_FAULT`, an
 * allocation that the runtime refused an `OUT_OF_MEMORY`.
 */
export function typed(error: unknown): unknown {
  if (error instanceof WebAssembly.RuntimeError) {
    return new H4Error("ENGINE_FAULT", "The engine stopped; its instance was discarded", { cause: error });
  }
  if (error instanceof RangeError) return new H4Error("OUT_OF_MEMORY", error.message, { cause: error });
  return error;
}

/** What a failed compilation or instantiation throws. */
export function notCompiled(error: unknown): unknown {
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return new H4Error("UNSUPPORTED", `This runtime does not compile the engine: ${error.message}`, { cause: error });
  }
  return error;
}
