/** What a service says of itself: `/compress/info`, `/compress/attest`, `/healthz`, `/readyz`, `/metrics`. S3, S19 to S21, T6 */

import type { Hono } from "hono";
import { attest } from "../api/attestation.js";
import { VERSION } from "../api/version.js";
import { clientOf } from "./client.js";
import { respond, respondJson, respondText } from "./exchange.js";
import { parameters } from "./parameters.js";
import { Problem } from "./problem.js";
import { RateLimit } from "./rate-limit.js";
import type { Service } from "./service.js";
import { work } from "./task.js";

/** A nonce of an attestation: 8 to 64 bytes as hexadecimal digits. */
const NONCE = /^(?:[0-9a-f]{2}){8,64}$/i;
const NONCE_LIMIT = "16 to 128 hexadecimal digits, two a byte";

/** Adds `/healthz` and `/readyz`: every surface has them, and nobody needs a token for them. */
export function addHealth(app: Hono, service: Service): void {
  app.get("/healthz", (c) => {
    parameters(c);
    return respondJson(c, { alive: true });
  });
  app.get("/readyz", (c) => {
    parameters(c);
    if (!service.ready()) {
      throw new Problem(503, "NOT_READY", "The service is starting, or ends", {
        fields: { ready: false },
        headers: { "retry-after": "1" },
      });
    }
    const { sealed, engine_id, fingerprint } = service.engine.info();
    return respondJson(c, { ready: true, sealed, engine_id, fingerprint });
  });
}

/** Adds `/compress/info`: the fields of `Engine.info()` and the version of the package. */
export function addInfo(app: Hono, service: Service): void {
  // An engine stays what it is: its text is made once.
  const facts = JSON.stringify({ ...service.engine.info(), version: VERSION });
  app.get("/compress/info", (c) => {
    parameters(c);
    return respondText(c, facts);
  });
}

/** Adds `/compress/attest` and, where there is something to tell, `/metrics`. */
export function addManagement(app: Hono, service: Service): void {
  const attestations = new RateLimit(service.limits.attestations);
  app.get("/compress/attest", async (c) => {
    const { nonce } = parameters(c, "nonce");
    if (nonce !== undefined && !NONCE.test(nonce)) {
      throw new Problem(400, "REQUEST_INVALID", `nonce must be ${NONCE_LIMIT}`, { got: nonce, limit: NONCE_LIMIT });
    }
    attestations.take(clientOf(c, service) ?? "");
    return await work(c, service, "attest", async () => {
      const statement = await attest(service.engine, { nonce, key: service.attestKey });
      return respondJson(c, statement);
    });
  });
  if (!service.counted) return;
  app.get("/metrics", async (c) => {
    parameters(c);
    const text = await service.metrics.text();
    const type = "text/plain; version=0.0.4; charset=utf-8";
    return respond(c, text, 200, { "content-type": type, "cache-control": "no-store" });
  });
}
