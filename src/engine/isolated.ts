/** A native core in a process of its own: what crashes or hangs there is an error here. T10 of THREATS.md */

import { H4Error, type H4ErrorCode } from "../api/errors.js";
import type { Message } from "../platform/core-message.js";
import { CoreProcess } from "../platform/core-process.js";
import {
  compressLimit,
  engineIdOf,
  type NativeCalls,
  type NativeFacts,
  WHOLE_MAX,
  type WholeCallsOffThread,
} from "./native-calls.js";

/** Characters of an error that are taken over: a path of 4096 and what is said of it. */
const MESSAGE_MAX = 5000;

export class IsolatedCalls implements NativeCalls {
  readonly offThread: WholeCallsOffThread;

  private constructor(
    private readonly core: CoreProcess,
    readonly facts: NativeFacts,
  ) {
    this.offThread = {
      compress: async (data, level) => {
        return result(await core.ask({ call: "compress", level }, data, compressLimit(data.length)));
      },
      decompress: async (data, maxOutput) => {
        const limit = Math.min(maxOutput, WHOLE_MAX);
        return result(await core.ask({ call: "decompress", limit }, data, limit));
      },
    };
  }

  /** Bytes of memory that the process has resident; undefined where the system does not tell. */
  residentBytes(): number | undefined {
    return this.core.residentBytes();
  }

  /**
   * Starts the process and hands it `bytes`: it loads these and no others.
   *
   * @throws H4Error as `openLibrary`, and `CORE_SELF_TEST` where the core does not survive being loaded
   */
  static async start(bytes: Uint8Array<ArrayBuffer>, fingerprint: string, path: string, timeout: number) {
    const core = new CoreProcess({ head: { fingerprint, path }, payload: bytes }, timeout);
    try {
      const { head } = checked(await core.start());
      return new IsolatedCalls(core, factsOf(head.facts as Partial<NativeFacts>));
    } catch (cause) {
      const died = cause instanceof H4Error && (cause.code === "CORE_CRASHED" || cause.code === "CORE_TIMEOUT");
      if (!died) throw cause;
      const message = `Compression core failed its self-test: ${path} (while it was loaded: ${cause.message})`;
      throw new H4Error("CORE_SELF_TEST", message, { got: cause.got, cause });
    }
  }
}

/** A process with a core in it may say anything: no more is taken of it than what a core may say. */
function factsOf({ abi, engineId, declaredFingerprint, frees }: Partial<NativeFacts>): NativeFacts {
  const declared = /^[0-9a-f]{64}$/.test(`${declaredFingerprint}`) ? { declaredFingerprint } : {};
  return {
    abi: abi === 2 ? 2 : 1,
    engineId: engineIdOf(`${engineId}`),
    frees: frees === true,
    ...declared,
  } as NativeFacts;
}

function result(answer: Message): Uint8Array<ArrayBuffer> {
  return checked(answer).payload;
}

/** The answer, or the error that it carries, thrown anew on this side: no more of it than fits a line of a log. */
function checked(answer: Message): Message {
  const { error } = answer.head as { error?: Record<string, unknown> };
  if (error === undefined) return answer;
  const code = /^[A-Z_]{1,40}$/.test(`${error.code}`) ? (error.code as H4ErrorCode) : "ENGINE_FAULT";
  const message = `${error.message}`.replace(/[^\x20-\x7e]/g, "?").slice(0, MESSAGE_MAX);
  throw new H4Error(code, message, { got: figure(error.got), limit: figure(error.limit) });
}

function figure(value: unknown): number | string | undefined {
  return typeof value === "number" ? value : typeof value === "string" ? value.slice(0, MESSAGE_MAX) : undefined;
}
