/** Small messages into memory that is used again and again: nothing is allocated for them. Run: node examples/into.mjs FILE */
import { readFile } from "node:fs/promises";
import { createEngine } from "harmony4";

const lines = (await readFile(process.argv[2], "utf8")).split("\n");
const messages = lines.map((line) => new TextEncoder().encode(line));

const h4 = await createEngine();
const longest = Math.max(...messages.map(({ length }) => length));
const frame = new Uint8Array(h4.compressBound(longest));
const plain = new Uint8Array(longest);
let sent = 0;
for (const message of messages) {
  const length = h4.compressInto(message, frame, { level: 1 });
  sent += h4.decompressInto(frame.subarray(0, length), plain);
}
console.log(`${messages.length} messages, ${sent} bytes there and back`);
