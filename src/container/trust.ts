/** What stands behind a container: a root that the caller knows, or a signature by a key that the caller trusts. */

import { type Bytes, describe, isBytes, viewOf } from "../api/bytes.js";
import { H4Error } from "../api/errors.js";
import { PublicKey } from "../seal/keys.js";
import { toHex } from "../seal/text.js";
import { verifySignature } from "./signature.js";
import { equalBytes } from "./tree.js";
import type { TreeIndex } from "./tree-index.js";

const ROOT_SIZE = 32;

/**
 * What the caller trusts. Everything that is given must hold. What is there but undefined is refused: an unset variable
 * must not lift the check.
 */
export interface TrustOptions {
  /** The root, as 32 bytes or 64 hexadecimal digits. */
  root?: string | Bytes;
  /** The signature must be one by this key, or one of these. */
  key?: PublicKey | readonly PublicKey[];
  /** A detached signature, for `key`. Default: the one in the container. */
  signature?: Bytes;
}

/** The keys of `TrustOptions`. */
export const TRUST_KEYS = ["root", "key", "signature"] as const;

/** `TrustOptions`, every form made one. */
export interface Trust {
  root: Uint8Array | undefined;
  keys: readonly PublicKey[] | undefined;
  signature: Uint8Array | undefined;
}

/** A TypeError or RangeError for what can be no root, key or signature. */
export function checkTrust(options: TrustOptions): Trust {
  const trust: Trust = { root: undefined, keys: undefined, signature: undefined };
  if ("root" in options) trust.root = checkRoot(options.root);
  if ("key" in options) trust.keys = checkKeysOf(options.key);
  if (!("signature" in options)) return trust;
  if (trust.keys === undefined) throw new TypeError("signature needs a key to verify it with");
  return { ...trust, signature: viewOf(options.signature as Bytes, "signature").slice() };
}

function checkKeysOf(key: TrustOptions["key"]): readonly PublicKey[] {
  const keys: readonly unknown[] = Array.isArray(key) ? key : [key];
  if (keys.length === 0) throw new RangeError("key must be at least one key");
  return keys.map((one) => {
    if (one instanceof PublicKey) return one;
    throw new TypeError(`key must be a PublicKey or several, got ${describe(one)}`);
  });
}

function checkRoot(root: unknown): Uint8Array {
  if (isBytes(root)) {
    const bytes = viewOf(root, "root").slice();
    if (bytes.length === ROOT_SIZE) return bytes;
    throw new RangeError(`root must be ${ROOT_SIZE} bytes, got ${bytes.length}`);
  }
  if (typeof root !== "string") throw new TypeError(`root must be a string or bytes, got ${describe(root)}`);
  const digits = root.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) throw new RangeError("root must be 64 hexadecimal digits");
  return Uint8Array.from({ length: ROOT_SIZE }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/**
 * Holds the root of `index` against what the caller trusts. Answers whether anything stood behind it.
 *
 * @throws H4Error `CONTAINER_UNTRUSTED`, `CONTAINER_UNSIGNED`, `CONTAINER_SIGNATURE`; `CONTAINER_UNINDEXED` where there
 * is no root
 */
export async function authenticate(index: TreeIndex | undefined, trust: Trust): Promise<boolean> {
  if (trust.root === undefined && trust.keys === undefined) return false;
  if (index === undefined) {
    const message = "The container has no index, so no root that could be trusted or signed";
    throw new H4Error("CONTAINER_UNINDEXED", message);
  }
  const { root } = index.tail;
  if (trust.root !== undefined) checkTrusted(root, trust.root);
  if (trust.keys !== undefined) await verifySignature(signatureOf(index, trust), root, trust.keys);
  return true;
}

export function checkTrusted(found: Uint8Array, trusted: Uint8Array): void {
  if (equalBytes(found, trusted)) return;
  const [got, limit] = [toHex(found), toHex(trusted)];
  const message = `The root of the container is ${got}, not the trusted ${limit}`;
  throw new H4Error("CONTAINER_UNTRUSTED", message, { got, limit });
}

export function signatureOf(index: TreeIndex, trust: Trust): Uint8Array {
  const signature = trust.signature ?? index.signature?.payload;
  if (signature !== undefined) return signature;
  throw new H4Error(
    "CONTAINER_UNSIGNED",
    "A key was given, but the container is not signed and no signature came with it",
  );
}
