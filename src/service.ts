/** The entry `harmony4/service`: the HTTP application. Runs in Node, Deno, Bun and workers; the server is the runtime's. */

export { createService, type ServiceApplication } from "./service/application.js";
export type { Asset, Assets } from "./service/assets.js";
export type { ServiceEngine, ServiceSession } from "./service/engine.js";
export { type Given, LIMITS, type Limits } from "./service/limits.js";
export type { ServiceOptions } from "./service/options.js";
export type { ProblemCode, ServiceErrorCode } from "./service/problem.js";
export type { Operation, Rejection, ServiceLog, ServiceMetrics, Surface } from "./service/service.js";
export type { ContainerStore, Spool, Spooled, StoredFile } from "./service/storage.js";
