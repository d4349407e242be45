/** The entry `harmony4/rollup`: the step of a build that hashes the engine of an edge worker. Runs in Node. */

export { type EnginePlugin, type EnginePluginOptions, harmony4Engine } from "./bundle/rollup.js";
