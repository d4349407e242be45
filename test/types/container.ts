/** Uses of the entry `harmony4/container` that must type-check for its users, and misuses that must not. Never run. */
import { createEngine } from "harmony4";
import {
  type ContainerInfo,
  createSignature,
  fromZstd,
  H4mkReader,
  httpSource,
  listChunks,
  type SeekPosition,
  signContainer,
  toSeekableZstd,
  type Verification,
  verifyContainer,
  writeContainer,
} from "harmony4/container";
import { generateKey } from "harmony4/seal";

export async function write(file: Blob): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const engine = await createEngine();
  const options = { blockSize: 1 << 16, level: 5, meta: { title: "x" }, seek: [{ pts: 0n, offset: 0 }], engine };
  for await (const piece of writeContainer(file, options)) pieces.push(piece);
  // @ts-expect-error: blocks are independent, so there is no dictionary
  writeContainer(file, { dictionary: new Uint8Array(1) });
  return new Blob(pieces);
}

export async function read(url: URL, root: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const reader = await H4mkReader.open(httpSource(url, { headers: { authorization: "x" } }), { root, signal });
  const info: ContainerInfo = reader.info;
  const position: SeekPosition | undefined = await reader.seek(40_000n);
  for await (const piece of reader.stream(0, info.plainSize)) piece.fill(0);
  // @ts-expect-error: only `open` makes one
  new H4mkReader({});
  return await reader.read(Number(position?.offset ?? 0));
}

export async function judge(file: Blob): Promise<Verification> {
  const key = await generateKey();
  const signature = await createSignature(file, key);
  for await (const { tag, intact } of listChunks(file)) if (!intact) throw new Error(tag);
  for await (const piece of signContainer(file, key)) piece.fill(0);
  // @ts-expect-error: an unset pin would lift the check
  await verifyContainer(file, { root: undefined });
  return await verifyContainer(file, { key: [key.publicKey], signature, fingerprint: "0".repeat(64), decode: true });
}

export async function convert(file: ArrayBuffer): Promise<void> {
  const reader = await H4mkReader.open(file, { strict: true });
  for await (const piece of toSeekableZstd(reader)) piece.fill(0);
  for await (const piece of fromZstd(file, { safe: { scope: "x" } })) piece.fill(0);
}
