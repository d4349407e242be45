/** A Node stream over a session, with the back-pressure of both sides. */

import { Duplex } from "node:stream";

export type { Duplex };

/** The part of a session that a stream needs. */
export interface Steps {
  write(chunk: Uint8Array): void;
  end(): void;
  settle(): Promise<void>;
  read(): Uint8Array | undefined;
  rest(): Promise<void>;
  close(cause?: unknown): void;
}

/**
 * The two ends of a session as one Node stream. A written chunk stays pending until all that it expands to was read,
 * which holds the writer back.
 */
export function duplexOver(open: () => Promise<Steps>, signal: AbortSignal | undefined): Duplex {
  let steps: Steps | undefined;
  /** Calls back the write or the end at hand. */
  let pending: ((error?: Error | null) => void) | undefined;
  let ending = false;
  let wanted = false;
  let working = false;

  /** Gives `step` to the session; `done` is called when all that it makes was read. */
  async function give(step: (steps: Steps) => void, done: (error?: Error | null) => void): Promise<void> {
    try {
      steps ??= await open();
      step(steps);
      pending = done;
    } catch (error) {
      done(error as Error);
      return;
    }
    await work();
  }

  /** Makes output as long as the reader wants it and there is input. */
  async function work(): Promise<void> {
    if (working) return;
    working = true;
    try {
      while (wanted && pending !== undefined && steps !== undefined && !stream.destroyed) {
        await steps.settle();
        const piece = steps.read();
        if (piece !== undefined) wanted = stream.push(piece);
        else finishPending();
        await steps.rest();
      }
    } catch (error) {
      stream.destroy(error as Error);
    } finally {
      working = false;
    }
  }

  function finishPending(): void {
    const done = pending;
    pending = undefined;
    if (ending) stream.push(null);
    done?.();
  }

  const stream = new Duplex({
    decodeStrings: false,
    ...(signal === undefined ? {} : { signal }),
    write(chunk: unknown, _encoding, done) {
      if (chunk instanceof Uint8Array) void give((to) => to.write(chunk), done);
      else done(new TypeError("chunk must be a Uint8Array, strings are refused"));
    },
    final(done) {
      ending = true;
      void give((to) => to.end(), done);
    },
    read() {
      wanted = true;
      void work();
    },
    destroy(error, done) {
      steps?.close(error ?? undefined);
      done(error);
    },
  });
  return stream;
}
