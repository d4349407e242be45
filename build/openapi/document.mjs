/** The OpenAPI document of the service: routes and schemas in one object. */

import { readFileSync } from "node:fs";
import { OpenAPIHono } from "@hono/zod-openapi";
import { ROUTES } from "./routes.mjs";

const DESCRIPTION = `Compresses and decompresses bytes, and says which engine did it and what was proved of it.

Every answer has X-Request-Id: that of the request where it has one, else a new one. What is no success is a problem (RFC 9457, application/problem+json) with a stable code. Query parameters that are not known are refused. OPTIONS of each resource answers 204, and a method that it does not have 405, both with Allow; what is no resource answers 404. GET resources answer HEAD as well.

A service with a token needs it for everything but health and OPTIONS. Which resources there are is also the operator's choice: see each.`;

const TAGS = [
  { name: "data", description: "Compression and decompression" },
  { name: "containers", description: "H4MK containers: judged, or served from a store" },
  { name: "engine", description: "Which engine runs" },
  { name: "operation", description: "Health and metrics" },
  { name: "documentation", description: "What you read" },
];

/** The document, the same each time. */
export function openapiDocument() {
  const { version, license } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Where the service has a token",
  });
  for (const route of ROUTES) app.openAPIRegistry.registerPath(route);
  const { webhooks: _, ...document } = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "harmony4",
      version,
      description: DESCRIPTION,
      license: { name: license, identifier: license },
    },
    servers: [{ url: "./", description: "This service" }],
    tags: TAGS,
    security: [{ token: [] }, {}],
  });
  return withSharedProblems(document);
}

/** Each refusal once, by its status: written out in every operation they would be three quarters of the document. */
function withSharedProblems(document) {
  const responses = {};
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (response.content?.["application/problem+json"] === undefined) continue;
        const name = `Problem${status}`;
        responses[name] = response;
        operation.responses[status] = { $ref: `#/components/responses/${name}` };
      }
    }
  }
  return { ...document, components: { ...document.components, responses } };
}
