/** What a worker of a pool runs: jobs on the one module that it was handed. It loads nothing, and compiles nothing. */

import { nextTurn } from "#platform";
import { serveOwner } from "#workers";
import { Collector, plausible } from "../engine/collector.js";
import type { Core, CoreSession } from "../engine/core.js";
import { ReferenceCore } from "../engine/reference.js";
import { selfTest } from "../engine/self-test.js";
import { DictionaryReceiver } from "./dictionaries.js";
import { type FromWorker, PIECE, recordOf, type Task, type ToWorker } from "./protocol.js";
import { StreamWork } from "./stream-work.js";

/** Bytes in and out after which the messages of the owner have their turn. */
const TURN = 2 * PIECE;

const NOTHING: ArrayBuffer[] = [];

const post = serveOwner((message) => receive(message as ToWorker));

let core: Core | undefined;
const dictionaries = new DictionaryReceiver();
/** Jobs that are in work in steps, by their id: how to stop them. */
const stoppable = new Map<number, { stop(): void }>();
const streams = new Map<number, StreamWork>();

function answer(message: FromWorker, transfer = NOTHING): void {
  post(message, transfer);
}

function receive(message: ToWorker): void {
  if (message.type === "start") start(message);
  else if (core !== undefined) work(core, message);
}

function start({ module, identity }: ToWorker & { type: "start" }): void {
  if (core !== undefined) return; // never a second one
  try {
    core = new ReferenceCore(module, identity);
    answer({ type: "ready" });
  } catch (error) {
    answer({ type: "refused", error: recordOf(error) });
  }
}

function work(engine: Core, message: Exclude<ToWorker, { type: "start" }>): void {
  const { id } = message;
  if (message.type === "call") {
    void attempt(id, () => {
      const task = dictionaries.unpack(message.task);
      return message.steps ? inSteps(engine, task, message) : give(id, whole(engine, task, message.data));
    });
  } else if (message.type === "test") {
    void attempt(id, async () => answer({ type: "report", id, report: await selfTest(engine) }));
  } else if (message.type === "open") {
    void attempt(id, () => stream(engine, id, dictionaries.unpack(message.task)));
  } else if (message.type === "stop") {
    stoppable.get(id)?.stop();
  } else {
    streams.get(id)?.take(message);
  }
}

/** What goes wrong in a job is its owner's to hear. */
async function attempt(id: number, job: () => Promise<void> | void): Promise<void> {
  try {
    await job();
  } catch (error) {
    answer({ type: "failed", id, error: recordOf(error) });
  }
}

function give(id: number, data: Uint8Array<ArrayBuffer>): void {
  answer({ type: "result", id, data }, [data.buffer]);
}

function whole(engine: Core, task: Task, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return task.call === "compress" ? engine.compress(data, task.parameters) : engine.decompress(data, task.parameters);
}

function open(engine: Core, task: Task): CoreSession {
  return task.call === "compress" ? engine.openCompressor(task.parameters) : engine.openDecompressor(task.parameters);
}

/** A whole input, with turns for the message that may stop it. */
async function inSteps(engine: Core, task: Task, { id, data, progress }: ToWorker & { type: "call" }): Promise<void> {
  const session = open(engine, task);
  let stopped = false;
  stoppable.set(id, {
    stop() {
      stopped = true;
    },
  });
  try {
    const collector = new Collector(expected(engine, task, data));
    let written = 0;
    let turnAt = TURN;
    for (let at = 0; ; ) {
      const next = Math.min(at + PIECE, data.length);
      session.write(data.subarray(at, next));
      at = next;
      if (at === data.length) session.end();
      for (let piece = session.read(); piece !== undefined; piece = session.read()) {
        collector.append(piece, 0, piece.length);
        written += piece.length;
        if (at + written < turnAt) continue;
        if (progress) answer({ type: "progress", id, read: at - session.pending, written });
        await nextTurn();
        if (stopped) return;
        turnAt = at + written + TURN;
      }
      if (at === data.length) break;
      // A window is filled before anything comes out.
      await nextTurn();
      if (stopped) return;
    }
    give(id, collector.finish());
  } finally {
    session.close();
    stoppable.delete(id);
  }
}

/** Bytes that will come out, as far as that can be told without decoding. */
function expected(engine: Core, task: Task, data: Uint8Array): number {
  if (task.call === "compress") return 0;
  const declared = engine.frameHeader(data)?.contentSize ?? 0;
  return declared <= task.parameters.maxOutput ? plausible(declared, data.length) : 0;
}

async function stream(engine: Core, id: number, task: Task): Promise<void> {
  const job = new StreamWork(id, open(engine, task), answer);
  streams.set(id, job);
  stoppable.set(id, job);
  try {
    await job.run();
  } finally {
    streams.delete(id);
    stoppable.delete(id);
  }
}
