/** The application of the service, asked without a network. */

import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/index.js";
import { createService } from "../../src/service.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

describe("GET /compress/info", () => {
  test("S3: says what the engine says of itself, as JSON with booleans", async () => {
    const response = await createService({ engine }).request("/compress/info");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...engine.info(), version: "1.0.0" });
  });
});

describe("POST /compress and /compress/decompress", () => {
  test("S42: give the input back", async () => {
    const app = createService({ engine });
    for (const length of [0, 1, 1000, 100_000]) {
      const plain = new Uint8Array(length).map((_, i) => i % 251);
      const packed = await (await app.request("/compress", { method: "POST", body: plain })).arrayBuffer();
      expect(new Uint8Array(packed)).toEqual(engine.compress(plain));
      const back = await app.request("/compress/decompress", { method: "POST", body: packed });
      expect(new Uint8Array(await back.arrayBuffer())).toEqual(plain);
    }
  });
});
