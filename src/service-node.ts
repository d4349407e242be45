/** The entry `harmony4/service` in Node: the application, and the server around it. */

export type { HttpLimits } from "./service/http-limits.js";
export { createLog, type LogOptions, type ProcessLog } from "./service/log.js";
export { type RunningService, startService } from "./service/node.js";
export type { StartOptions } from "./service/start-options.js";
export * from "./service.js";
