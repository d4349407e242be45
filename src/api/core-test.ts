/** What can be known of a native core before it is deployed: each property by a look or a trial. S33, S35 of PROMISES.md */

import type { CoreIdentity } from "../engine/core.js";
import { type ElfFacts, readElf } from "../engine/elf.js";
import { IsolatedCalls } from "../engine/isolated.js";
import { NativeCore } from "../engine/native.js";
import { ENGINE_ID_UNKNOWN, METADATA, REQUIRED } from "../engine/native-calls.js";
import { knowsMore, strangers } from "../engine/native-reach.js";
import { selfTestChecks } from "../engine/self-test.js";
import { readCoreFile, readFileAnywhere } from "../platform/core-file.js";
import { sha256Hex } from "../platform/hash-node.js";
import { H4Error } from "./errors.js";

/** One property. `detail` says what was found, where there is more to say than the name does. */
export interface CoreCheck {
  name: string;
  ok: boolean;
  detail?: string;
}

/** Milliseconds that each trial may take. */
const TIMEOUT = 60_000;

const OPTIONAL = ["h4_free", ...METADATA] as const;
const ABI_2 = ["h4_abi_version", "h4_compress_into", "h4_decompress_into", "h4_compress_bound"] as const;

/** Calls whose results are freed, or not; and what the process may grow by, garbage of its own included. */
const FREE_CALLS = 320;
const FREE_SIZE = 1 << 20;
const FREE_GROWTH_MAX = 200 << 20;

/**
 * The properties of the core at `path`, an absolute one, as they are found. It runs in a process of its own, from a
 * private copy of the bytes that were hashed. A property without which no other can be tried ends the list.
 *
 * `admit` sees the SHA-256 of those bytes and throws to refuse them: until it has returned, nothing of them runs.
 */
export async function* testCore(
  path: string,
  admit: (fingerprint: string) => void = () => undefined,
): AsyncGenerator<CoreCheck, void, undefined> {
  const bytes = yield* file(path);
  if (bytes === undefined) return;
  const fingerprint = sha256Hex(bytes);
  try {
    admit(fingerprint);
  } catch (error) {
    yield { name: "fingerprint", ok: false, detail: messageOf(error) };
    return;
  }
  yield passed("fingerprint", `sha256 ${fingerprint}`);
  const elf = yield* exported(bytes, path);
  if (elf === undefined) return;
  const calls = yield* trial("loads", () => IsolatedCalls.start(bytes, fingerprint, path, TIMEOUT));
  if (calls === undefined) return;
  const { engineId, abi, frees } = calls.facts;
  const named = engineId !== ENGINE_ID_UNKNOWN;
  yield { name: "h4_engine_id", ok: true, detail: named ? engineId : "none that is valid: an id cannot be pinned" };
  yield passed("ABI", abi === 2 ? "2: levels, and output into the caller's memory" : "1: one level");
  const identity: CoreIdentity = { engine: "core", engineId, fingerprint };
  const core = new NativeCore(calls, identity);
  for await (const { name, failure } of selfTestChecks(core)) yield { name, ...verdict(failure) };
  yield* bounds(calls);
  if (frees) yield* freed(calls);
  else yield passed("h4_free", "absent: the memory of the results is the business of the core");
}

function passed(name: string, detail: string): CoreCheck {
  return { name, ok: true, detail };
}

function verdict(failure: string | undefined): Omit<CoreCheck, "name"> {
  return failure === undefined ? { ok: true } : { ok: false, detail: failure };
}

/** What `attempt` gives; a failure is the finding, and the answer undefined. */
async function* trial<T>(name: string, attempt: () => Promise<T>): AsyncGenerator<CoreCheck, T | undefined, undefined> {
  try {
    const result = await attempt();
    yield { name, ok: true };
    return result;
  } catch (error) {
    yield { name, ok: false, detail: messageOf(error) };
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The bytes, also of a file that lies where no engine would be loaded from: that is a finding, and not the only one. */
async function* file(path: string): AsyncGenerator<CoreCheck, Uint8Array<ArrayBuffer> | undefined, undefined> {
  const name = "path: nobody else can replace it";
  try {
    const { bytes, warnings } = await readCoreFile(path);
    yield { name, ok: true, ...(warnings[0] === undefined ? {} : { detail: warnings[0] }) };
    return bytes;
  } catch (error) {
    yield { name, ok: false, detail: messageOf(error) };
    const elsewhere = error instanceof H4Error && error.code === "CORE_UNSAFE_PATH";
    return elsewhere ? await readFileAnywhere(path) : undefined;
  }
}

/** What the file exports, needs and imports, without running it. */
async function* exported(bytes: Uint8Array, path: string): AsyncGenerator<CoreCheck, ElfFacts | undefined, undefined> {
  const elf = yield* trial("shared object", async () => {
    const facts = await Promise.resolve(readElf(bytes));
    if (facts === undefined) throw new Error("not an ELF file");
    return facts;
  });
  if (elf === undefined) return undefined;
  const absent = REQUIRED.filter((name) => !elf.exports.includes(name));
  yield {
    name: `exports ${REQUIRED.join(" and ")}`,
    ...verdict(absent[0] && `${path}: undefined symbol: ${absent[0]}`),
  };
  const optional = [...OPTIONAL, ...ABI_2].filter((name) => elf.exports.includes(name));
  yield passed("optional exports", optional.join(" ") || "none");
  const needs = strangers(elf, path)[0];
  yield {
    name: "needs the C library alone",
    ok: needs === undefined,
    ...(needs === undefined ? {} : { detail: needs }),
  };
  const more = knowsMore(elf);
  yield passed("identity_safe", more.length === 0 ? "true" : `false, for what it imports: ${more.join(" ")}`);
  return absent.length === 0 ? elf : undefined;
}

/** What is not compressed data, and what is too much: an error each, and the core lives on. */
async function* bounds({ offThread }: IsolatedCalls): AsyncGenerator<CoreCheck, void, undefined> {
  const plain = new Uint8Array(1 << 16).map((_, i) => (i * i) >> 7);
  const packed = await offThread.compress(plain, 3).catch(() => undefined);
  if (packed === undefined) return; // said before
  const overLimit = refusalOf(offThread.decompress(packed, plain.length - 1));
  yield { name: "bounds: output over maxOutput is refused", ...verdict(expected(await overLimit, ["OUTPUT_LIMIT"])) };
  const damaged: [string, Uint8Array][] = [
    ["half of a frame", packed.slice(0, packed.length >> 1)],
    ["random bytes", plain.map((byte, i) => byte ^ (i * 97))],
    ["nothing", new Uint8Array(0)],
  ];
  for (const [what, data] of damaged) {
    const code = await refusalOf(offThread.decompress(data, 1 << 20));
    const survived = code !== "CORE_CRASHED" && code !== "CORE_TIMEOUT";
    const failure = survived ? undefined : `the core does not survive it: ${code}`;
    yield { name: `bounds: decompressing ${what}`, ...verdict(failure) };
  }
}

/** The code of the refusal; undefined for none. */
async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error instanceof H4Error ? error.code : messageOf(error);
  }
}

function expected(code: string | undefined, codes: readonly string[]): string | undefined {
  return code !== undefined && codes.includes(code)
    ? undefined
    : `expected ${codes.join(" or ")}, got ${code ?? "output"}`;
}

/** Whether the memory of the process stays where it is over many results. */
async function* freed(calls: IsolatedCalls): AsyncGenerator<CoreCheck, void, undefined> {
  const data = new Uint8Array(FREE_SIZE).map((_, i) => Math.imul(i, 2654435761) >>> 24);
  yield* trial(`h4_free: ${FREE_CALLS} results of 1 MiB are freed`, async () => {
    for (let i = 0; i < FREE_CALLS >> 3; i++) await calls.offThread.compress(data, 3);
    const before = calls.residentBytes() ?? 0;
    for (let i = 0; i < FREE_CALLS; i++) await calls.offThread.compress(data, 3);
    const growth = (calls.residentBytes() ?? 0) - before;
    if (growth > FREE_GROWTH_MAX) throw new Error(`the process grew by ${growth} bytes`);
  });
}
