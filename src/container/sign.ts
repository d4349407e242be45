/** Signing a container that exists: the signature put into it, or beside it. H4MK.md, "sIGN" */

import { crc32, createSha256 } from "#platform";
import { checkKeys } from "../api/check.js";
import { H4Error } from "../api/errors.js";
import { type AsyncOptions, checkAsync } from "../api/options.js";
import { checkSigner } from "../api/signer.js";
import type { Signer } from "../seal/keys.js";
import { type ContainerSource, type OpenedSource, openSource } from "./access.js";
import type { Piece } from "./builder.js";
import {
  CHUNK_HEADER_SIZE,
  HEADER_SIZE,
  readChunkHeader,
  type Tag,
  VERI_CHUNK_SIZE,
  writeChunkHeader,
} from "./format.js";
import { TAIL_CHUNK_SIZE, writeTail } from "./index-layout.js";
import { Sequence } from "./sequence.js";
import { signaturePayload } from "./signature.js";
import { verifyAll } from "./strict.js";
import { equalBytes, HashTree } from "./tree.js";
import type { TreeIndex } from "./tree-index.js";

const SIGN_KEYS = new Set(["signal", "onProgress"]);

/** Chunks that a signature changes or replaces. */
const REPLACED: ReadonlySet<string> = new Set<Tag>(["sIGN", "tAIL", "VERI"]);

/**
 * The container with a signature of its root in it, piece by piece; one that was there is replaced. All of the
 * container is verified before the first piece: nobody should sign what is damaged. Root, blocks and META stay as they
 * are.
 *
 * @throws H4Error `CONTAINER_UNINDEXED` where there is no root to sign; as `H4mkReader.open` with `strict`
 * @example
 * await writeFileAtomically("signed.h4mk", signContainer(file, await parsePrivateKey(pem)));
 */
export async function* signContainer(
  source: ContainerSource,
  signer: Signer,
  options: AsyncOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkSigner(signer, "signer");
  const { opened, index, veri } = await verified(source, options);
  const signature = await signaturePayload(index.tail.root, signer);
  yield* rewrite(opened, index, veri, signature, options.signal);
}

/**
 * A detached signature of a container: the DSSE envelope as JSON, to be kept beside it and given as `signature` to who
 * opens or verifies it. All of the container is verified first.
 *
 * @throws H4Error as `signContainer`
 */
export async function createSignature(
  source: ContainerSource,
  signer: Signer,
  options: AsyncOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkSigner(signer, "signer");
  const { index } = await verified(source, options);
  return await signaturePayload(index.tail.root, signer);
}

async function verified(source: ContainerSource, options: AsyncOptions) {
  checkKeys(options, SIGN_KEYS);
  checkAsync(options);
  const { signal, onProgress } = options;
  const opened = await openSource(source, signal);
  const report = onProgress && ((read: number) => onProgress({ read, written: 0, total: opened.size }));
  const { index, scan } = await verifyAll(opened, await HashTree.create(), { signal, onProgress: report });
  if (index === undefined) {
    throw new H4Error("CONTAINER_UNINDEXED", "The container has no index, so no root that could be signed");
  }
  return { opened, index, veri: scan.veri };
}

/** Copies chunk by chunk; the signature comes behind hIXR. What is read must be what was verified. */
async function* rewrite(
  source: OpenedSource,
  { tail, indexRoot }: TreeIndex,
  veri: Uint8Array,
  signature: Piece,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const sequence = new Sequence(source, signal);
  const [read, written] = [await createSha256(), await createSha256()];
  let size = HEADER_SIZE;
  yield owned(await sequence.take(HEADER_SIZE));
  const put = (piece: Piece): Piece => {
    written.update(piece);
    size += piece.length;
    return piece;
  };
  const chunk = (tag: Tag, payload: Piece) =>
    [writeChunkHeader(tag, payload.length, crc32(payload)), payload].map((piece) => put(piece));
  for (;;) {
    const { offset } = sequence;
    const bytes = await sequence.take(CHUNK_HEADER_SIZE);
    const { tag, length } = readChunkHeader(bytes, offset, source.size);
    if (tag === "VERI") break;
    const copied = !REPLACED.has(tag);
    read.update(bytes);
    if (copied) yield put(owned(bytes));
    for (let rest = length; rest > 0; ) {
      const piece = await sequence.piece(rest);
      rest -= piece.length;
      read.update(piece);
      if (copied) yield put(owned(piece));
    }
    if (offset === indexRoot.offset) yield* chunk("sIGN", signature);
  }
  if (!equalBytes(read.digest(), veri)) {
    throw new H4Error("SOURCE_CHANGED", "The container changed after it was verified: what was written of it is void");
  }
  yield* chunk("tAIL", writeTail({ ...tail, containerSize: size + TAIL_CHUNK_SIZE + VERI_CHUNK_SIZE }));
  yield* chunk("VERI", written.digest());
}

function owned(piece: Uint8Array): Piece {
  return piece.slice() as Piece;
}
