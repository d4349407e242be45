/** `createService`: the HTTP application, the same in Node, Deno, Bun and workers. It says 2xx or an RFC 9457 problem. */

import { Hono } from "hono";
import { addCompress } from "./compress.js";
import { addContainers } from "./containers.js";
import { addDecompress } from "./decompress.js";
import { addDocuments } from "./documents.js";
import { addMethods, withExchanges } from "./exchange.js";
import { checkOptions, type ServiceOptions } from "./options.js";
import { addPage } from "./page.js";
import { addHealth, addInfo, addManagement } from "./status.js";
import { addStore } from "./store.js";
import { requireToken } from "./token.js";

/** The application, as `application.ts` describes it. Routes of other files are added before `addMethods`. */
export function createService(options: ServiceOptions): Hono {
  const service = checkOptions(options);
  const { surface, token } = service;
  const app = new Hono();
  withExchanges(app, service);
  if (token !== undefined) app.use(requireToken(token));
  addHealth(app, service);
  if (surface !== "management") {
    addInfo(app, service);
    addCompress(app, service);
    addDecompress(app, service);
    addContainers(app, service);
    addStore(app, service);
    addPage(app, service);
  }
  if (surface !== "public") addManagement(app, service);
  addDocuments(app);
  addMethods(app);
  return app;
}
