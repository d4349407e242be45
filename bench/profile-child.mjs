/** The process that `profile.mjs` has perf watch: arguments are artifact, file, level, direction and seconds. */

import { readFileSync } from "node:fs";
import { engineCore } from "./peers/engine-core.mjs";

const [wasm = "", path = "", level = "", direction = "", seconds = ""] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(path));
const core = engineCore(() => readFileSync(wasm));
await core.init();
const { compress, decompress } = /** @type {Required<import("./peers/peer.mjs").Peer>} */ (core);
const frame = compress(bytes, Number(level)).slice();
const run = direction === "compress" ? () => compress(bytes, Number(level)) : () => decompress(frame, bytes.byteLength);
const start = performance.now();
let calls = 0;
for (; performance.now() - start < Number(seconds) * 1000; calls++) run();
const speed = (calls * bytes.byteLength) / (performance.now() - start) / 1000;
const ratio = bytes.byteLength / frame.byteLength;
const said = `${direction}, level ${level}: ${speed.toFixed(0)} MB/s, ratio ${ratio.toFixed(3)}`;
process.stdout.write(JSON.stringify({ pid: process.pid, said }));
