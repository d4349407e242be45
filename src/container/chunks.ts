/** The chunks of a container one by one, also of a damaged one: for who wants to see what is there. */

import { crc32 } from "#platform";
import { checkKeys } from "../api/check.js";
import { type AsyncOptions, checkAsync } from "../api/options.js";
import { type ContainerSource, openSource } from "./access.js";
import { CHUNK_HEADER_SIZE, type ChunkHeader, checkHeader, HEADER_SIZE, readChunkHeader } from "./format.js";
import { isKnown } from "./order.js";
import { Sequence } from "./sequence.js";

const KEYS_OF_CHUNKS = new Set(["signal", "onProgress"]);

/** A chunk as it was found. */
export interface ChunkInfo extends ChunkHeader {
  /** Whether the payload has the CRC-32 that the header says. */
  intact: boolean;
  /** Whether this library knows the tag. */
  known: boolean;
}

/**
 * The chunks of `source` in order, each once its payload was read. Neither their order nor VERI is judged: that is what
 * `verifyContainer` does.
 *
 * @throws H4Error for a header of the file or of a chunk that leads nowhere; the chunks before it were given then
 * @example
 * for await (const { tag, offset, length } of listChunks(file)) console.log(tag, offset, length);
 */
export async function* listChunks(
  source: ContainerSource,
  options: AsyncOptions = {},
): AsyncGenerator<ChunkInfo, void, undefined> {
  checkKeys(options, KEYS_OF_CHUNKS);
  checkAsync(options);
  const { signal, onProgress } = options;
  const opened = await openSource(source, signal);
  const report = onProgress && ((read: number) => onProgress({ read, written: 0, total: opened.size }));
  const sequence = new Sequence(opened, signal, report);
  checkHeader(await sequence.take(HEADER_SIZE));
  while (sequence.offset < opened.size) {
    const { offset } = sequence;
    const header = readChunkHeader(await sequence.take(CHUNK_HEADER_SIZE), offset, opened.size);
    let crc = 0;
    for (let rest = header.length; rest > 0; ) {
      const piece = await sequence.piece(rest);
      rest -= piece.length;
      crc = crc32(piece, crc);
    }
    yield { ...header, intact: crc === header.crc32, known: isKnown(header.tag) };
  }
}
