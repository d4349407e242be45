/** `h4 attest`: what engine runs here, signed where there is a key. CLI.md; S20 of PROMISES.md. */

import type { Command } from "commander";
import { attest } from "../api/attestation.js";
import { ATTEST_KEY, attestationKeyFromEnvironment, readPrivateKey } from "../api/attestation-key.js";
import { parseNonce } from "./arguments.js";
import { addAttestVerify } from "./attest-verify.js";
import { openEngine } from "./engine.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";

interface AttestOptions extends ReportOptions {
  readonly nonce?: string;
  readonly key?: string;
}

const EXAMPLE = `h4 attest --key attest.pem --nonce $(openssl rand -hex 16) > attestation.json`;

/** Adds `h4 attest` and `h4 attest verify` to the parser. */
export function addAttest(program: Command, finish: shared.Finish): void {
  const command = shared
    .addCommand(program, "attest", "which engine runs here, signed so that others can check it", EXAMPLE)
    .enablePositionalOptions() // those of `verify` are its own
    .option("--nonce <hex>", "what the verifier chose at random: 16 to 128 hexadecimal digits", parseNonce)
    .option("--key <file>", `private key to sign with (default: the file that ${ATTEST_KEY} names)`)
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (options: AttestOptions) => finish(await attestEngine(options)));
  addAttestVerify(command, finish);
}

async function attestEngine({ nonce, key: file, ...rest }: AttestOptions): Promise<number> {
  const report = new Report(rest);
  const key = file === undefined ? await attestationKeyFromEnvironment() : await readPrivateKey(file);
  const attestation = await attest(await openEngine(), { nonce, key });
  report.result(attestation, JSON.stringify(attestation, null, 2));
  if (key === undefined) {
    report.note(`h4: not signed, so that anyone could have written it: --key or ${ATTEST_KEY} signs it`);
  }
  return report.exitCode;
}
