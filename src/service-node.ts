/** The entry `harmony4/service` in Node: the application, and the server around it. */

export type { HttpLimits } from "./service/http-limits.js";
export { createLog, type LogOptions, type ProcessLog } from "./service/log.js";
export { type RunningService, type StartOptions, startService } from "./service/node.js";
export * from "./service.js";
