/** Uses of the entry `harmony4/decompress` that must type-check for its users, and misuses that must not. Never run. */
import {
  createDecoder,
  type Decoder,
  type DecoderInfo,
  type DecoderOptions,
  decompress,
  H4DecompressionStream,
  H4Error,
} from "harmony4/decompress";

export async function oneShot(bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  // @ts-expect-error: a decoder has no levels
  await decompress(bytes, { level: 9 });
  return await decompress(bytes.buffer as ArrayBuffer, { dictionary: [bytes], maxOutput: 64 << 20, signal });
}

export async function synchronous(bytes: Uint8Array, options: DecoderOptions): Promise<DecoderInfo | undefined> {
  const decoder: Decoder = await createDecoder({ ...options, seal: { fingerprint: "0".repeat(64) } });
  // @ts-expect-error: what is not set must not lift the seal
  await createDecoder({ seal: { fingerprint: undefined } });
  // @ts-expect-error: a decoder does not compress
  decoder.compress(bytes);
  try {
    const plain: Uint8Array<ArrayBuffer> = decoder.decompress(bytes, { windowLogMax: 23 });
    return plain.length > 0 ? decoder.info() : undefined;
  } catch (error) {
    if (error instanceof H4Error && error.code === "DATA_CORRUPT") return undefined;
    throw error;
  }
}

export function streams(source: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return source.pipeThrough(new H4DecompressionStream({ maxOutput: Number.POSITIVE_INFINITY }, createDecoder()));
}
