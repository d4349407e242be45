/** Starts the core that the first argument names apart, calls it, with "hang" for ever, and ends when its input does. */
import { once } from "node:events";
import { compress, createNativeEngine } from "../../dist/node.js";

const [, , path, how] = process.argv;
const engine = await createNativeEngine({ path, isolated: true });
await compress(new Uint8Array(10), {}, engine);
if (how === "hang") compress(new TextEncoder().encode("hang"), {}, engine);
console.log("ready");
await once(process.stdin.resume(), "end");
if (how === "hang") process.exit();
