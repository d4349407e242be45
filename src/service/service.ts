/** What every route of one service shares. */

import type { Signer } from "../seal/keys.js";
import type { Admission } from "./admission.js";
import type { Assets } from "./assets.js";
import type { ServiceEngine } from "./engine.js";
import type { Limits } from "./limits.js";
import type { ContainerStore, Spool } from "./storage.js";

/** What is counted. Each call is one event; a service without metrics counts nothing. */
export interface ServiceMetrics {
  request(event: { method: string; route: string; status: number; seconds: number }): void;
  work(event: { operation: Operation; seconds: number; read: number; written: number }): void;
  /** A request got its turn after so many seconds. */
  waited(seconds: number): void;
  inWork(count: number): void;
  waiting(count: number): void;
  rejected(reason: Rejection): void;
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>;
}

export type Operation = "compress" | "decompress" | "inspect" | "verify" | "attest";

/** Why requests were turned away, as a label of the metrics. */
export type Rejection =
  | "body_too_large"
  | "output_limit"
  | "ratio_limit"
  | "window_limit"
  | "queue_full"
  | "client_limit"
  | "timeout"
  | "unauthorized"
  | "malformed";

/** Where events are told, one record each. `fields` never holds what was compressed. */
export interface ServiceLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Which resources an application has: all, or, when they are on two ports, those of one. */
export type Surface = "all" | "public" | "management";

/** Everything that routes are made with. */
export interface Service {
  readonly engine: ServiceEngine;
  readonly limits: Limits;
  readonly surface: Surface;
  readonly metrics: ServiceMetrics;
  readonly log: ServiceLog;
  /** The bearer token that requests need; undefined for none. */
  readonly token: string | undefined;
  /** Who signs attestations. */
  readonly attestKey: Signer | undefined;
  /** Containers that are served. */
  readonly store: ContainerStore | undefined;
  /** The files of the page. */
  readonly assets: Assets | undefined;
  /** Where a body is put that must be read more than once. */
  readonly spool: Spool;
  /** Whose turn it is. */
  readonly admission: Admission;
  /** Whether anything is counted. */
  readonly counted: boolean;
  /** False before the engine is settled and once the service ends. */
  ready(): boolean;
}
