/** The post-deployment half of `h4 check`: "Post-Deployment" of the guide, on a service that runs. S39 to S46, S71 */

import { randomBytes } from "node:crypto";
import { verifyAttestation } from "../api/attestation.js";
import { type Verdict, type Verification, verifyContainer } from "../container/verify.js";
import type { PublicKey } from "../seal/keys.js";
import { ENGINE_ID, FINGERPRINT } from "../seal/pins.js";
import type { JsonValue } from "../seal/strict-json.js";
import type { CheckItem, Checklist } from "./check.js";
import { FileError } from "./exit.js";
import { type Once, once } from "./once.js";
import { ask, askJson, type ServiceAddress } from "./service-client.js";
import { readServiceLog } from "./service-log.js";

/** What a service is held against. */
export interface ServiceOptions {
  readonly address: ServiceAddress;
  /** Where /metrics and /compress/attest are. */
  readonly management: ServiceAddress;
  readonly engineId: string | undefined;
  readonly fingerprint: string | undefined;
  /** Whether the deployment pins its engine: what `sealed` must be. */
  readonly sealed: boolean;
  /** Keys of which one must have signed the attestation. */
  readonly keys: readonly PublicKey[] | undefined;
  /** The log of the service, where it can be read. */
  readonly logFile: string | undefined;
}

/** Bytes of a request that is compressed: the guide's own size of a small document. */
const SAMPLE_SIZE = 100_000;
const NONCE_SIZE = 16;
const LOG_ITEM = 'Logs show "🔐 Compression core sealed: ..."';

/** What the service says about its engine. */
interface Claim {
  engineId: string;
  fingerprint: string;
  sealed: JsonValue | undefined;
}

/** "Post-Deployment" of the guide. Once a service has not answered, it is not asked again. */
export function serviceList(options: ServiceOptions): Checklist {
  const { address, logFile } = options;
  const alive = once(() => askJson(address, "/healthz"));
  const afterAlive = <T>(step: () => Promise<T>): Once<T> => once(() => answering(alive).then(step));
  const claim = afterAlive(() => claimOf(options));
  const container = afterAlive(async () => await judgedContainer(options, await claim()));
  const item = (name: string, run: () => Promise<string>): CheckItem => ({ item: name, run });
  const seen = async (file: string) => await logged(file, options, await claim());
  const logs = logFile === undefined ? [] : [item(LOG_ITEM, () => seen(logFile))];
  return {
    title: "Post-deployment",
    items: [
      item("API starts without errors", async () => {
        await alive();
        await askJson(address, "/readyz");
        return "alive and ready";
      }),
      item(`/compress/info returns "sealed": ${options.sealed}`, async () => informed(options, await claim())),
      item("/compress/attest returns valid attestation", async () => await attested(options, await claim())),
      item(
        "Compression works end-to-end",
        afterAlive(() => roundTrips(address)),
      ),
      item("H4MK containers include sealing metadata", async () => sealingMetadata(await container())),
      item("VERI hashes validate correctly", async () => passed((await container()).integrity)),
      ...logs,
      item("Seal checks pass", async () => await sealCounters(options, await claim())),
    ],
  };
}

/** Rejects where the service gave no answer at all; what it answered is not looked at here. */
async function answering(alive: Once<unknown>): Promise<void> {
  try {
    await alive();
  } catch (error) {
    if ((error as { code?: unknown }).code === "SOURCE_UNREACHABLE") throw error;
  }
}

/** `GET /compress/info`. */
async function claimOf({ address }: ServiceOptions): Promise<Claim> {
  const info = await askJson(address, "/compress/info");
  return {
    engineId: text(info.engine_id, "engine_id", ENGINE_ID),
    fingerprint: text(info.fingerprint, "fingerprint", FINGERPRINT),
    sealed: info.sealed,
  };
}

/** What everything that the service makes must name: the pins, and where there are none what it says itself. */
function expectedOf({ engineId, fingerprint, sealed }: ServiceOptions, claim: Claim) {
  return { engineId: engineId ?? claim.engineId, fingerprint: fingerprint ?? claim.fingerprint, sealed };
}

function informed(options: ServiceOptions, claim: Claim): string {
  const expected = expectedOf(options, claim);
  same("sealed", claim.sealed, expected.sealed);
  same("engine_id", claim.engineId, expected.engineId);
  same("fingerprint", claim.fingerprint, expected.fingerprint);
  const compared = options.fingerprint === undefined ? "; its own word: --fingerprint compares it" : ", as expected";
  return `${claim.engineId}, ${claim.fingerprint}${compared}`;
}

function text(value: JsonValue | undefined, name: string, pattern: RegExp): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new FileError("CHECK_FAILED", `${name} is ${shown(value)}, not one that an engine can have`);
}

function same(name: string, value: JsonValue | undefined, expected: string | number | boolean): void {
  if (value === expected) return;
  throw new FileError("CHECK_FAILED", `${name} is ${shown(value)}, expected is ${shown(expected)}`);
}

/** A value of an answer for a reader, of bounded length. */
function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "absent";
  if (typeof value === "bigint") return `${value}`.slice(0, 80);
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner)).slice(0, 80);
}

/** An attestation for a nonce that was chosen now, verified as `h4 attest verify` does. S21, S41, T14 */
async function attested(options: ServiceOptions, claim: Claim): Promise<string> {
  const { management, keys } = options;
  const expected = expectedOf(options, claim);
  const nonce = randomBytes(NONCE_SIZE).toString("hex");
  const attestation = await ask(management, `/compress/attest?nonce=${nonce}`);
  const verdict = await verifyAttestation(attestation, {
    nonce,
    fingerprints: [expected.fingerprint],
    ...(keys === undefined ? {} : { publicKeys: keys }),
  });
  same("engine_id", verdict.engine_id, expected.engineId);
  same("sealed", verdict.sealed, expected.sealed);
  if (verdict.authenticated) return `made for a new nonce, and signed by ${verdict.key_id}`;
  const open = verdict.signed ? "its signature was not checked: --key names the signer" : "not signed";
  return `made for a new nonce; ${open}, so that anyone could have written it`;
}

/** There and back: nothing, and a document that no server has an answer ready for. S42 */
async function roundTrips(address: ServiceAddress): Promise<string> {
  const plain = document(SAMPLE_SIZE);
  await roundTrip(address, new Uint8Array());
  const packed = await roundTrip(address, plain);
  if (packed < plain.length) return `0 and ${plain.length} bytes came back, the latter from ${packed}`;
  throw new FileError("CHECK_FAILED", `${plain.length} bytes of text became ${packed}: nothing was compressed`);
}

/** Answers with the number of compressed bytes. */
async function roundTrip(address: ServiceAddress, plain: Uint8Array<ArrayBuffer>): Promise<number> {
  const packed = await ask(address, "/compress", { body: plain });
  const restored = await ask(address, "/compress/decompress", { body: packed });
  if (Buffer.from(restored).equals(plain)) return packed.length;
  throw new FileError("CHECK_FAILED", `${plain.length} bytes came back as ${restored.length} others`);
}

/** Lines as a log has them, each with something that cannot be foreseen. */
function document(size: number): Uint8Array<ArrayBuffer> {
  const line = (n: number) => `{"record":${n},"level":"info","token":"${randomBytes(6).toString("hex")}"}\n`;
  const lines = Array.from({ length: Math.ceil(size / line(0).length) }, (_, n) => line(n));
  return new TextEncoder().encode(lines.join("")).slice(0, size);
}

/** A container made by the service, held against what it says about its engine. S43, S44 */
async function judgedContainer(options: ServiceOptions, claim: Claim): Promise<Verification> {
  const container = await ask(options.address, "/compress?format=h4mk", { body: document(SAMPLE_SIZE) });
  return await verifyContainer(container, expectedOf(options, claim));
}

function sealingMetadata({ integrity, engineId, fingerprint, sealed, info }: Verification): string {
  for (const verdict of [integrity, engineId, fingerprint, sealed]) passed(verdict);
  const { engine, engine_id, opaque, sealed: found } = info!.compression!;
  return `META says ${engine}, ${engine_id}, its fingerprint, sealed ${found}, opaque ${opaque}`;
}

function passed({ outcome, says, error }: Verdict): string {
  if (outcome === "passed") return says;
  throw error ?? new FileError("CHECK_FAILED", says);
}

/** One seal line since the last start of a sealed deployment, none of another, and nothing that was refused. S45, S64 */
async function logged(file: string, { sealed }: ServiceOptions, claim: Claim): Promise<string> {
  const records = await readServiceLog(file);
  if (records.refused[0] !== undefined) throw new FileError("CHECK_FAILED", `it has: ${records.refused[0]}`);
  const expected = `🔐 Compression core sealed: ${claim.engineId} (fp: ${claim.fingerprint.slice(0, 12)}…)`;
  const lines = records.sealed.length;
  if (lines === Number(sealed) && records.sealed.every((line) => line.includes(expected))) {
    return sealed ? expected : "no such line, and none of a refusal";
  }
  throw new FileError(
    "CHECK_FAILED",
    `${lines} seal lines since the last start: ${records.sealed.join(" ") || "none"}`,
  );
}

/** What the service counted when it started. S60 to S62 */
async function sealCounters({ management, sealed }: ServiceOptions, claim: Claim): Promise<string> {
  const metrics = new TextDecoder().decode(await ask(management, "/metrics"));
  const checks = sample(metrics, "harmony4_seal_checks_total");
  const passes = sample(metrics, "harmony4_seal_passes_total");
  const failures = sample(metrics, "harmony4_seal_failures_total");
  if (failures !== 0) throw new FileError("CHECK_FAILED", `${failures} seal checks failed`);
  if (passes !== checks) throw new FileError("CHECK_FAILED", `${checks} seal checks, and ${passes} passed`);
  if (sealed && checks < 1) throw new FileError("CHECK_FAILED", "no seal was checked");
  for (const [name, value] of [
    ["harmony4_sealed", sealed ? 1 : 0],
    [`harmony4_active_engine{engine_id="${claim.engineId}"}`, 1],
  ] as const) {
    const found = sample(metrics, name);
    same(name, found, value);
  }
  return `${checks} made, none failed; ${claim.engineId} is active`;
}

/** The value of one series in Prometheus text format. */
function sample(metrics: string, series: string): number {
  const line = metrics.split("\n").find((each) => each.startsWith(`${series} `));
  const value = Number(line?.slice(series.length + 1).split(" ")[0] ?? Number.NaN);
  if (Number.isFinite(value)) return value;
  throw new FileError("CHECK_FAILED", `/metrics has no ${series}`);
}
