/**
 * A plugin for Rollup, Rolldown and Vite: hashes the engine.wasm and the decoder.wasm that go into the bundle of an edge
 * worker, fails the build where one is not as expected, and writes its digest into the bundle, where the host finds it.
 * T7, S70
 */

import { sha256 } from "#platform";
import { FINGERPRINT as DECODER_FINGERPRINT } from "../../build/decoder-artifact.js";
import { checkKeys } from "../api/check.js";
import { H4Error } from "../api/errors.js";
import { BUILT_IN, hex } from "../engine/built-in.js";
import { parseFingerprint } from "../seal/pins.js";

/** How the plugin is made. */
export interface EnginePluginOptions {
  /**
   * SHA-256 that engine.wasm must have: 64 hexadecimal digits, any case. Default: that of the engine which this package
   * was published with; pin it here to have the build hold a digest that was reviewed elsewhere.
   */
  fingerprint?: string;
  /** The same for decoder.wasm, which `harmony4/decompress` runs. */
  decoderFingerprint?: string;
}

/** What of a bundler's plugin context is used. */
interface Context {
  resolve(source: string, importer?: string, options?: object): Promise<{ id: string } | null>;
  emitFile(file: { type: "asset"; fileName: string; source: Uint8Array }): string;
  error(problem: { message: string; code?: string; cause?: unknown }): never;
}

/** A plugin as Rollup, Rolldown and Vite take it. */
export interface EnginePlugin {
  name: string;
  enforce: "pre";
  resolveId(this: Context, source: string, importer?: string): Promise<string | { id: string; external: true } | null>;
  load(this: Context, id: string): Promise<string | null>;
  renderChunk(this: Context, code: string, chunk: { fileName: string }): { code: string; map: null } | null;
  generateBundle(
    this: Context,
    options: unknown,
    bundle: Readonly<Record<string, { type: string; source?: string | Uint8Array }>>,
  ): Promise<void>;
}

const OPTIONS: ReadonlySet<string> = new Set(["fingerprint", "decoderFingerprint"]);

/** The artifacts, as the files that lie in the output. */
const ARTIFACTS = ["engine.wasm", "decoder.wasm"] as const;
type Artifact = (typeof ARTIFACTS)[number];

/** What a module of this plugin is called, which no other plugin takes for a file: the artifact and its path follow. */
const VIRTUAL = "\0harmony4/artifact:";
/** Stands for the path from a chunk to the file, until it is known. */
const placeholder = (artifact: Artifact) => `harmony4-of-this-bundle-${artifact}`;

/**
 * The plugin. The output holds `engine.wasm`, and `decoder.wasm` where that is used, as files of their own, imported as edge workers import WebAssembly: deploy them
 * as they are, without another bundler after this one.
 *
 * @throws H4Error `SEAL_CONFIG` for a malformed fingerprint. The build fails with `SEAL_ALTERED` for an engine that is
 * not the one expected, and when no engine for edge workers went into the bundle at all.
 * @example
 * export default { input: "worker.js", plugins: [harmony4Engine(), nodeResolve({ exportConditions: ["workerd"] })] };
 */
export function harmony4Engine(options: EnginePluginOptions = {}): EnginePlugin {
  checkKeys(options, OPTIONS);
  const { fingerprint, decoderFingerprint } = options;
  const expected: Readonly<Record<Artifact, string>> = {
    "engine.wasm": fingerprint === undefined ? BUILT_IN.fingerprint : parseFingerprint(fingerprint, "fingerprint"),
    "decoder.wasm":
      decoderFingerprint === undefined
        ? DECODER_FINGERPRINT
        : parseFingerprint(decoderFingerprint, "decoderFingerprint"),
  };
  const found = new Set<Artifact>();
  return {
    name: "harmony4/rollup",
    enforce: "pre",

    async resolveId(source, importer) {
      if (ARTIFACTS.some((artifact) => source === placeholder(artifact))) return { id: source, external: true };
      const artifact = artifactOf(source, importer);
      if (artifact === undefined) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return resolved === null ? null : `${VIRTUAL}${artifact}:${resolved.id}`;
    },

    async load(id) {
      if (!id.startsWith(VIRTUAL)) return null;
      const artifact = ARTIFACTS.find((name) => id.startsWith(`${VIRTUAL}${name}:`))!;
      const { readFile } = process.getBuiltinModule("node:fs/promises");
      const bytes = new Uint8Array(await readFile(id.slice(VIRTUAL.length + artifact.length + 1)));
      const got = hex(await sha256(bytes));
      if (got !== expected[artifact]) this.error(altered(expected[artifact], got));
      found.add(artifact);
      this.emitFile({ type: "asset", fileName: artifact, source: bytes });
      return `export { default } from "${placeholder(artifact)}"; export const sha256 = "${got}";`;
    },

    renderChunk(code, { fileName }) {
      const up = "../".repeat(fileName.split("/").length - 1);
      let rendered = code;
      for (const artifact of ARTIFACTS) {
        rendered = rendered.replaceAll(placeholder(artifact), `${up === "" ? "./" : up}${artifact}`);
      }
      return rendered === code ? null : { code: rendered, map: null };
    },

    async generateBundle(_options, bundle) {
      if (found.size === 0) this.error({ message: `harmony4/rollup: ${NOTHING_FOUND}` });
      for (const artifact of found) {
        const written = bundle[artifact]?.source;
        const bytes = typeof written === "string" ? new TextEncoder().encode(written) : (written ?? new Uint8Array());
        const got = hex(await sha256(new Uint8Array(bytes)));
        if (got !== expected[artifact]) this.error(altered(expected[artifact], got));
      }
    },
  };
}

const NOTHING_FOUND = 'no engine of an edge worker is in this bundle: resolve packages with the condition "workerd"';

/** Which artifact this is, as the `workerd` bundles and their users import it. */
function artifactOf(source: string, importer: string | undefined): Artifact | undefined {
  const inBundle = importer !== undefined && /[\\/]dist[\\/]workerd[\\/][^\\/]+$/.test(importer);
  return ARTIFACTS.find((name) => source === `harmony4/${name}` || (inBundle && source === `../${name}`));
}

function altered(expected: string, got: string): { message: string; code: string; cause: H4Error } {
  const message = `🔐 COMPRESSION CORE ALTERED:\n  Expected: ${expected}\n  Found:    ${got}`;
  const cause = new H4Error("SEAL_ALTERED", message, { got, limit: expected });
  return { message, code: cause.code, cause };
}
