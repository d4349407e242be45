/**
 * What stands for an artifact where no bytes of a module can be had: the file that it was built from. Its digest is known
 * where the build compared it, or where a copy of the file is at hand. T7, S70
 */

import { sha256 } from "#platform";
import { H4Error } from "../api/errors.js";
import type { BuiltModule } from "../platform/workerd.js";
import { type ArtifactSource, copy, isModule, isModuleSource } from "./artifact-source.js";
import { hex, identify } from "./built-in.js";
import type { CoreIdentity } from "./core.js";
import { BOTH_HASHED, BUILD_HASHED, COPY_HASHED, NOTHING_HASHED } from "./evidence.js";

/** The artifact of this package: its file, what that file must be, and what the bundle holds for it. */
export interface OwnArtifact {
  name: string;
  builtIn: CoreIdentity;
  built: BuiltModule;
}

/**
 * The module of `source`, or that of the bundle, and what is known of its file. Nothing of it has run.
 *
 * @throws H4Error `UNSUPPORTED` where there is none, `SEAL_ALTERED` where the copy is of another file than the bundle's
 */
export async function admitModule(
  { name, builtIn, built }: OwnArtifact,
  source: ArtifactSource,
): Promise<{ module: WebAssembly.Module; identity: CoreIdentity }> {
  if (source !== undefined && !isModuleSource(source)) {
    const reason = "compiles no WebAssembly at run time: hand in { module, bytes }, or nothing";
    throw new H4Error("UNSUPPORTED", `This runtime ${reason}`);
  }
  const module = source?.module ?? built.module;
  if (!isModule(module)) {
    const reason = `no WebAssembly.Module was bundled for ${name}: its bundler must import .wasm files as modules`;
    throw new H4Error("UNSUPPORTED", `This runtime has no engine: ${reason}`);
  }
  const digest = module === built.module ? built.digest : undefined;
  return { module, identity: await identityOf(builtIn, digest, source?.bytes) };
}

/** What the module is, by what there is: a copy of its file, the word of the build, both, or neither. */
async function identityOf(
  builtIn: CoreIdentity,
  builtDigest: string | undefined,
  bytes: Uint8Array | undefined,
): Promise<CoreIdentity> {
  if (bytes === undefined) {
    if (builtDigest === undefined) return { ...builtIn, build: NOTHING_HASHED };
    return { ...identify(builtDigest, builtIn), build: BUILD_HASHED };
  }
  const got = hex(await sha256(copy(bytes)));
  if (builtDigest === undefined) return { ...identify(got, builtIn), build: COPY_HASHED };
  if (builtDigest === got) return { ...identify(got, builtIn), build: BOTH_HASHED };
  const message = "🔐 COMPRESSION CORE ALTERED: the copy is not of the file that the bundle was made with";
  throw new H4Error("SEAL_ALTERED", message, { got, limit: builtDigest });
}
