/** Runs with the engine that was reviewed and refuses any other. Run: node examples/pinned.mjs FINGERPRINT */
import { createEngine } from "harmony4";

const h4 = await createEngine({ seal: { fingerprint: process.argv[2] } });
const { engine_id, sealed } = h4.info();
console.log(`${engine_id}: sealed ${sealed}`);
