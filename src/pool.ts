/** The entry `harmony4/pool`: a verified engine on several threads. Runs in Node, browsers, Deno and Bun. */

export {
  createPool,
  type Pool,
  type PoolCompressOptions,
  type PoolOptions,
  type PoolState,
  type PoolStream,
} from "./pool/pool.js";
