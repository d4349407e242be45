/**
 * Dictionaries on their way to a worker. One that cannot change goes once and is then known by its slot, so that the
 * worker finds it prepared, as an engine here does; any other goes with each job, as it is when its turn has come.
 */

import { viewOf } from "../api/bytes.js";
import type { CompressParameters, DecompressParameters } from "../engine/core.js";
import { immutableCopy, isImmutable } from "../engine/immutable.js";
import type { Task } from "./protocol.js";

/** A dictionary in a message: its slot, where the worker keeps it, and its bytes if the worker lacks them. */
export interface SentDictionary {
  slot: number | undefined;
  bytes: ArrayBuffer | undefined;
}

/** A task in a message. Buffers, not arrays: Deno looks at each byte of an array. */
export type SentTask =
  | { call: "compress"; parameters: Omit<CompressParameters, "dictionary">; dictionaries: SentDictionary[] }
  | { call: "decompress"; parameters: Omit<DecompressParameters, "dictionaries">; dictionaries: SentDictionary[] };

/** As many as an engine keeps prepared, and none larger: 64 MiB a worker at most. */
const KEPT = 8;
const KEPT_SIZE_MAX = 8 << 20;

/** The side of the pool: one for each worker, from its first message on. */
export class DictionarySender {
  private readonly slots: Uint8Array[] = [];
  private next = 0;

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
      const keeps = view.length <= KEPT_SIZE_MAX && isImmutable(view);
      const found = keeps ? this.slots.indexOf(view) : -1;
      if (found >= 0) return { slot: found, bytes: undefined };
      const { buffer } = new Uint8Array(view);
      transfer.push(buffer);
      return { slot: keeps ? this.put(view) : undefined, bytes: buffer };
    });
  }

  /** In the place of the one that has been there longest. */
  private put(view: Uint8Array): number {
    const slot = this.next;
    this.slots[slot] = view;
    this.next = (slot + 1) % KEPT;
    return slot;
  }
}

/** The side of the worker. */
export class DictionaryReceiver {
  private readonly slots: Uint8Array[] = [];

  unpack(task: SentTask): Task {
    const dictionaries = task.dictionaries.map((sent) => this.one(sent));
    if (task.call === "compress") {
      return { call: "compress", parameters: { ...task.parameters, dictionary: dictionaries[0] } };
    }
    return { call: "decompress", parameters: { ...task.parameters, dictionaries } };
  }

  private one({ slot, bytes }: SentDictionary): Uint8Array {
    const view = bytes && new Uint8Array(bytes);
    if (slot === undefined) return view!;
    if (view) this.slots[slot] = immutableCopy(view);
    return this.slots[slot]!;
  }
}
