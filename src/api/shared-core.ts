/** Verified cores, and the one that calls without pins share. Apart from the engine's interface, which such calls need not load. */

import { loadCore } from "#loader";
import type { ArtifactSource } from "../engine/artifact-source.js";
import { BUILT_IN } from "../engine/built-in.js";
import type { Core } from "../engine/core.js";
import { type Pins, type Verdict, verify } from "../seal/pins.js";
import type { AsyncOptions } from "./options.js";

/** A core, and what was proved of it before it ran. */
export interface VerifiedCore {
  readonly core: Core;
  readonly verdict: Verdict;
}

/** None before the first call, and none after a failure. */
let shared: Promise<VerifiedCore> | undefined;

/** The core that calls without pins share, also while it is being made; a failure is not remembered. */
export function sharedCore(): Promise<VerifiedCore> {
  if (shared === undefined) {
    const loading = loadVerified(undefined, {}, {});
    loading.catch(() => {
      if (shared === loading) shared = undefined;
    });
    shared = loading;
  }
  return shared;
}

/** Hashes the artifact, compares with the built-in digest and `pins`, instantiates. */
export async function loadVerified(
  source: ArtifactSource,
  pins: Pins,
  { signal, onProgress }: AsyncOptions,
): Promise<VerifiedCore> {
  let verdict: Verdict | undefined;
  const core = await loadCore(source, { signal, onProgress }, (found) => {
    verdict = verify(found, pins, BUILT_IN);
  });
  return { core, verdict: verdict! };
}
