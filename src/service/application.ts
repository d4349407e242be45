/** The application as the entry `harmony4/service` gives it: by web standards alone, whatever it is made of. */

import { createService as createApp } from "./app.js";
import type { ServiceOptions } from "./options.js";

/** Answers requests, in whichever runtime serves them. */
export interface ServiceApplication {
  /**
   * The answer to a request. `environment`: what the runtime's server gives; that of `@hono/node-server` is made use of
   * for trailers, back-pressure and the address of the client.
   */
  fetch(request: Request, environment?: object): Response | Promise<Response>;
  /** The same without a network: for tests. */
  request(url: string | URL | Request, init?: RequestInit, environment?: object): Response | Promise<Response>;
}

/**
 * The HTTP application of a service: it opens no port. Its resources are in `docs/service.md`.
 *
 * @throws TypeError or RangeError for options that are not as `ServiceOptions` says
 * @example
 * const app = createService({ engine: await createEngine(), limits: { body: 64 << 20 } });
 * export default { fetch: app.fetch };
 */
export function createService(options: ServiceOptions): ServiceApplication {
  return createApp(options);
}
