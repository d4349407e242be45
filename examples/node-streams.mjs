/** Compresses a file of any size, then reads it back, in bounded memory. Run: node examples/node-streams.mjs FILE */
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createCompressStream, createDecompressStream } from "harmony4/node";

const [, , file] = process.argv;
await pipeline(createReadStream(file), createCompressStream({ level: 3 }), createWriteStream(`${file}.zst`));

let length = 0;
await pipeline(createReadStream(`${file}.zst`), createDecompressStream({ maxOutput: Infinity }), async (source) => {
  for await (const chunk of source) length += chunk.length;
});
console.log(`${file}.zst holds ${length} bytes`);
