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

/** Where the reference decides otherwise than this engine. Each is an entry of docs/zstd-errata.md. */
export interface Difference {
  readonly why: string;
  /** The last release of libzstd that differs; absent: the newest does. */
  readonly last?: string;
  /** It depends on the processor that the reference runs on: such a case is not put to it. */
  readonly onSomeMachines?: true;
}

/** Bytes that decode to `plain`. */
export interface GoodCase extends CaseOptions {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly plain: Uint8Array;
  readonly differs?: Difference;
}

/** Bytes that must be refused, and with which status; where several statuses are sound, all of them. */
export interface BadCase extends CaseOptions {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly status: StatusName | readonly StatusName[];
  readonly differs?: Difference;
}

/** A named frame that decodes to what its builder says. */
export function good(
  name: string,
  { bytes, plain }: { bytes: Uint8Array; plain: Uint8Array },
  options: CaseOptions & { differs?: Difference } = {},
): GoodCase {
  return { name, bytes, plain, ...options };
}

/** A named input that must be refused. */
export function bad(
  name: string,
  status: BadCase["status"],
  { bytes }: { bytes: Uint8Array },
  options: CaseOptions & { differs?: Difference } = {},
): BadCase {
  return { name, status, bytes, ...options };
}
