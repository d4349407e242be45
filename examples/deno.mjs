/** Compresses a file of any size, then reads it back. Run: deno run --allow-read --allow-write examples/deno.mjs FILE */
import { H4CompressionStream, H4DecompressionStream } from "harmony4";

const [file] = Deno.args;
const original = await Deno.open(file);
const target = await Deno.create(`${file}.zst`);
await original.readable.pipeThrough(new H4CompressionStream({ level: 3 })).pipeTo(target.writable);

let length = 0;
const packed = await Deno.open(`${file}.zst`);
const restored = packed.readable.pipeThrough(new H4DecompressionStream({ maxOutput: Infinity }));
for await (const chunk of restored) length += chunk.length;
console.log(`${file}.zst holds ${length} bytes`);
