/** Gets the bytes of an artifact from wherever the caller has them, always as a copy that nobody else holds. */

import { inlinedArtifact, open } from "#platform";
import { H4Error } from "../api/errors.js";
import {
  ARTIFACT_SIZE_MAX,
  type ArtifactSource,
  copy,
  isModuleSource,
  type ReadOptions,
  tooLarge,
} from "./artifact-source.js";

/** The bytes of the artifact at `source`. */
export async function readArtifact(source: ArtifactSource, options: ReadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await read(source, options);
  options.onProgress?.({ read: bytes.length, written: 0 });
  return bytes;
}

async function read(source: ArtifactSource, { signal }: ReadOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (source === undefined) return inlinedArtifact();
  if (source instanceof Uint8Array) return copy(source);
  // A module cannot be hashed, so its bytes are what runs.
  if (isModuleSource(source)) return copy(source.bytes);
  if (!(source instanceof URL)) return readBody(source, signal);
  const opened = await open(source, signal).catch((cause: unknown) => {
    signal?.throwIfAborted();
    if (cause instanceof H4Error) throw cause;
    throw new H4Error("CORE_UNREADABLE", `Compression core cannot be read: ${source.href}`, { cause });
  });
  return opened instanceof Uint8Array ? copy(opened) : readBody(opened, signal);
}

/** Reads a response to its end, or to the limit. */
async function readBody(response: Response, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok) {
    await response.body?.cancel();
    const code = response.status === 404 || response.status === 410 ? "CORE_NOT_FOUND" : "CORE_UNREADABLE";
    throw new H4Error(code, `Compression core not found: ${response.url} answered ${response.status}`, {
      got: response.status,
    });
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = response.body?.getReader();
  // A read that waits is answered when the reader is cancelled.
  const cancel = () => void reader?.cancel(signal?.reason);
  signal?.addEventListener("abort", cancel, { once: true });
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    signal?.throwIfAborted();
    if (done) break;
    total += value.length;
    if (total > ARTIFACT_SIZE_MAX) {
      await reader.cancel();
      throw tooLarge(total);
    }
    chunks.push(value);
  }
  signal?.removeEventListener("abort", cancel);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
