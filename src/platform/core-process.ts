/** A process that runs a core apart: started when it is needed, ended when it takes too long, started anew. T10 of THREATS.md */

import type { ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import { H4Error } from "../api/errors.js";
import { encodeHead, lengthsOf, type Message, PREFIX_SIZE, parseHead } from "./core-message.js";
import { Turns } from "./turns.js";

/** The bundle that the process runs, beside the one that this file is in. */
const ENTRY = "./core-child.js";
/** The descriptor through which it is spoken to: what a core prints must not be taken for an answer. */
const CHANNEL = 3;

/** The question at hand. */
interface Question {
  payloadMax: number;
  resolve(answer: Message): void;
  reject(reason: unknown): void;
}

/** One process, one question at a time. */
export class CoreProcess {
  private readonly turns = new Turns(1);
  private running: Running | undefined;

  /**
   * @param hello - what every process is told first; its answer is the first that comes
   * @param timeout - milliseconds that an answer may take
   */
  constructor(
    private readonly hello: Message,
    private readonly timeout: number,
  ) {}

  /** Starts the process, if none runs; answers with what the hello was answered with. */
  start(): Promise<Message> {
    return this.turns.take(() => this.started());
  }

  /**
   * @param payloadMax - bytes that may come back; a process that says more is not believed, and ended
   * @throws H4Error `CORE_CRASHED`, `CORE_TIMEOUT`: the next question goes to a new process
   */
  ask(head: Record<string, unknown>, payload: Uint8Array, payloadMax: number): Promise<Message> {
    return this.turns.take(async () => {
      await this.started();
      return await this.running!.ask({ head, payload, payloadMax });
    });
  }

  /** Bytes of memory that the process has resident; undefined where the system does not tell. */
  residentBytes(): number | undefined {
    return this.running?.residentBytes();
  }

  private async started(): Promise<Message> {
    if (this.running?.alive) return this.running.welcome;
    const running = new Running(this.timeout);
    this.running = running;
    running.welcome = await running.ask({ ...this.hello, payloadMax: 0 });
    return running.welcome;
  }
}

class Running {
  alive = true;
  welcome!: Message;
  private readonly child: ChildProcess;
  private readonly channel: Duplex & { ref(): unknown; unref(): unknown };
  private question: Question | undefined;
  private reader: Reader | undefined;

  /** @throws H4Error `CORE_BINDING` where no process can be started */
  constructor(private readonly timeout: number) {
    const { spawn } = process.getBuiltinModule("node:child_process");
    const { fileURLToPath } = process.getBuiltinModule("node:url");
    const entry = fileURLToPath(new URL(ENTRY, import.meta.url));
    // An environment with nothing in it: neither secrets of this process nor what a loader obeys. What the core prints
    // goes to stderr.
    this.child = spawn(process.execPath, [...runtimeArguments(), entry], {
      env: {},
      cwd: "/",
      stdio: ["ignore", 2, 2, "pipe"],
    });
    this.child.on("error", (error) => this.ended(notStarted(error.message)));
    this.child.on("close", (code, signal) => this.ended(crashed(signal ?? code ?? "unknown")));
    const channel = this.child.stdio?.[CHANNEL] as typeof this.channel | undefined;
    if (channel === undefined) throw notStarted("out of descriptors, or of rights");
    this.channel = channel;
    this.channel.on("data", (chunk: Uint8Array) => this.receive(chunk));
    this.channel.on("error", () => undefined); // it is closed then, and "close" tells
    // Nobody waits for a process that has nothing to do; it ends when this one does.
    this.child.unref();
    this.channel.unref();
  }

  ask({ head, payload, payloadMax }: Asked): Promise<Message> {
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Message>((resolve, reject) => {
      this.question = { payloadMax, resolve, reject };
      this.reader = new Reader(payloadMax);
      this.channel.ref();
      this.channel.write(encodeHead(head, payload.length));
      if (payload.length > 0) this.channel.write(payload);
      timer = setTimeout(() => this.tooSlow(), this.timeout);
    });
    return answer.finally(() => {
      clearTimeout(timer);
      this.question = undefined;
      this.channel.unref();
    });
  }

  residentBytes(): number | undefined {
    const { readFileSync } = process.getBuiltinModule("node:fs");
    try {
      const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))?.[1];
      return kib === undefined ? undefined : Number(kib) * 1024;
    } catch {
      return undefined;
    }
  }

  private receive(chunk: Uint8Array): void {
    const answer = this.question === undefined ? "nobody asked" : this.reader!.take(chunk);
    if (answer === undefined) return;
    if (typeof answer === "object") this.question?.resolve(answer);
    else this.child.kill("SIGKILL"); // it does not speak as the process that was started
  }

  private tooSlow(): void {
    const { timeout: limit } = this;
    this.child.kill("SIGKILL");
    this.ended(
      new H4Error("CORE_TIMEOUT", `The core did not answer within ${limit} ms; its process was ended`, { limit }),
    );
  }

  private ended(reason: H4Error): void {
    this.alive = false;
    this.question?.reject(reason);
  }
}

function crashed(got: string | number): H4Error {
  return new H4Error("CORE_CRASHED", `The process of the core ended during the call: ${got}`, { got });
}

function notStarted(why: string): H4Error {
  return new H4Error("CORE_BINDING", `No process can be started for the core: ${why}`);
}

interface Asked {
  head: Record<string, unknown>;
  payload: Uint8Array;
  payloadMax: number;
}

/** Puts one message together from what comes in pieces. */
class Reader {
  private prefix = new Uint8Array(PREFIX_SIZE);
  private head: Uint8Array | undefined;
  private payload = new Uint8Array(0);
  private length = 0;

  constructor(private readonly payloadMax: number) {}

  /** The message when it is complete; a reason where it cannot be one. */
  take(chunk: Uint8Array): Message | string | undefined {
    let rest = this.fill(this.prefix, 0, chunk);
    if (this.length < PREFIX_SIZE) return undefined;
    if (this.head === undefined) {
      const lengths = lengthsOf(this.prefix, this.payloadMax);
      if (lengths === undefined) return "a length that nobody asked for";
      this.head = new Uint8Array(lengths.head);
      this.payload = new Uint8Array(lengths.payload);
    }
    rest = this.fill(this.head, PREFIX_SIZE, rest);
    const payloadAt = PREFIX_SIZE + this.head.length;
    rest = this.fill(this.payload, payloadAt, rest);
    if (rest.length > 0) return "more than an answer";
    if (this.length < payloadAt + this.payload.length) return undefined;
    const head = parseHead(this.head);
    return head === undefined ? "a head that is none" : { head, payload: this.payload };
  }

  /** Puts what belongs into `target`, which begins at `start` of the message, and answers with the rest. */
  private fill(target: Uint8Array, start: number, chunk: Uint8Array): Uint8Array {
    const at = this.length - start;
    if (at < 0 || at >= target.length) return chunk;
    const part = chunk.subarray(0, target.length - at);
    target.set(part, at);
    this.length += part.length;
    return chunk.subarray(part.length);
  }
}

/** What a runtime needs on its command line to run a file, and nothing of what this process was started with. */
function runtimeArguments(): string[] {
  if ("Deno" in globalThis) return ["run", "--allow-all", "--no-prompt"];
  return "Bun" in globalThis ? ["--no-install"] : [];
}
