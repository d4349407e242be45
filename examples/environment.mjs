/** The engine that the environment chooses and pins: HARMONY4_CORE_PATH, HARMONY4_ENGINE_ID, HARMONY4_ENGINE_FP. */

import { compress, engineFromEnvironment } from "harmony4/node";

const engine = await engineFromEnvironment();
const packed = await compress(new Uint8Array(1000), {}, engine);
console.log(`${engine.info().engine_id} made ${packed.length} bytes of 1000`);
