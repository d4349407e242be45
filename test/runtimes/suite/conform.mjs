/**
 * One suite for every runtime, with nothing in it that only one of them has. Each case returns what must be the same
 * everywhere (digests of output, errors with their words) or throws.
 */
import { ATTESTATIONS, SIGNED_ATTESTATIONS } from "./attestations.mjs";
import { CONTAINERS, SIGNED_CONTAINERS } from "./containers.mjs";
import { ENGINE } from "./engine.mjs";
import { POOLS } from "./pools.mjs";
import { RANGES } from "./ranges.mjs";
import { REFUSALS } from "./refusals.mjs";
import { SEAL } from "./seal.mjs";
import { STREAMS } from "./streams.mjs";
import { outputs } from "./table.mjs";
import { refusal } from "./tools.mjs";

const EVERYWHERE = { ...ENGINE, ...SEAL, ...STREAMS, ...REFUSALS, ...CONTAINERS, ...RANGES, ...ATTESTATIONS };
/** What Web Crypto is needed for: where a page has none, each of these is one refusal. */
const SIGNED = { ...SIGNED_CONTAINERS, ...SIGNED_ATTESTATIONS };

/**
 * Runs every case against the entries of the package as a runtime has them.
 *
 * @param api `harmony4`, `harmony4/seal` and `harmony4/container` in one, with `harmony4/pool` where there are workers;
 * `artifact`, the bytes of engine.wasm; `handedIn(bytes)`, the option `wasm` for a copy of them
 * @returns {Promise<{ table: Record<string, string>, cases: Record<string, unknown> }>} the outputs by their digests, and
 * what each case returned; throws what the first failing one threw
 */
export async function conform(api) {
  const cases = {};
  const run = async (name, answer) => {
    try {
      cases[name] = await answer();
    } catch (error) {
      throw new Error(`${name}: ${error.stack}`, { cause: error });
    }
  };
  for (const [name, answer] of Object.entries(EVERYWHERE)) await run(name, () => answer(api));
  for (const [name, answer] of Object.entries(SIGNED)) {
    await run(name, () => (globalThis.crypto.subtle ? answer(api) : refusal(() => answer(api))));
  }
  if (api.createPool) for (const [name, answer] of Object.entries(POOLS)) await run(name, () => answer(api));
  return { table: await outputs(api), cases };
}
