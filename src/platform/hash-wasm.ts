/**
 * SHA-256 by the WebAssembly of hash-wasm. Its host is not used: it serves twenty other functions too, and a program in
 * one file would carry 2 KiB of it, gzipped.
 */

import { SHA256_WASM } from "../../build/hash-wasm.js";
import { inlinedBytes } from "./inlined.js";
import type { Sha256 } from "./sha256.js";

/** What that WebAssembly exports, as lib/WASMInterface.ts of hash-wasm calls it. */
interface HashExports {
  readonly memory: WebAssembly.Memory;
  Hash_GetBuffer(): number;
  Hash_Init(bits: number): void;
  Hash_Update(length: number): void;
  Hash_Final(): void;
}

/** Bytes that it takes at once. lib/WASMInterface.ts: MAX_HEAP */
const ROOM = 16 << 10;
const BITS = 256;

let compiled: Promise<WebAssembly.Module> | undefined;

/** Rejects where no WebAssembly may be compiled. */
export async function createWasmSha256(): Promise<Sha256> {
  compiled ??= WebAssembly.compile(inlinedBytes(SHA256_WASM));
  const { exports } = await WebAssembly.instantiate(await compiled);
  const { memory, Hash_GetBuffer, Hash_Init, Hash_Update, Hash_Final } = exports as unknown as HashExports;
  const room = new Uint8Array(memory.buffer as ArrayBuffer, Hash_GetBuffer(), ROOM);
  Hash_Init(BITS);
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += ROOM) {
        const piece = bytes.subarray(at, at + ROOM);
        room.set(piece);
        Hash_Update(piece.length);
      }
    },
    digest() {
      Hash_Final();
      const digest = room.slice(0, BITS / 8);
      Hash_Init(BITS);
      return digest;
    },
  };
}
