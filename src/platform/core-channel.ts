/** The other side of core-process.ts: reads questions and writes answers, and waits in between. */

import { encodeHead, lengthsOf, type Message, PREFIX_SIZE, parseHead } from "./core-message.js";
import { foreignFunctions, openLibc } from "./ffi.js";

const CHANNEL = 3;
/** The parent is the one that starts this process: it sends what fits 32 bits. */
const PAYLOAD_MAX = 2 ** 32 - 1;

/** `PR_SET_PDEATHSIG`, `SIGKILL`, `PR_SET_NO_NEW_PRIVS`. prctl(2) */
const PR_SET_PDEATHSIG = 1n;
const SIGKILL = 9n;
const PR_SET_NO_NEW_PRIVS = 38n;
/** setrlimit(2) */
const RLIMIT_CORE = 4n;

/** The next question; undefined when the other side has gone. */
export function receive(): Message | undefined {
  const prefix = readExactly(PREFIX_SIZE);
  const lengths = prefix && lengthsOf(prefix, PAYLOAD_MAX);
  const head = lengths && readExactly(lengths.head);
  const payload = lengths && readExactly(lengths.payload);
  const parsed = head && parseHead(head);
  return parsed === undefined || payload === undefined ? undefined : { head: parsed, payload };
}

export function send(head: Record<string, unknown>, payload: Uint8Array = new Uint8Array(0)): void {
  writeAll(encodeHead(head, payload.length));
  writeAll(payload);
}

/**
 * Ends with the process that started this one, also out of a call that never returns; gains no rights by exec; leaves no
 * image of its memory on the disk when it crashes.
 */
export async function dropRights(): Promise<void> {
  const libc = process.platform === "linux" ? openLibc(await foreignFunctions()) : undefined;
  const control = libc?.bind("prctl", "int", ["int", "size", "size", "size", "size"]);
  control?.call(PR_SET_PDEATHSIG, SIGKILL, 0n, 0n, 0n);
  control?.call(PR_SET_NO_NEW_PRIVS, 1n, 0n, 0n, 0n);
  // Soft and hard limit: two words, both zero.
  libc?.bind("setrlimit", "int", ["int", "buffer"])?.call(RLIMIT_CORE, new Uint8Array(16));
}

function readExactly(length: number): Uint8Array<ArrayBuffer> | undefined {
  const { readSync } = process.getBuiltinModule("node:fs");
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const got = patiently(() => readSync(CHANNEL, bytes, at, length - at, null));
    if (got === 0) return undefined;
    at += got;
  }
  return bytes;
}

function writeAll(bytes: Uint8Array): void {
  const { writeSync } = process.getBuiltinModule("node:fs");
  for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(CHANNEL, bytes, at, bytes.length - at));
}

/** The channel blocks where the runtime leaves it so; else a look each millisecond. */
function patiently(step: () => number): number {
  for (;;) {
    try {
      return step();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
