/** What a hand-made case is: bytes, and what every decoder must make of them. */

import type { StatusName } from "../../support/status.js";

/** What decoding is given beside the bytes. */
export interface CaseOptions {
  readonly dictionary?: Uint8Array;
  /** Default 27. */
  readonly windowLogMax?: number;
  /** Default: no limit. */
  readonly maxOutput?: number;
}

/** The reference decoders that differ from what RFC 8878 says, and why. Each is a line of docs/zstd-errata.md. */
export interface Differences {
  /** The zstd command line, 1.5.4. */
  readonly cli?: string;
  /** node:zlib of Node 24, libzstd 1.5.7. */
  readonly zlib?: string;
}

/** Bytes that decode to `plain`. */
export interface GoodCase extends CaseOptions {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly plain: Uint8Array;
  readonly differs?: Differences;
}

/** Bytes that must be refused, and with which status; where several statuses are sound, all of them. */
export interface BadCase extends CaseOptions {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly status: StatusName | readonly StatusName[];
  readonly differs?: Differences;
}

/** A named frame that decodes to what its builder says. */
export function good(
  name: string,
  { bytes, plain }: { bytes: Uint8Array; plain: Uint8Array },
  options: CaseOptions & { differs?: Differences } = {},
): GoodCase {
  return { name, bytes, plain, ...options };
}

/** A named input that must be refused. */
export function bad(
  name: string,
  status: BadCase["status"],
  { bytes }: { bytes: Uint8Array },
  options: CaseOptions & { differs?: Differences } = {},
): BadCase {
  return { name, status, bytes, ...options };
}
