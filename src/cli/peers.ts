/** Who `h4 bench` compares with: other Zstandard packages, where they are installed, and the libzstd inside Node. CLI.md. */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as zlib from "node:zlib";

/** One codec, ready to run. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Absent where the package only decodes. */
  readonly compress?: (bytes: Uint8Array, level: number) => Uint8Array;
  /** `length` is what comes out: some packages demand to know. */
  readonly decompress: (bytes: Uint8Array, length: number) => Uint8Array;
}

/** What the packages below have in common. */
interface ZstdModule {
  compress?(bytes: Uint8Array, level: number): Uint8Array;
  decompress(bytes: Uint8Array, length?: number): Uint8Array;
  init?(): Promise<void>;
  isLoaded?: Promise<void>;
  default?: ZstdModule;
}

/** Modules that are looked for: WebAssembly but for the last, which is JavaScript and only decodes. */
const PACKAGES = ["@foxglove/wasm-zstd", "@cloudpss/zstd/wasm", "@bokuweb/zstd-wasm", "fzstd"] as const;
/** The one that must be told how long the output is. */
const WANTS_LENGTH = "@foxglove/wasm-zstd";

/** `zstd*Sync` of Node 22.15 and later: the types of the oldest supported Node do not have them. */
interface ZlibWithZstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
  readonly zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array;
  readonly constants: Readonly<Record<string, number>>;
}

/** The peers that can be had here: installed beside the user's project, beside this package, or in its bench folder. */
export async function findPeers(): Promise<Peer[]> {
  const own = fileURLToPath(new URL("../", import.meta.url));
  const folders = [process.cwd(), own, join(own, "bench")];
  const found = await Promise.all(PACKAGES.map((name) => findPackage(name, folders)));
  return [...found.filter((peer) => peer !== undefined), ...nodeZlib()];
}

async function findPackage(name: string, folders: readonly string[]): Promise<Peer | undefined> {
  for (const folder of folders) {
    const file = resolveFrom(folder, name);
    if (file === undefined) continue;
    const loaded = (await import(pathToFileURL(file).href)) as ZstdModule;
    const codec = typeof loaded.decompress === "function" ? loaded : loaded.default!;
    await codec.init?.();
    await codec.isLoaded;
    return {
      name,
      version: versionOf(file),
      ...(codec.compress ? { compress: (bytes, level) => codec.compress!(bytes, level) } : {}),
      decompress: (bytes, length) =>
        name === WANTS_LENGTH ? codec.decompress(bytes, length) : codec.decompress(bytes),
    };
  }
  return undefined;
}

function resolveFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(name);
  } catch {
    return undefined; // not installed there
  }
}

/** Of the package that `file` belongs to. */
function versionOf(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version?: string };
    if (version !== undefined) return version;
  }
  return "";
}

function nodeZlib(): Peer[] {
  const { zstdCompressSync, zstdDecompressSync, constants } = zlib as unknown as ZlibWithZstd;
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return [];
  const { ZSTD_c_compressionLevel = 100 } = constants; // zstd.h, ZSTD_cParameter
  return [
    {
      name: "node:zlib",
      version: process.versions.zstd ?? process.version,
      compress: (bytes, level) => zstdCompressSync(bytes, { params: { [ZSTD_c_compressionLevel]: level } }),
      decompress: (bytes) => zstdDecompressSync(bytes),
    },
  ];
}
