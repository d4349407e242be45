/** The metrics of the service, in the text format of Prometheus. By prom-client. S60 to S62 of PROMISES.md */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { EngineInfo } from "../api/engine.js";
import type { ServiceMetrics } from "./service.js";

/** Seconds: from an answer out of memory to the longest that a request may take. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** Input over output of a compression. */
const RATIOS = [1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 1024];

/** Whether a seal was checked, and what came of it. */
export type SealCheck = "none" | "passed" | "failed";

/** The seal counters, by the names of the guide: checks = passes + failures. */
export function sealCounters(registry: Registry): (check: SealCheck) => void {
  const registers = [registry];
  const checks = new Counter({ name: "harmony4_seal_checks_total", help: "Seal verification checks", registers });
  const passes = new Counter({ name: "harmony4_seal_passes_total", help: "Successful seal checks", registers });
  const failures = new Counter({ name: "harmony4_seal_failures_total", help: "Failed seal checks", registers });
  return (check) => {
    if (check === "none") return;
    checks.inc();
    (check === "passed" ? passes : failures).inc();
  };
}

/** Metrics of one service that runs `engine`, in a registry of their own. */
export function createMetrics(engine: EngineInfo, version: string): ServiceMetrics {
  const registry = new Registry();
  sealCounters(registry)(engine.seal_level === "none" ? "none" : "passed");
  addEngine(registry, engine, version);
  collectDefaultMetrics({ register: registry });
  return { ...requestMetrics(registry), ...workMetrics(registry), text: () => registry.metrics() };
}

function addEngine(registry: Registry, { engine_id, fingerprint, sealed }: EngineInfo, version: string): void {
  const registers = [registry];
  const active = { name: "harmony4_active_engine", help: "Active compression engine", labelNames: ["engine_id"] };
  new Gauge({ ...active, registers }).set({ engine_id }, 1);
  const labelNames = ["engine_id", "fingerprint"];
  const info = {
    name: "harmony4_engine_info",
    help: "The engine that runs, with the SHA-256 of its bytes",
    labelNames,
  };
  new Gauge({ ...info, registers }).set({ engine_id, fingerprint }, 1);
  const seal = { name: "harmony4_sealed", help: "1 where a pinned fingerprint matched the engine that runs" };
  new Gauge({ ...seal, registers }).set(sealed ? 1 : 0);
  const build = { name: "harmony4_build_info", help: "Version of the package", labelNames: ["version"] };
  new Gauge({ ...build, registers }).set({ version }, 1);
}

function requestMetrics(registry: Registry): Pick<ServiceMetrics, "request" | "rejected"> {
  const registers = [registry];
  const requests = new Counter({
    name: "harmony4_http_requests_total",
    help: "Requests that were answered",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const duration = new Histogram({
    name: "harmony4_http_request_duration_seconds",
    help: "From the header of a request to the end of its answer",
    labelNames: ["method", "route"],
    buckets: SECONDS,
    registers,
  });
  const rejections = new Counter({
    name: "harmony4_rejections_total",
    help: "Requests that were turned away",
    labelNames: ["reason"],
    registers,
  });
  // Finding a series by its labels costs as much as all the rest of counting: each is found once.
  const series = new Map<string, { count(): void; observe(seconds: number): void }>();
  const seriesOf = (method: string, route: string, status: number) => {
    const count = requests.labels({ method, route, status });
    const observe = duration.labels({ method, route });
    return { count: () => count.inc(), observe: (seconds: number) => observe.observe(seconds) };
  };
  return {
    request({ method, route, status, seconds }) {
      const key = `${method} ${status} ${route}`;
      let found = series.get(key);
      if (found === undefined) {
        found = seriesOf(method, route, status);
        series.set(key, found);
      }
      found.count();
      found.observe(seconds);
    },
    rejected: (reason) => rejections.inc({ reason }),
  };
}

function workMetrics(registry: Registry): Pick<ServiceMetrics, "work" | "waited" | "inWork" | "waiting"> {
  const registers = [registry];
  const labelNames = ["operation"];
  const duration = new Histogram({
    name: "harmony4_work_duration_seconds",
    help: "From the turn of a request to the end of its work",
    labelNames,
    buckets: SECONDS,
    registers,
  });
  const input = new Counter({ name: "harmony4_input_bytes_total", help: "Bytes read", labelNames, registers });
  const output = new Counter({ name: "harmony4_output_bytes_total", help: "Bytes written", labelNames, registers });
  const ratio = new Histogram({
    name: "harmony4_compression_ratio",
    help: "Input over output of compressions",
    buckets: RATIOS,
    registers,
  });
  const wait = new Histogram({
    name: "harmony4_queue_wait_seconds",
    help: "For which requests waited for their turn",
    buckets: SECONDS,
    registers,
  });
  const inWork = new Gauge({ name: "harmony4_work_in_progress", help: "Requests in work", registers });
  const waiting = new Gauge({ name: "harmony4_queue_length", help: "Requests that wait for their turn", registers });
  return {
    work({ operation, seconds, read, written }) {
      duration.observe({ operation }, seconds);
      input.inc({ operation }, read);
      output.inc({ operation }, written);
      if (operation === "compress" && read > 0 && written > 0) ratio.observe(read / written);
    },
    waited: (seconds) => wait.observe(seconds),
    inWork: (count) => inWork.set(count),
    waiting: (count) => waiting.set(count),
  };
}
