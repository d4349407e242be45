/** The verified bytes of a core where only this process reaches them, for as long as it takes to load them. T2 of THREATS.md */

import { H4Error } from "../api/errors.js";
import { type ForeignFunctions, openLibc } from "./ffi.js";
import { sha256Hex } from "./node-hash.js";

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
  if (sealed !== undefined) return load(same(sealed, fingerprint));
  return inPrivateFolder(bytes, (path) => load(same(path, fingerprint)));
}

/** A path to the bytes in sealed memory. Its descriptor is never closed: the number, and so the path, is never reused. */
function sealedMemory(bytes: Uint8Array, ffi: ForeignFunctions): string | undefined {
  const libc = process.platform === "linux" ? openLibc(ffi) : undefined;
  const create = libc?.bind("memfd_create", "int", ["buffer", "int"]);
  const write = libc?.bind("write", "int64", ["int", "buffer", "size"]);
  const control = libc?.bind("fcntl", "int", ["int", "int", "int"]);
  if (create === undefined || write === undefined || control === undefined) return undefined;
  const descriptor = create.call(new TextEncoder().encode("h4core\0"), MFD_FLAGS);
  if (descriptor < 0n) return undefined;
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const written = write.call(descriptor, rest, BigInt(rest.length));
    if (written <= 0n) return undefined;
    at += Number(written);
  }
  if (control.call(descriptor, F_ADD_SEALS, ALL_SEALS) !== 0n) return undefined;
  return `/proc/self/fd/${descriptor}`;
}

/** For systems without sealed memory: a folder of a new name that nobody else may enter, gone when `load` is done. */
function inPrivateFolder<T>(bytes: Uint8Array, load: (path: string) => T): T {
  const { mkdtempSync, rmSync, writeFileSync } = process.getBuiltinModule("node:fs");
  const { tmpdir } = process.getBuiltinModule("node:os");
  const { join } = process.getBuiltinModule("node:path");
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "h4core-")); // with mode 0700
    const path = join(folder, "h4core.so");
    writeFileSync(path, bytes, { flag: "wx", mode: 0o500 });
    return load(path);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** `path`, if what is there has the digest: it is what the loader will map. */
function same(path: string, fingerprint: string): string {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const found = sha256Hex(readFileSync(path));
  if (found === fingerprint) return path;
  throw new H4Error("CORE_UNREADABLE", "The private copy of the core was changed before it was loaded", {
    got: found,
    limit: fingerprint,
  });
}
