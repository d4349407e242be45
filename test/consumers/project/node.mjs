/** The entry of a program for Node: its input is a frame in base64, its output what came out. */
import { text } from "node:stream/consumers";
import { createCompressStream, createDecompressStream } from "harmony4/node";
import { useEverything } from "./app.mjs";

const outcome = await useEverything(await text(process.stdin), process.argv[2]);
const packer = createCompressStream({ level: 3 });
packer.end(Buffer.from("Node's own streams"));
const nodeStream = await text(packer.pipe(createDecompressStream()));
console.log(JSON.stringify({ ...outcome, nodeStream }));
