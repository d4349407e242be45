/**
 * Dictionaries on their way to a worker. One that cannot change goes once and is then known by its number, so that the
 * worker finds it prepared, as an engine here does; any other goes with each job, as it is when its turn has come.
 */

import { viewOf } from "../api/bytes.js";
import type { CompressParameters, DecompressParameters } from "../engine/core.js";
import { immutableCopy, isImmutable } from "../engine/immutable.js";
import type { Task } from "./protocol.js";

/** A dictionary in a message: its number, 0 where it is for this job alone, and its bytes if the worker lacks them. */
export interface SentDictionary {
  number: number;
  bytes: ArrayBuffer | undefined;
}

/** A task in a message. Buffers, not arrays: Deno looks at each byte of an array. */
export type SentTask =
  | { call: "compress"; parameters: Omit<CompressParameters, "dictionary">; dictionaries: SentDictionary[] }
  | { call: "decompress"; parameters: Omit<DecompressParameters, "dictionaries">; dictionaries: SentDictionary[] };

/** As many as an engine keeps prepared, and none larger: 64 MiB a worker at most. */
const KEPT = 8;
const KEPT_SIZE_MAX = 8 << 20;

const NUMBERS = new WeakMap<Uint8Array, number>();
let last = 0;

/** What was used last, by number. Both sides take the same steps in the same order, so that each knows the other's. */
class Shelf<T> {
  private readonly kept = new Map<number, T>();

  /** What is there, which counts as used now. */
  use(number: number): T | undefined {
    const found = this.kept.get(number);
    if (found !== undefined) this.keep(number, found);
    return found;
  }

  keep(number: number, one: T): void {
    this.kept.delete(number);
    this.kept.set(number, one);
    if (this.kept.size <= KEPT) return;
    for (const oldest of this.kept.keys()) return void this.kept.delete(oldest);
  }
}

/** The side of the pool: one for each worker, from its first message on. */
export class DictionarySender {
  private readonly sent = new Shelf<true>();

  /**
   * @param transfer - gets what is to be transferred
   * @throws TypeError for a dictionary that was detached while the job waited
   */
  pack(task: Task, transfer: ArrayBuffer[]): SentTask {
    if (task.call === "compress") {
      const { dictionary, ...parameters } = task.parameters;
      const dictionaries = dictionary === undefined ? [] : this.all([dictionary], transfer);
      return { call: "compress", parameters, dictionaries };
    }
    const { dictionaries, ...parameters } = task.parameters;
    return { call: "decompress", parameters, dictionaries: this.all(dictionaries, transfer) };
  }

  private all(dictionaries: readonly Uint8Array[], transfer: ArrayBuffer[]): SentDictionary[] {
    // Before any of them counts as sent.
    const views = dictionaries.map((dictionary) => viewOf(dictionary, "dictionary"));
    return views.map((view) => {
      const number = numberOf(view);
      if (number > 0 && this.sent.use(number)) return { number, bytes: undefined };
      if (number > 0) this.sent.keep(number, true);
      const { buffer } = new Uint8Array(view);
      transfer.push(buffer);
      return { number, bytes: buffer };
    });
  }
}

/** The side of the worker. */
export class DictionaryReceiver {
  private readonly received = new Shelf<Uint8Array>();

  unpack(task: SentTask): Task {
    const dictionaries = task.dictionaries.map((sent) => this.one(sent));
    if (task.call === "compress") {
      return { call: "compress", parameters: { ...task.parameters, dictionary: dictionaries[0] } };
    }
    return { call: "decompress", parameters: { ...task.parameters, dictionaries } };
  }

  private one({ number, bytes }: SentDictionary): Uint8Array {
    if (bytes === undefined) {
      const found = this.received.use(number);
      if (found === undefined) throw new Error(`Dictionary ${number} was never sent to this worker`);
      return found;
    }
    const view = new Uint8Array(bytes);
    if (number === 0) return view;
    const kept = immutableCopy(view);
    this.received.keep(number, kept);
    return kept;
  }
}

function numberOf(dictionary: Uint8Array): number {
  if (dictionary.length > KEPT_SIZE_MAX || !isImmutable(dictionary)) return 0;
  const known = NUMBERS.get(dictionary);
  if (known !== undefined) return known;
  NUMBERS.set(dictionary, ++last);
  return last;
}
