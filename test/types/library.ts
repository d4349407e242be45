/** Uses of the entry `harmony4` that must type-check for its users, and misuses that must not. Compiled, never run. */
import {
  compress,
  createEngine,
  decompress,
  type EngineInfo,
  H4CompressionStream,
  H4DecompressionStream,
  H4Error,
  type H4ErrorCode,
} from "harmony4";

export async function oneShot(bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const packed: Uint8Array<ArrayBuffer> = await compress(bytes, { level: 9, checksum: false, signal });
  // @ts-expect-error: strings are not bytes
  await compress("text");
  // @ts-expect-error: there is no such option
  await compress(bytes, { lvl: 9 });
  return await decompress(packed.buffer, { maxOutput: 64 << 20, onProgress: ({ read, written }) => read + written });
}

export async function synchronous(bytes: Uint8Array): Promise<EngineInfo> {
  const h4 = await createEngine({ seal: { engineId: "id", fingerprint: "0".repeat(64) } });
  const plain: Uint8Array<ArrayBuffer> = h4.decompress(h4.compress(bytes), { dictionary: [bytes, bytes] });
  const written: number = h4.compressInto(bytes, new ArrayBuffer(h4.compressBound(bytes.length)), { level: 9 });
  h4.decompressInto(bytes, new Uint8Array(written), { windowLogMax: 23 });
  // @ts-expect-error: a number is no target
  h4.compressInto(bytes, written);
  const session = h4.compressor({ level: 5, contentSize: plain.length });
  const chunks: Uint8Array<ArrayBuffer>[] = [...session.push(plain), ...session.flush(), ...session.end()];
  for await (const chunk of h4.decompressor({ windowLogMax: 23 }).over(chunks)) chunk.fill(0);
  const info = h4.info();
  // @ts-expect-error: what is told about an engine is not to be changed into something else
  info.seal_level = "all";
  return info;
}

export function streams(source: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return source.pipeThrough(new H4CompressionStream({ level: 1 })).pipeThrough(new H4DecompressionStream());
}

export function codeOf(error: unknown): H4ErrorCode | undefined {
  if (!(error instanceof H4Error)) return undefined;
  // @ts-expect-error: codes are known
  if (error.code === "NO_SUCH_CODE") return undefined;
  return error.code;
}
