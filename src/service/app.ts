/** `createService`: the HTTP application, the same in Node, Deno, Bun and workers. It says 2xx or an RFC 9457 problem. */

import { Hono } from "hono";
import { checkOptions, type ServiceOptions } from "./options.js";
import { problemOf, problemResponse } from "./problem.js";
import { addHealth, addInfo, addManagement } from "./status.js";
import { addTransforms } from "./transforms.js";

/**
 * The application of a service. What it answers is in `docs/service.md`; it opens no port.
 *
 * @throws TypeError or RangeError for options that are not as `ServiceOptions` says
 * @example
 * const app = createService({ engine: await createEngine(), limits: { body: 64 << 20 } });
 * export default { fetch: app.fetch };
 */
export function createService(options: ServiceOptions): Hono {
  const service = checkOptions(options);
  const { surface } = service;
  const app = new Hono();
  app.onError((error) => problemResponse(problemOf(error)));
  addHealth(app, service);
  if (surface !== "management") {
    addInfo(app, service);
    addTransforms(app, service);
  }
  if (surface !== "public") addManagement(app, service);
  return app;
}
