/** Verified bytes of a core, loaded into this process. ABI.md, "Loading", steps 3 and 4 */

import { H4Error } from "../api/errors.js";
import { foreignFunctions } from "../platform/ffi.js";
import { withPrivateCopy } from "../platform/private-copy.js";
import { LibraryCalls } from "./native-calls.js";

/**
 * Loads `bytes`, and no others, and binds what they export. `path` is where they came from, for messages alone.
 *
 * @throws H4Error `CORE_BINDING_MISSING`, `CORE_UNREADABLE`, `CORE_SYMBOL_MISSING`
 */
export async function openLibrary(bytes: Uint8Array, fingerprint: string, path: string): Promise<LibraryCalls> {
  const ffi = await foreignFunctions();
  const library = withPrivateCopy(bytes, fingerprint, ffi, (copy) => {
    try {
      return ffi.open(copy);
    } catch (error) {
      throw notLoaded(error, path, copy);
    }
  });
  return new LibraryCalls(library, path);
}

/** What the loader of the system said, about the file that the operator knows. */
function notLoaded(cause: unknown, path: string, copy: string): H4Error {
  const words = (cause instanceof Error ? cause.message : String(cause)).replaceAll(copy, path);
  const symbol = /undefined symbol: ([\w.$@]+)/.exec(words)?.[1];
  if (symbol !== undefined) {
    return new H4Error("CORE_SYMBOL_MISSING", `${path}: undefined symbol: ${symbol}`, { limit: symbol, cause });
  }
  return new H4Error("CORE_UNREADABLE", `Compression core cannot be loaded: ${path} (${words})`, { cause });
}
