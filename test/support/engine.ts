/** What the suites ask of an engine, whatever it is made of: bytes in, bytes out, or a typed refusal. */

import type { H4ErrorCode } from "../../src/api/errors.js";
import type { StatusName } from "./status.js";

export interface CompressOptions {
  /** Default 3. */
  readonly level?: number;
  /** Default true. */
  readonly checksum?: boolean;
  /** Default 0: by level and size. */
  readonly windowLog?: number;
  readonly dictionary?: Uint8Array;
}

export interface CompressSessionOptions extends CompressOptions {
  /** Length of all the input, told in advance; unknown when absent. */
  readonly contentSize?: number;
}

export interface DecompressOptions {
  /** Default 27. */
  readonly windowLogMax?: number;
  /** Most bytes that may come out; default: no limit. */
  readonly maxOutput?: number;
  readonly dictionary?: Uint8Array;
}

/** A stream: what is pushed in comes out of this or a later call. After a refusal nothing may be called. */
export interface Session {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

export interface CompressSession extends Session {
  /** Everything pushed so far becomes decodable from what has come out. */
  flush(): Uint8Array;
}

/** An engine of its own: one session or call at a time. A new one ends the one before. */
export interface Engine {
  compress(bytes: Uint8Array, options?: CompressOptions): Uint8Array;
  decompress(bytes: Uint8Array, options?: DecompressOptions): Uint8Array;
  compressor(options?: CompressSessionOptions): CompressSession;
  decompressor(options?: DecompressOptions): Session;
}

/** The typed refusal of any engine. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: H4ErrorCode,
    /** The status behind the code, where the adapter sees it. */
    readonly status: StatusName | undefined,
    readonly details: { readonly got?: number; readonly limit?: number; readonly offset?: number } = {},
  ) {
    super(`${code}${status ? ` (${status})` : ""}`);
  }
}

/** Pushes `bytes` in pieces of the given lengths, repeated as needed, and ends. A length of 0 is an empty push. */
export function inPieces(session: Session, bytes: Uint8Array, lengths: readonly number[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]!;
    parts.push(session.push(bytes.subarray(at, at + length)));
    at += length;
  }
  parts.push(session.end());
  return new Uint8Array(Buffer.concat(parts));
}
