/** The hashes over a container: leaves, pages and the root that stands for all of it. H4MK.md, "The index" */

import { createSha256, sha256Aside } from "#platform";
import { H4Error } from "../api/errors.js";
import type { Sha256 } from "../platform/sha256.js";
import { toHex } from "../seal/text.js";
import { viewOn, writeHeader, writeU64 } from "./format.js";

/** What is hashed begins with a byte that says what it is, so that none passes for another. */
const LEAF = 0;
const PAGE = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);

/** `00 ‖ u64 block ‖ u32 plain length` */
const LEAF_PREFIX_SIZE = 13;

/** Payloads from here on are hashed in another thread, where there is one: the way there costs as much as 50 KiB. */
const ASIDE = 64 << 10;

/** Computes the hashes of one container. */
export class HashTree {
  private readonly prefix = new Uint8Array(LEAF_PREFIX_SIZE);
  private readonly prefixView = viewOn(this.prefix);

  private constructor(private readonly hash: Sha256) {}

  static async create(): Promise<HashTree> {
    return new HashTree(await createSha256());
  }

  /** `SHA-256(00 ‖ u64 block ‖ u32 plain length ‖ CORE payload)` */
  async leaf(block: number, plainLength: number, payload: Uint8Array): Promise<Uint8Array> {
    if (sha256Aside !== undefined && payload.length >= ASIDE) {
      const message = new Uint8Array(LEAF_PREFIX_SIZE + payload.length);
      message.set(this.leafPrefix(block, plainLength));
      message.set(payload, LEAF_PREFIX_SIZE);
      return await sha256Aside(message);
    }
    this.beginLeaf(block, plainLength);
    this.update(payload);
    return this.end();
  }

  /** The same for a payload that comes piece by piece: then `update` for each, then `end`. */
  beginLeaf(block: number, plainLength: number): void {
    this.hash.update(this.leafPrefix(block, plainLength));
  }

  private leafPrefix(block: number, plainLength: number): Uint8Array {
    this.prefix[0] = LEAF;
    writeU64(this.prefixView, 1, block);
    this.prefixView.setUint32(9, plainLength);
    return this.prefix;
  }

  update(piece: Uint8Array): void {
    this.hash.update(piece);
  }

  end(): Uint8Array<ArrayBuffer> {
    return this.hash.digest();
  }

  /** `SHA-256(01 ‖ page payload)` */
  page(payload: Uint8Array): Uint8Array<ArrayBuffer> {
    this.hash.update(PAGE);
    return this.plain(payload);
  }

  /** `SHA-256(02 ‖ file header ‖ hIXR payload ‖ SHA-256(META payload) ‖ SHA-256(SAFE payload))` */
  root(indexRoot: Uint8Array, meta: Uint8Array, safe: Uint8Array): Uint8Array<ArrayBuffer> {
    const metaHash = this.plain(meta);
    const safeHash = this.plain(safe);
    for (const part of [ROOT, writeHeader(), indexRoot, metaHash]) this.hash.update(part);
    return this.plain(safeHash);
  }

  /** SHA-256 of `bytes` alone. */
  plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    this.hash.update(bytes);
    return this.hash.digest();
  }
}

/** None of what is compared is secret: a time that tells where bytes differ tells nothing. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Refuses `found` unless it is the digest expected. */
export function checkDigest(
  found: Uint8Array,
  expected: Uint8Array,
  code: "CONTAINER_VERI_MISMATCH" | "CONTAINER_ROOT" | "CONTAINER_PAGE" | "CONTAINER_LEAF",
  what: string,
  offset: number,
): void {
  if (equalBytes(found, expected)) return;
  const [got, limit] = [toHex(found), toHex(expected)];
  throw new H4Error(code, `${what} at byte ${offset}: the SHA-256 is ${got}, not ${limit}`, { got, limit, offset });
}
