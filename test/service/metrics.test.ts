/** `/metrics` of `h4 serve` and the textfile, read by a parser of the format that shares nothing with what writes it. S60 to S62 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fingerprintOf, testCore } from "../support/native-cores.js";
import { parseExposition, type Sample, value } from "./exposition.js";
import { killAll, serve, serveFails } from "./served.js";

const SEAL = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/seal.json"), "utf8"));
const CORE = testCore({ PLAIN: true });

const space = mkdtempSync(join(tmpdir(), "harmony4-metrics-"));
afterAll(() => {
  killAll();
  rmSync(space, { recursive: true, force: true });
});

async function scrape(url: string): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return parseExposition(await response.text());
}

const seal = (samples: Sample[]) =>
  ["checks", "passes", "failures"].map((name) => value(samples, `harmony4_seal_${name}_total`));

describe.concurrent("/metrics", () => {
  test("S60, S61, S62: after a sealed start", async () => {
    const service = await serve([], { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_FP: fingerprintOf(CORE) });
    const samples = await scrape(service.url);
    await service.stop();
    expect(seal(samples)).toEqual([1, 1, 0]);
    expect(samples.filter(({ name }) => name === "harmony4_active_engine")).toEqual([
      { name: "harmony4_active_engine", type: "gauge", labels: { engine_id: "h4core-test-v1.0.0" }, value: 1 },
    ]);
    const info = { engine_id: "h4core-test-v1.0.0", fingerprint: fingerprintOf(CORE) };
    expect(samples.filter(({ name }) => name === "harmony4_engine_info")).toEqual([
      { name: "harmony4_engine_info", type: "gauge", labels: info, value: 1 },
    ]);
    expect(value(samples, "harmony4_sealed")).toBe(1);
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(value(samples, "harmony4_build_info", { version })).toBe(1);
  });

  test("S1, S70: of a start without pins no seal was checked", async () => {
    const service = await serve();
    const samples = await scrape(service.url);
    await service.stop();
    expect(seal(samples)).toEqual([0, 0, 0]);
    expect(value(samples, "harmony4_sealed")).toBe(0);
    expect(value(samples, "harmony4_active_engine", { engine_id: SEAL.engine_id })).toBe(1);
    expect(value(samples, "process_resident_memory_bytes")).toBeGreaterThan(1 << 20);
  });

  test("requests, work, bytes, ratio, waiting and rejections are counted, under labels that are few", async () => {
    const service = await serve(["--max-body", "1MiB"]);
    const headers = { "content-type": "application/octet-stream" };
    const post = (path: string, body: Buffer<ArrayBuffer>) =>
      fetch(`${service.url}${path}`, { method: "POST", headers, body });
    const plain = Buffer.alloc(100_000, "a line of it\n");
    const packed = Buffer.from(await (await post("/compress", plain)).arrayBuffer());
    await (await post("/compress/decompress", packed)).arrayBuffer();
    expect((await post("/compress", Buffer.alloc((1 << 20) + 1))).status).toBe(413);
    expect((await post("/compress/decompress", Buffer.from("damaged"))).status).toBe(422);
    for (let i = 0; i < 3; i++) await (await fetch(`${service.url}/none/${i}`)).arrayBuffer();
    const samples = await scrape(service.url);
    await service.stop();
    const requests = "harmony4_http_requests_total";
    expect(value(samples, requests, { method: "POST", route: "/compress", status: "200" })).toBe(1);
    expect(value(samples, requests, { method: "POST", route: "/compress", status: "413" })).toBe(1);
    const unknown = samples.filter(({ name, labels }) => name === requests && labels.status === "404");
    expect(unknown.map(({ value: count }) => count)).toEqual([3]);
    const post2 = { method: "POST", route: "/compress" };
    expect(value(samples, "harmony4_http_request_duration_seconds_count", post2)).toBe(2);
    for (const [operation, read, written] of [
      ["compress", plain.length, packed.length],
      ["decompress", packed.length, plain.length],
    ] as const) {
      expect(value(samples, "harmony4_work_duration_seconds_count", { operation })).toBe(1);
      expect(value(samples, "harmony4_input_bytes_total", { operation })).toBe(read);
      expect(value(samples, "harmony4_output_bytes_total", { operation })).toBe(written);
    }
    expect(value(samples, "harmony4_compression_ratio_sum")).toBeCloseTo(plain.length / packed.length, 6);
    expect(value(samples, "harmony4_rejections_total", { reason: "body_too_large" })).toBe(1);
    expect(value(samples, "harmony4_rejections_total", { reason: "malformed" })).toBe(1);
    expect(value(samples, "harmony4_work_in_progress")).toBe(0);
    expect(value(samples, "harmony4_queue_length")).toBe(0);
    expect(value(samples, "harmony4_queue_wait_seconds_count")).toBeGreaterThanOrEqual(2);
  });

  test("T22: with a management port they are there, attestations too, and not on the public one", async () => {
    const service = await serve(["--management-port", "0"]);
    const status = async (origin: string | undefined, path: string) => (await fetch(`${origin}${path}`)).status;
    expect(service.managementUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const path of ["/metrics", "/compress/attest"]) {
      expect([path, await status(service.url, path), await status(service.managementUrl, path)]).toEqual([
        path,
        404,
        200,
      ]);
    }
    for (const path of ["/healthz", "/readyz"]) {
      expect([await status(service.url, path), await status(service.managementUrl, path)]).toEqual([200, 200]);
    }
    expect(await status(service.managementUrl, "/compress/info")).toBe(404);
    expect((await service.stop()).code).toBe(0);
  });
});

describe.concurrent("S61: the textfile", () => {
  const read = (file: string) => parseExposition(readFileSync(file, "utf8"));

  test("tells of a start that failed, and the next good start takes its place", async () => {
    const folder = join(space, "collector");
    const file = join(folder, "harmony4.prom");
    const { mkdirSync } = await import("node:fs");
    mkdirSync(folder);
    const variables = { HARMONY4_METRICS_TEXTFILE: file };
    expect((await serveFails([], { ...variables, HARMONY4_ENGINE_FP: "0".repeat(64) })).code).toBe(4);
    expect(seal(read(file))).toEqual([1, 0, 1]);
    expect(value(read(file), "harmony4_start_failed", { code: "SEAL_ALTERED" })).toBe(1);
    const service = await serve([], { ...variables, HARMONY4_ENGINE_FP: SEAL.sha256 });
    expect(seal(read(file))).toEqual([1, 1, 0]);
    const failed = read(file).filter(({ name }) => name === "harmony4_start_failed");
    expect(failed.map(({ labels, value: count }) => [labels, count])).toEqual([[{}, 0]]);
    await service.stop();
    expect(readdirSync(folder)).toEqual(["harmony4.prom"]); // no half-written file beside it
  });

  test("tells of a port that could not be had", async () => {
    const file = join(space, "busy.prom");
    const busy = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => busy.once("listening", resolve));
    const { port } = busy.address() as { port: number };
    const { code, stderr } = await serveFails(["--port", `${port}`, "--metrics-textfile", file]);
    busy.close();
    expect(code).toBe(1);
    expect(JSON.parse(stderr.trim().split("\n").at(-1)!)).toMatchObject({
      level: "fatal",
      code: "EADDRINUSE",
      msg: expect.stringMatching(`^Cannot open the port: .*address already in use 127\\.0\\.0\\.1:${port}$`),
    });
    expect(value(read(file), "harmony4_start_failed", { code: "EADDRINUSE" })).toBe(1);
    expect(seal(read(file))).toEqual([0, 0, 0]);
  });

  test("that cannot be written is a warning, and no reason not to start", async () => {
    const file = join(space, "none/harmony4.prom");
    const service = await serve(["--metrics-textfile", file]);
    expect((await service.stop()).code).toBe(0);
    expect(service.records().filter(({ level }) => level === "warn")).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
  });
});
