/** The verified bytes of a core where only this process reaches them, for as long as it takes to load them. T2 of THREATS.md */

import { H4Error } from "../api/errors.js";
import { type ForeignFunctions, openLibc } from "./ffi.js";
import { sha256Hex } from "./hash-node.js";

/** `MFD_CLOEXEC | MFD_ALLOW_SEALING`. memfd_create(2) */
const MFD_FLAGS = 0x1n | 0x2n;
const F_ADD_SEALS = 1033n;
/** `F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE`: nobody changes it any more. fcntl(2) */
const ALL_SEALS = 0xfn;

/**
 * Calls `load` with a path at which the very bytes are that have this `fingerprint`, and that no other load was given:
 * the loader of the system answers with the old library for a path that it knows.
 *
 * @throws H4Error `CORE_UNREADABLE` where no place for them can be had
 */
export function withPrivateCopy<T>(
  bytes: Uint8Array,
  fingerprint: string,
  ffi: ForeignFunctions,
  load: (path: string) => T,
): T {
  const sealed = sealedMemory(bytes, ffi);
  if (sealed === undefined) return inPrivateFolder(bytes, fingerprint, load);
  check(sealed.content, fingerprint);
  return load(sealed.path);
}

/** The bytes in sealed memory, and what is there once nobody can change it. */
interface SealedMemory {
  path: string;
  content: Uint8Array;
}

/** The descriptor is never closed: its number, and so the path, is never used again. */
function sealedMemory(bytes: Uint8Array, ffi: ForeignFunctions): SealedMemory | undefined {
  const libc = process.platform === "linux" ? openLibc(ffi) : undefined;
  const create = libc?.bind("memfd_create", "int", ["buffer", "int"]);
  const write = libc?.bind("write", "int64", ["int", "buffer", "size"]);
  const read = libc?.bind("pread", "int64", ["int", "buffer", "size", "size"]);
  const control = libc?.bind("fcntl", "int", ["int", "int", "int"]);
  if (create === undefined || write === undefined || read === undefined || control === undefined) return undefined;
  const descriptor = create.call(new TextEncoder().encode("h4core\0"), MFD_FLAGS);
  if (descriptor < 0n) return undefined;
  const written = throughout(bytes, (rest) => write.call(descriptor, rest, BigInt(rest.length)));
  if (!written || control.call(descriptor, F_ADD_SEALS, ALL_SEALS) !== 0n) return undefined;
  // Read back by the same means, for runtimes that ask for permission to open a file.
  const content = new Uint8Array(bytes.length);
  throughout(content, (rest, at) => read.call(descriptor, rest, BigInt(rest.length), BigInt(at)));
  return { path: `/proc/self/fd/${descriptor}`, content };
}

/** Calls `step` with what is left of `bytes` until nothing is; false when it made no progress. */
function throughout(bytes: Uint8Array, step: (rest: Uint8Array, at: number) => bigint): boolean {
  for (let at = 0; at < bytes.length; ) {
    const done = step(bytes.subarray(at), at);
    if (done <= 0n) return false;
    at += Number(done);
  }
  return true;
}

/** For systems without sealed memory: a folder of a new name that nobody else may enter, gone when `load` is done. */
function inPrivateFolder<T>(bytes: Uint8Array, fingerprint: string, load: (path: string) => T): T {
  const { mkdtempSync, readFileSync, rmSync, writeFileSync } = process.getBuiltinModule("node:fs");
  const { tmpdir } = process.getBuiltinModule("node:os");
  const { join } = process.getBuiltinModule("node:path");
  let folder: string | undefined;
  try {
    let path: string;
    try {
      folder = mkdtempSync(join(tmpdir(), "h4core-")); // with mode 0700
      path = join(folder, "h4core.so");
      writeFileSync(path, bytes, { flag: "wx", mode: 0o500 });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new H4Error("CORE_UNREADABLE", `No private copy of the core can be written: ${why}`, { cause });
    }
    check(readFileSync(path), fingerprint);
    return load(path);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** What is there must have the digest that was admitted: it is what the loader will map. */
function check(content: Uint8Array, fingerprint: string): void {
  const found = sha256Hex(content);
  if (found === fingerprint) return;
  throw new H4Error("CORE_UNREADABLE", "The private copy of the core was changed before it was loaded", {
    got: found,
    limit: fingerprint,
  });
}
