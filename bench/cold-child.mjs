/** A fresh process of `measureCold`: argument is the id of a peer, or `none` for a process that loads nothing. */

import { peerById } from "./peers/index.mjs";

const id = process.argv[2] ?? "none";
const SIZE = 1024;
const LEVEL = 3;

/** A kilobyte of text that compresses, made without reading anything. */
const input = new TextEncoder().encode(
  Array.from({ length: 40 }, (_, i) => `{"id":${i * 7919},"name":"n${i}"}`)
    .join(",")
    .slice(0, SIZE),
);
/** For decoders without an encoder: `input` as a raw block, RFC 8878 §3.1.1. */
const rawFrame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x60, 0x00, 0x03, 0x01, 0x20, 0x00, ...input);

if (id === "none") {
  process.stdout.write(JSON.stringify({ ms: 0, firstCallsMs: 0 }));
} else {
  const peer = peerById(id);
  const start = performance.now();
  await peer.init();
  const ready = performance.now();
  const packed = peer.compress?.(input, LEVEL) ?? rawFrame;
  const plain = peer.decompress?.(packed, SIZE);
  const end = performance.now();
  if (plain === undefined || Buffer.compare(plain, input) !== 0) throw new Error("wrong output");
  process.stdout.write(JSON.stringify({ ms: end - start, firstCallsMs: end - ready }));
}
