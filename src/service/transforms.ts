/** `POST /compress` and `POST /compress/decompress`. S42 */

import type { Hono } from "hono";
import { oneOf, parameters, wholeNumber } from "./parameters.js";
import type { Service } from "./service.js";

export function addTransforms(app: Hono, service: Service): void {
  app.post("/compress", async (c) => {
    const query = parameters(c, "level", "checksum");
    const level = wholeNumber(query.level, "level", 1, 9);
    const checksum = oneOf(query.checksum, "checksum", ["true", "false"]);
    const plain = await c.req.arrayBuffer();
    const packed = await service.engine.compress(plain, { level, checksum: checksum && checksum === "true" });
    return c.body(packed, 200, { "content-type": "application/zstd" });
  });
  app.post("/compress/decompress", async (c) => {
    parameters(c);
    const packed = await c.req.arrayBuffer();
    const { output, windowLog } = service.limits;
    const plain = await service.engine.decompress(packed, { maxOutput: output, windowLogMax: windowLog });
    return c.body(plain, 200, { "content-type": "application/octet-stream" });
  });
}
