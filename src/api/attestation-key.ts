/** The key of attestations, as the environment of a Node process names it. */

import { readPrivateKeyFile } from "../platform/node-keys.js";
import { type PrivateKey, parsePrivateKey } from "../seal/keys.js";

/** The variable with the path of the private key: PKCS#8 PEM, readable for its user alone. */
export const ATTEST_KEY = "HARMONY4_ATTEST_KEY";

/**
 * The private key in the file that `HARMONY4_ATTEST_KEY` names; undefined when the variable is unset, empty or blank.
 * A key that is named and cannot be used is an error, never an attestation without a signature.
 *
 * @throws H4Error `KEY_NOT_FOUND`, `KEY_UNREADABLE`, `KEY_UNSAFE_FILE`, `KEY_MALFORMED`, `KEY_UNSUPPORTED`
 * @example
 * const key = await attestationKeyFromEnvironment();
 * const attestation = await attest(engine, { nonce, key });
 */
export async function attestationKeyFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<PrivateKey | undefined> {
  const path = environment[ATTEST_KEY]?.trim();
  return path ? await readPrivateKey(path) : undefined;
}

/** The private key in the file at `path`. */
export async function readPrivateKey(path: string): Promise<PrivateKey> {
  return await parsePrivateKey(await readPrivateKeyFile(path));
}
