/** The entry of a program for Node: what came out is its output. */
import { createCompressStream } from "harmony4/node";
import { useEverything } from "./app.mjs";

const outcome = await useEverything();
const chunks = [];
const stream = createCompressStream({ level: 3 });
stream.end("Node's own streams");
for await (const chunk of stream) chunks.push(chunk);
console.log(JSON.stringify({ ...outcome, nodeStream: Buffer.concat(chunks).length }));
