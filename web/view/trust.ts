/** What a person trusts, pasted into one field: the root of a container, or a public key as PEM. T15 of THREATS.md */

import type { TrustOptions } from "../../src/container.js";
import { parsePublicKey } from "../../src/seal.js";

/** 64 hexadecimal digits, however they were copied. */
const ROOT = /^[0-9a-f]{64}$/i;

/**
 * What `text` stands for; nothing where it is empty.
 *
 * @throws RangeError for text that is neither; H4Error `KEY_*` for a key that is none, `UNSUPPORTED` where signatures
 * cannot be verified
 */
export async function parseTrust(text: string): Promise<TrustOptions> {
  const given = text.trim();
  if (given === "") return {};
  const digits = given.replace(/\s+/g, "");
  if (ROOT.test(digits)) return { root: digits };
  if (given.includes("-----BEGIN")) return { key: await parsePublicKey(given) };
  throw new RangeError("This is neither a root (64 hexadecimal digits) nor a public key (-----BEGIN PUBLIC KEY-----)");
}
