/** What the user trusts: roots and public keys given on the command line. H4MK.md, "The index" */

import { type Command, Option } from "commander";
import type { TrustOptions } from "../container/trust.js";
import { readPublicKeyFile } from "../platform/node-keys.js";
import { type PublicKey, parsePublicKey } from "../seal/keys.js";
import { parseRoot } from "./arguments.js";
import { all } from "./options.js";

/** As the parser gives them. */
export interface TrustArguments {
  readonly root?: string;
  readonly key?: readonly string[];
}

/** Adds --root and --key; `signed` is what a key must have signed. */
export function addTrust(command: Command, signed = "the root"): Command {
  return command
    .addOption(
      new Option("--root <digest>", "the root that you trust: 64 hexadecimal digits from who wrote it").argParser(
        parseRoot,
      ),
    )
    .addOption(
      new Option("--key <public>", `public key that must have signed ${signed}; several may be given`).argParser(all),
    );
}

/** What the library is asked for. What was not given is not asked. */
export async function trustOf({ root, key }: TrustArguments): Promise<TrustOptions> {
  return { ...(root === undefined ? {} : { root }), ...(key === undefined ? {} : { key: await publicKeys(key) }) };
}

/** The keys in the files at `paths`. */
export function publicKeys(paths: readonly string[]): Promise<PublicKey[]> {
  return Promise.all(paths.map(async (path) => parsePublicKey(await readPublicKeyFile(path))));
}
