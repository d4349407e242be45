/** Services for the suites: what is told to log and metrics kept, engines that wait, a real server around them. */

import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createEngine } from "../../src/index.js";
import { onThisThread, type ServiceEngine } from "../../src/service/engine.js";
import type { ServiceLog, ServiceMetrics } from "../../src/service/service.js";
import type { ServiceOptions } from "../../src/service.js";
import { createService } from "../../src/service.js";

export interface LogRecord {
  level: "info" | "warn" | "error";
  fields: Record<string, unknown>;
  message: string;
}

/** A log that keeps its records; `next` waits for one. */
export class LogBook implements ServiceLog {
  readonly records: LogRecord[] = [];
  private readonly waiters: { is(record: LogRecord): boolean; resolve(record: LogRecord): void }[] = [];

  info(fields: object, message: string): void {
    this.add("info", fields, message);
  }
  warn(fields: object, message: string): void {
    this.add("warn", fields, message);
  }
  error(fields: object, message: string): void {
    this.add("error", fields, message);
  }

  /** The first record, of those there are or will be, that `is` it. */
  next(is: (record: LogRecord) => boolean): Promise<LogRecord> {
    const found = this.records.find(is);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => this.waiters.push({ is, resolve }));
  }

  private add(level: LogRecord["level"], fields: object, message: string): void {
    const record = { level, fields: fields as Record<string, unknown>, message };
    this.records.push(record);
    for (const waiter of this.waiters) if (waiter.is(record)) waiter.resolve(record);
  }
}

/** Metrics that keep every call, and the highest and latest figure of each gauge. */
export class MetricsBook implements ServiceMetrics {
  readonly requests: Parameters<ServiceMetrics["request"]>[0][] = [];
  readonly works: Parameters<ServiceMetrics["work"]>[0][] = [];
  readonly rejections: string[] = [];
  readonly waits: number[] = [];
  readonly inWorkFigures: number[] = [];
  readonly waitingFigures: number[] = [];

  request(event: Parameters<ServiceMetrics["request"]>[0]): void {
    this.requests.push(event);
  }
  work(event: Parameters<ServiceMetrics["work"]>[0]): void {
    this.works.push(event);
  }
  waited(seconds: number): void {
    this.waits.push(seconds);
  }
  inWork(count: number): void {
    this.inWorkFigures.push(count);
  }
  waiting(count: number): void {
    this.waitingFigures.push(count);
  }
  rejected(reason: string): void {
    this.rejections.push(reason);
  }
  text(): Promise<string> {
    return Promise.resolve(`# TYPE requests counter\nrequests ${this.requests.length}\n`);
  }
}

/** An engine whose one-shot compressions wait until they are let go. */
export async function gatedEngine(): Promise<ServiceEngine & { started(count: number): Promise<void>; open(): void }> {
  const engine = onThisThread(await createEngine());
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let count = 0;
  const waiters: { count: number; resolve(): void }[] = [];
  return {
    ...engine,
    async compress(data, options) {
      count++;
      for (const waiter of waiters) if (count >= waiter.count) waiter.resolve();
      const { signal } = options ?? {};
      await new Promise<void>((resolve, reject) => {
        gate.then(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
      return await engine.compress(data, options);
    },
    started: (wanted) =>
      count >= wanted
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push({ count: wanted, resolve });
          }),
    open: () => open(),
  };
}

export interface RunningService {
  url: string;
  port: number;
  server: Server;
  log: LogBook;
  metrics: MetricsBook;
  close(): Promise<void>;
}

/** A service on a port of its own, in the Node server that the package uses. */
export async function startService(options: Partial<ServiceOptions> = {}): Promise<RunningService> {
  const log = new LogBook();
  const metrics = new MetricsBook();
  const app = createService({ engine: await createEngine(), log, metrics, ...options });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // Without it the server would ask for every body, also for those that are refused by their length.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) =>
    server.emit("request", request, response),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    log,
    metrics,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
