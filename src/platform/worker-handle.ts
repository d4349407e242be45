/** What the owner of a worker sees of it, and the worker of its owner, whatever the runtime. */

/** A worker that was started. */
export interface WorkerHandle {
  post(message: unknown, transfer: ArrayBuffer[]): void;
  /** Whether the worker keeps the process alive, where a process can end by itself. */
  keepAlive(alive: boolean): void;
  /** Ends the worker at once, whatever it does. */
  end(): Promise<void>;
}

/** What a worker tells its owner. After `ended` nothing more comes. */
export interface WorkerEvents {
  message(message: unknown): void;
  /** The worker is no more: an error that nobody caught, an exit, or a script that could not be loaded. */
  ended(reason: WorkerEnd): void;
}

export interface WorkerEnd {
  message: string;
  /** The exit code, where there is one. */
  got?: number;
  cause?: unknown;
}
