/** What signs for a caller: a private key, or what holds one elsewhere. */

import { PublicKey, type Signer } from "../seal/keys.js";
import { describe } from "./bytes.js";

/** Refuses what cannot sign; `name` is the option that held it. */
export function checkSigner(value: unknown, name: string): asserts value is Signer {
  const signer = value as Signer | null | undefined;
  if (typeof signer?.sign !== "function" || !(signer.publicKey instanceof PublicKey)) {
    throw new TypeError(`${name} must be a private key or another signer with its public key, got ${describe(value)}`);
  }
}
