/** Prints the digest of what the core that the argument names makes of a text, after another call. */
import { createHash } from "node:crypto";
import { createNativeEngine } from "../../dist/node.js";

const core = await createNativeEngine({ path: process.argv[2], log: () => undefined });
core.compress(new Uint8Array(1000).fill(1), { level: 9 });
const data = new TextEncoder().encode("the same bytes everywhere\n".repeat(5000));
console.log(createHash("sha256").update(core.compress(data)).digest("hex"));
