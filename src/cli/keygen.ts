/** `h4 keygen`: a new Ed25519 key pair in two files, the private one for its owner alone. CLI.md. */

import { rm } from "node:fs/promises";
import type { Command } from "commander";
import { generateKey } from "../seal/keys.js";
import { UsageError } from "./exit.js";
import { printable } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { type Output, once, toFile } from "./output.js";
import { Report, type ReportOptions } from "./report.js";

/** Added to the name of the private key: the name of the public one. */
const PUBLIC_SUFFIX = ".pub";
/** Permissions of the private key: its owner's alone. */
const PRIVATE_MODE = 0o600;

interface KeygenOptions extends ReportOptions {
  readonly output?: string;
  readonly force?: boolean;
}

const EXAMPLE = `h4 keygen -o attest.pem             attest.pem signs, attest.pem.pub verifies
HARMONY4_ATTEST_KEY=attest.pem h4 attest`;

/** Adds `h4 keygen` to the parser. */
export function addKeygen(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "keygen", "a new key pair: KEY signs, KEY.pub verifies", EXAMPLE)
    .option("-o, --output <key>", "write the private key to <key>, the public one to <key>.pub")
    .addOption(shared.forceOption("replace files that exist"))
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (options: KeygenOptions) => finish(await keygen(options)));
}

async function keygen({ output, force, ...rest }: KeygenOptions): Promise<number> {
  const report = new Report(rest);
  if (!output) throw new UsageError("-o must name the file of the private key");
  if (output === STANDARD_STREAM) throw new UsageError("a key pair is two files: -o must name one");
  const publicFile = `${output}${PUBLIC_SUFFIX}`;
  // Both are looked at before either is written.
  const toPublic = await toFile(publicFile, { force });
  const toPrivate = await toFile(output, { force, mode: PRIVATE_MODE });
  const key = await generateKey();
  await write(toPrivate, key.toPem());
  try {
    await write(toPublic, key.publicKey.toPem());
  } catch (error) {
    // Half a pair is no pair. One that replaced another stays: `openssl pkey -pubout` gives its other half.
    if (!force) await rm(output, { force: true });
    throw error;
  }
  const { keyId } = key.publicKey;
  report.result(
    { private_key: output, public_key: publicFile, key_id: keyId },
    `private key  ${printable(output)}\npublic key   ${printable(publicFile)}\nkey_id       ${keyId}`,
  );
  return report.exitCode;
}

async function write(to: Output, pem: string): Promise<void> {
  await to(once(new TextEncoder().encode(pem)));
}
