/** `listFrames`: what Zstandard data consists of. */

import { type ByteSource, describe } from "./bytes.js";
import { checkKeys } from "./check.js";
import type { FrameInfo, ListFramesOptions } from "./frame-walk.js";
import { checkAsync, KEYS } from "./options.js";
import { accessTo, type RandomAccess } from "./random-access.js";
import { chunksOf } from "./source.js";

export type { FrameBlock, FrameBlocks, FrameInfo, ListFramesOptions } from "./frame-walk.js";

/**
 * The frames of `source` in order, each when its end was found. Nothing is decoded, so damage inside a block does not
 * show. Of a `RandomAccess` or `Blob` only the headers are read.
 *
 * @throws H4Error `DATA_CORRUPT` or `DATA_TRUNCATED` with the offset of the offending frame or block
 * @example
 * for await (const { kind, offset, contentSize } of listFrames(blob)) console.log(kind, offset, contentSize);
 */
export function listFrames(
  source: ByteSource | RandomAccess,
  options: ListFramesOptions = {},
): AsyncGenerator<FrameInfo, void, undefined> {
  checkKeys(options, KEYS.listFrames);
  checkAsync({ signal: options.signal });
  const { onBlock } = options;
  if (onBlock !== undefined && typeof onBlock !== "function") {
    throw new TypeError(`onBlock must be a function, got ${describe(onBlock)}`);
  }
  return walk(accessTo(source) ?? chunksOf(source as ByteSource, options.signal), options);
}

/** The walk itself is loaded with the first frame that is asked for: pages that compress need none of it. */
async function* walk(
  bytes: RandomAccess | AsyncGenerator<Uint8Array>,
  options: ListFramesOptions,
): AsyncGenerator<FrameInfo, void, undefined> {
  const { walkFrames } = await import("./frame-walk.js");
  yield* walkFrames(bytes, options);
}
