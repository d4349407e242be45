/** Instances that have a dictionary indexed: small contents find it as the last frame of their kind left it. */

import type { CompressParameters } from "./core.js";
import type { Instance } from "./exports.js";
import { isImmutable } from "./immutable.js";
import { CompressStream } from "./stream.js";

/** Contents to this size: PREPARED_SIZE_MAX of assembly/encode/compress.ts. Indexing costs larger ones less than they do. */
const CONTENT_SIZE_MAX = 1 << 17;
/** Instances kept, and the memory of all together: one takes 4 MiB and twice its tables, at level 19 some 10 MiB. */
const KEPT_INSTANCES = 8;
const KEPT_MEMORY = 64 << 20;

interface Prepared {
  readonly dictionary: Uint8Array;
  /** Level and size class, which the tables depend on. */
  readonly kind: number;
  readonly stream: CompressStream;
}

/** The streams of dictionaries that were used before, those used last at the end. */
export class PreparedStreams {
  private readonly kept: Prepared[] = [];

  constructor(private readonly create: () => Instance) {}

  /** Whether a call is one of those that this is for. */
  static serves({ dictionary, contentSize }: CompressParameters): boolean {
    return dictionary !== undefined && contentSize >= 0 && contentSize <= CONTENT_SIZE_MAX && isImmutable(dictionary);
  }

  /** Does `work` with a stream for such a call; one that failed is not kept. */
  use<T>(parameters: CompressParameters, work: (stream: CompressStream) => T): T {
    const prepared = this.take(parameters.dictionary!, kindOf(parameters));
    const result = work(prepared.stream);
    this.kept.push(prepared);
    this.trim();
    return result;
  }

  private take(dictionary: Uint8Array, kind: number): Prepared {
    const at = this.kept.findLastIndex((one) => one.kind === kind && one.dictionary === dictionary);
    if (at >= 0) return this.kept.splice(at, 1)[0]!;
    return { dictionary, kind, stream: new CompressStream(this.create()) };
  }

  private trim(): void {
    let memory = 0;
    for (const { stream } of this.kept) memory += stream.instance.heap.length;
    while (this.kept.length > KEPT_INSTANCES || (memory > KEPT_MEMORY && this.kept.length > 0)) {
      memory -= this.kept.shift()!.stream.instance.heap.length;
    }
  }
}

/** Tables get larger with each power of two that content and dictionary together exceed: `chooseParameters`. */
function kindOf({ level, dictionary, contentSize }: CompressParameters): number {
  return level * 64 + Math.ceil(Math.log2(contentSize + dictionary!.length));
}
