/** The order of chunks: CORE, SEEK, hIXP, META, SAFE, hIXR, sIGN, tAIL, VERI. H4MK.md, "The strict reader" */

import { H4Error } from "../api/errors.js";
import { type ChunkHeader, isAncillary, TAGS, type Tag } from "./format.js";

const RANKS: ReadonlyMap<string, number> = new Map(TAGS.map((tag, rank) => [tag, rank]));
const MANY: ReadonlySet<string> = new Set<Tag>(["CORE", "hIXP"]);
const REQUIRED: readonly Tag[] = ["SEEK", "META", "SAFE"];

export function isKnown(tag: string): tag is Tag {
  return RANKS.has(tag);
}

/** Follows the chunks of a container up to VERI and refuses one that is not where it must be. */
export class ChunkOrder {
  private rank = 0;
  private readonly seen = new Set<string>();

  /** To be called for each chunk but VERI, in the order of the file. */
  accept({ tag, offset }: ChunkHeader): void {
    const rank = RANKS.get(tag);
    if (rank === undefined) {
      if (!isAncillary(tag)) {
        const message = `The chunk ${tag} at byte ${offset} is not known here, and its capital says that it may not be skipped`;
        throw new H4Error("CONTAINER_CHUNK_UNKNOWN", message, { got: tag, offset });
      }
      // Skipped chunks come after the blocks, wherever they like.
      this.rank = Math.max(this.rank, 1);
      return;
    }
    if (this.seen.has(tag) && !MANY.has(tag)) {
      throw new H4Error("CONTAINER_CHUNK_SECOND", `A second chunk ${tag} is at byte ${offset}`, { got: tag, offset });
    }
    if (rank < this.rank) {
      const message = `The chunk ${tag} at byte ${offset} comes too late: the order is ${TAGS.join(", ")}`;
      throw new H4Error("CONTAINER_CHUNK_ORDER", message, { got: tag, offset });
    }
    this.rank = rank;
    this.seen.add(tag);
  }

  has(tag: Tag): boolean {
    return this.seen.has(tag);
  }

  /** To be called for VERI, or where the file ends without one. */
  end(offset: number): void {
    const missing = REQUIRED.find((tag) => !this.seen.has(tag));
    if (missing === undefined) return;
    const message = `The container has no chunk ${missing} before byte ${offset}`;
    throw new H4Error("CONTAINER_CHUNK_MISSING", message, { limit: missing, offset });
  }
}
