/**
 * A plugin for Rollup, Rolldown and Vite: hashes the engine.wasm that goes into the bundle of an edge worker, fails the
 * build where it is not the one expected, and writes its digest into the bundle, where the host finds it. T7, S70
 */

import { sha256 } from "#platform";
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

const OPTIONS: ReadonlySet<string> = new Set(["fingerprint"]);

/** The file as it lies in the output. */
const OUTPUT = "engine.wasm";
/** What a module of this plugin is called, which no other plugin takes for a file. */
const VIRTUAL = "\0harmony4/engine:";
/** Stands for the path from a chunk to the file, until it is known. */
const PLACEHOLDER = "harmony4-engine-of-this-bundle";

/**
 * The plugin. The output holds `engine.wasm` as a file of its own, imported as edge workers import WebAssembly: deploy it
 * as it is, without another bundler after this one.
 *
 * @throws H4Error `SEAL_CONFIG` for a malformed fingerprint. The build fails with `SEAL_ALTERED` for an engine that is
 * not the one expected, and when no engine for edge workers went into the bundle at all.
 * @example
 * export default { input: "worker.js", plugins: [harmony4Engine(), nodeResolve({ exportConditions: ["workerd"] })] };
 */
export function harmony4Engine(options: EnginePluginOptions = {}): EnginePlugin {
  for (const key in options) {
    if (!OPTIONS.has(key)) throw new TypeError(`unknown option "${key}"; known are: ${[...OPTIONS].join(", ")}`);
  }
  const { fingerprint } = options;
  const expected = fingerprint === undefined ? BUILT_IN.fingerprint : parseFingerprint(fingerprint, "fingerprint");
  let found = false;
  return {
    name: "harmony4/rollup",
    enforce: "pre",

    async resolveId(source, importer) {
      if (source === PLACEHOLDER) return { id: PLACEHOLDER, external: true };
      if (!isEngine(source, importer)) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return resolved === null ? null : `${VIRTUAL}${resolved.id}`;
    },

    async load(id) {
      if (!id.startsWith(VIRTUAL)) return null;
      const { readFile } = process.getBuiltinModule("node:fs/promises");
      const bytes = new Uint8Array(await readFile(id.slice(VIRTUAL.length)));
      const got = hex(await sha256(bytes));
      if (got !== expected) this.error(altered(expected, got));
      found = true;
      this.emitFile({ type: "asset", fileName: OUTPUT, source: bytes });
      return `export { default } from "${PLACEHOLDER}"; export const sha256 = "${got}";`;
    },

    renderChunk(code, { fileName }) {
      if (!code.includes(PLACEHOLDER)) return null;
      const up = "../".repeat(fileName.split("/").length - 1);
      return { code: code.replaceAll(PLACEHOLDER, `${up === "" ? "./" : up}${OUTPUT}`), map: null };
    },

    async generateBundle(_options, bundle) {
      if (!found) this.error({ message: `harmony4/rollup: ${NOTHING_FOUND}` });
      const written = bundle[OUTPUT]?.source;
      const bytes = typeof written === "string" ? new TextEncoder().encode(written) : (written ?? new Uint8Array());
      const got = hex(await sha256(new Uint8Array(bytes)));
      if (got !== expected) this.error(altered(expected, got));
    },
  };
}

const NOTHING_FOUND = 'no engine of an edge worker is in this bundle: resolve packages with the condition "workerd"';

/** The artifact as the `workerd` bundles and their users import it. */
function isEngine(source: string, importer: string | undefined): boolean {
  if (source === "harmony4/engine.wasm") return true;
  return source === "../engine.wasm" && importer !== undefined && /[\\/]dist[\\/]workerd[\\/][^\\/]+$/.test(importer);
}

function altered(expected: string, got: string): { message: string; code: string; cause: H4Error } {
  const message = `🔐 COMPRESSION CORE ALTERED:\n  Expected: ${expected}\n  Found:    ${got}`;
  const cause = new H4Error("SEAL_ALTERED", message, { got, limit: expected });
  return { message, code: cause.code, cause };
}
