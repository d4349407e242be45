/** Pools of the sources here, whose workers run the script of the build; closed when the test is over. */
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createPool, type Pool, type PoolOptions } from "../../src/pool.js";

/** The script that the package ships. */
export const SCRIPT = join(import.meta.dirname, "../../dist/pool-worker.js");
/** The same, with ways to die: see there. */
export const MORTAL = join(import.meta.dirname, "mortal-worker.mjs");

export async function pool(options: PoolOptions = {}): Promise<Pool> {
  const made = await createPool({ workers: 2, worker: { url: SCRIPT }, ...options });
  onTestFinished(() => made.close());
  return made;
}

/** All that an iterable gives, as one array. */
export async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(Buffer.concat(all));
}

/** What `call` throws. */
export function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
