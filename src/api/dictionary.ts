/** A dictionary that is used more than once: its bytes are copied, so that what was made of them stays true. */

import { DICTIONARY_SIZE_MAX } from "../../assembly/common/limits.js";
import { dictionaryId } from "../engine/exports.js";
import { immutableCopy } from "../engine/immutable.js";
import { type Bytes, viewOf } from "./bytes.js";

/**
 * A raw or formatted dictionary, in place of its bytes wherever a call takes one. Contents to 128 KiB find it prepared
 * from the third call of their level and size on: bytes alone are compared and indexed at each call. An engine keeps at
 * most eight such preparations, and 64 MiB for all of them.
 *
 * @example
 * const dictionary = new Dictionary(await readFile("api.dict"));
 * for (const payload of payloads) send(h4.compress(payload, { dictionary }));
 */
export class Dictionary {
  /** @internal Nobody writes to them. */
  readonly bytes: Uint8Array<ArrayBuffer>;

  /** Copies `bytes`, at most 512 MiB. A formatted one that is damaged is refused by the first call that uses it. */
  constructor(bytes: Bytes) {
    const view = viewOf(bytes, "dictionary");
    if (view.length > DICTIONARY_SIZE_MAX) {
      throw new RangeError(`dictionary must be at most ${DICTIONARY_SIZE_MAX} bytes, got ${view.length}`);
    }
    this.bytes = immutableCopy(view);
  }

  /** Dictionary_ID, which frames name it by; 0 for raw content. RFC 8878 §5 */
  get id(): number {
    return dictionaryId(this.bytes);
  }

  /** Bytes of the dictionary. */
  get size(): number {
    return this.bytes.length;
  }
}
