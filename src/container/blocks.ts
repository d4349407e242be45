/** Cuts a source into blocks of one size, whatever pieces it comes in. */

/**
 * The bytes of `chunks` in blocks of `size`; only the last is shorter. The memory of a block is used again after
 * `buffers` more of them; a buffer that was transferred meanwhile is replaced. With a single one a block that lies
 * within a chunk is not copied: it is done with before the source is asked for more, and may reuse its memory.
 */
export async function* blocksOf(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  buffers: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ring = Array.from({ length: buffers }, () => new Uint8Array(0));
  let blocks = 0;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (buffers === 1 && filled === 0 && chunk.length - at >= size) {
        yield chunk.subarray(at, at + size);
        at += size;
        continue;
      }
      const slot = blocks % buffers;
      if (ring[slot]!.length !== size) ring[slot] = new Uint8Array(size);
      const part = Math.min(size - filled, chunk.length - at);
      ring[slot]!.set(chunk.subarray(at, at + part), filled);
      filled += part;
      at += part;
      if (filled < size) continue;
      yield ring[slot]!;
      blocks++;
      filled = 0;
    }
  }
  if (filled > 0) yield ring[blocks % buffers]!.subarray(0, filled);
}
