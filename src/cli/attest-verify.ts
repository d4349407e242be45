/** `h4 attest verify`: the verdict on an attestation, and what it does and does not prove. CLI.md; S21, S41 of PROMISES.md. */

import type { Command } from "commander";
import { type VerifyAttestationOptions, verifyAttestation } from "../api/attestation.js";
import { ATTESTATION_SIZE_MAX } from "../seal/attestation.js";
import type { AttestationVerdict } from "../seal/verify-attestation.js";
import { parseFingerprint, parseNonce, parseSeconds } from "./arguments.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile, readUpTo } from "./transfer.js";
import { publicKeys } from "./trust.js";

interface VerifyOptions extends ReportOptions {
  readonly nonce?: string;
  readonly key?: readonly string[];
  readonly maxAge?: number;
  readonly fingerprint?: readonly string[];
}

const EXAMPLE = `h4 attest verify attestation.json --key attest.pem.pub --nonce $NONCE --fingerprint $REVIEWED
curl -s "$SERVICE/compress/attest?nonce=$NONCE" | h4 attest verify - --key attest.pem.pub --nonce $NONCE`;

/** Adds `verify` to `h4 attest`. */
export function addAttestVerify(attest: Command, finish: shared.Finish): void {
  shared
    .addCommand(attest, "verify", "checks an attestation, and says what it proves", EXAMPLE)
    .argument("<FILE>", "the attestation; - is stdin")
    .option("--nonce <hex>", "the nonce that it was asked for with", parseNonce)
    .option(
      "--key <file>",
      "public key of the signer; several may be given. Without one, no signature is checked",
      shared.all,
    )
    .option("--max-age <seconds>", "greatest age; at most what the attestation allows itself, 300", parseSeconds)
    .option("--fingerprint <fp>", "SHA-256 of an engine that may run; several may be given", allFingerprints)
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (file: string, options: VerifyOptions) => finish(await verify(file, options)));
}

const allFingerprints = (value: string, before?: readonly string[]): string[] =>
  shared.all(parseFingerprint(value), before);

async function verify(file: string, options: VerifyOptions): Promise<number> {
  const report = new Report(options);
  const requirements = await requirementsOf(options);
  await eachFile(report, [file], async () => {
    const verdict = await verifyAttestation(await readUpTo(file, ATTESTATION_SIZE_MAX), requirements);
    report.result({ file: file === STANDARD_STREAM ? null : file, ...verdict }, lines(verdict));
  });
  return report.exitCode;
}

async function requirementsOf({ nonce, key, maxAge, fingerprint }: VerifyOptions): Promise<VerifyAttestationOptions> {
  return {
    ...(key === undefined ? {} : { publicKeys: await publicKeys(key) }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(fingerprint === undefined ? {} : { fingerprints: fingerprint }),
  };
}

function lines(verdict: AttestationVerdict): string {
  const { engine_id, fingerprint, timestamp_unix, sealed, proved, not_proved } = verdict;
  return [
    `engine_id    ${engine_id}`,
    `fingerprint  ${fingerprint}`,
    `made at      ${new Date(timestamp_unix * 1000).toISOString().replace(".000", "")}`,
    `sealed       ${sealed}`,
    ...proved.map((sentence) => `proved       ${sentence}`),
    ...not_proved.map((sentence) => `not proved   ${sentence}`),
  ].join("\n");
}
