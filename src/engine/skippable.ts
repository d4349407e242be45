/** Skippable frames, by their magic number. Apart from all else about headers: a page that lists frames needs no more. */

import { SKIPPABLE_MAGIC } from "../../assembly/common/limits.js";

/** Whether a skippable frame begins at `at`: 16 magic numbers are theirs. RFC 8878 §3.1.2 */
export function isSkippable(bytes: Uint8Array, at = 0): boolean {
  if (at + 4 > bytes.length) return false;
  const magic = (bytes[at]! & 0xf0) + bytes[at + 1]! * 2 ** 8 + bytes[at + 2]! * 2 ** 16 + bytes[at + 3]! * 2 ** 24;
  return magic === SKIPPABLE_MAGIC;
}
