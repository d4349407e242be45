/** From the path of a native core to an engine, in the order of ABI.md, "Loading": nothing runs before it was admitted. */

import { H4Error } from "../api/errors.js";
import { readCoreFile } from "../platform/core-file.js";
import { sha256Hex } from "../platform/hash-node.js";
import { isForThisMachine, loaderWarnings } from "../platform/loader-environment.js";
import type { Core, CoreIdentity } from "./core.js";
import { type ElfFacts, readElf } from "./elf.js";
import { IsolatedCalls } from "./isolated.js";
import { NativeCore } from "./native.js";
import { type NativeCalls, REQUIRED } from "./native-calls.js";
import { openLibrary } from "./native-library.js";
import { knowsMore, strangers } from "./native-reach.js";
import { selfTest } from "./self-test.js";

export interface NativeLoadOptions {
  /** Milliseconds that a call may take in a process of the core's own; undefined: the core runs in this process. */
  isolated?: number | undefined;
  /** Gets what an operator should know, one sentence each. */
  warn: (text: string) => void;
}

/** What has to be judged on the way. Each throws to refuse. */
export interface Admission {
  /** The digest of the bytes: nothing of them has run. */
  bytes(fingerprint: string): void;
  /** Who the core says it is: its constructors and `h4_engine_id` have run. */
  identity(found: CoreIdentity): void;
}

/**
 * Loads the native core at `path`, an absolute one.
 *
 * @throws H4Error `CORE_*`, and what `admit` throws
 */
export async function loadNativeCore(
  path: string,
  { isolated, warn }: NativeLoadOptions,
  admit: Admission,
): Promise<Core> {
  const { bytes, warnings } = await readCoreFile(path);
  const fingerprint = sha256Hex(bytes);
  admit.bytes(fingerprint);
  const facts = factsOf(bytes, path);
  const others = isolated === undefined ? loaderWarnings() : [];
  for (const text of [...warnings, ...strangers(facts, path), ...others]) warn(text);
  const calls =
    isolated === undefined
      ? await openLibrary(bytes, fingerprint, path)
      : await IsolatedCalls.start(bytes, fingerprint, path, isolated);
  const identity = identityOf(calls, fingerprint, facts);
  admit.identity(identity);
  if (!calls.facts.frees) warn(`${path} exports no h4_free: the memory of its results is its own business`);
  const core = new NativeCore(calls, identity);
  await prove(core, path);
  return core;
}

/** What the file says of itself; what cannot be a core here is refused before it is loaded. */
function factsOf(bytes: Uint8Array, path: string): ElfFacts | undefined {
  let facts: ElfFacts | undefined;
  try {
    facts = readElf(bytes);
  } catch (cause) {
    if (!(cause instanceof H4Error)) throw cause;
    throw new H4Error("CORE_UNREADABLE", `Compression core cannot be loaded: ${path} (${cause.message})`, { cause });
  }
  if (facts !== undefined && !isForThisMachine(facts.machine)) {
    const message = `Compression core cannot be loaded: ${path} (it is for another processor)`;
    throw new H4Error("CORE_UNREADABLE", message, { got: facts.machine });
  }
  const absent = facts && REQUIRED.find((name) => !facts.exports.includes(name));
  if (absent === undefined) return facts;
  throw new H4Error("CORE_SYMBOL_MISSING", `${path}: undefined symbol: ${absent}`, { limit: absent });
}

function identityOf(calls: NativeCalls, fingerprint: string, facts: ElfFacts | undefined): CoreIdentity {
  const { engineId, declaredFingerprint } = calls.facts;
  const identitySafe = facts !== undefined && knowsMore(facts).length === 0;
  return { engine: "core", engineId, fingerprint, declaredFingerprint, identitySafe };
}

async function prove(core: Core, path: string): Promise<void> {
  const { passed, failure } = await selfTest(core);
  if (passed) return;
  throw new H4Error("CORE_SELF_TEST", `Compression core failed its self-test: ${path} (${failure})`, { got: failure });
}
