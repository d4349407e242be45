/** Small payloads with a dictionary that was trained on their like, a line of FILE each. Run: node examples/dictionary.mjs FILE */
import { readFile } from "node:fs/promises";
import { compress, Dictionary, decompress } from "harmony4";
import { trainDictionary } from "harmony4/dictionary";

const lines = (await readFile(process.argv[2], "utf8")).trimEnd().split("\n");
const [payload, ...samples] = lines.map((line) => new TextEncoder().encode(line));

const bytes = await trainDictionary(samples, { maxSize: 16384 }); // hundreds of payloads, or `h4 train`
const dictionary = new Dictionary(bytes);
const packed = await compress(payload, { dictionary });
const plain = await decompress(packed, { dictionary });

const without = await compress(payload);
const restored = Buffer.from(plain).equals(payload);
console.log(
  `${payload.length} bytes became ${packed.length}, without a dictionary ${without.length}; restored: ${restored}`,
);
