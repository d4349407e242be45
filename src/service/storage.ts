/** Where the service keeps bytes: containers that it serves, and bodies that must be read more than once. */

import type { ContainerSource } from "../container/access.js";

/**
 * A name under which a container is served: letters and digits of ASCII, `_`, `.`, `+` and `-`, and one of two endings.
 * It has no separator, no percent sign and no dot at its start, and 255 bytes, as names of files have.
 */
export const STORED_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\.(?:h4mk|zst)$/;

/** One stored container, open. Everything that it says and gives is of one file, whatever has its name meanwhile. */
export interface StoredFile {
  readonly size: number;
  /** A strong validator of these bytes, with its quotes. RFC 9110 §8.8.3 */
  readonly etag: string;
  readonly lastModified: Date;
  /** The bytes from `start` up to `end`, as they are taken. Fails when there are fewer, or others than there were. */
  read(start: number, end: number): ReadableStream<Uint8Array>;
  /** Called exactly once, after the last read. */
  close(): Promise<void>;
}

/** Containers by name. */
export interface ContainerStore {
  /** undefined where there is none; a name is never more than the name of a file. */
  open(name: string): Promise<StoredFile | undefined>;
}

/** A body that was put down; `discard` is called exactly once. */
export interface Spooled {
  readonly source: ContainerSource;
  readonly size: number;
  discard(): Promise<void>;
}

/** Puts all of a body where it can be read at any offset: memory here, a temporary file where there is one. */
export type Spool = (body: AsyncIterable<Uint8Array>, signal: AbortSignal) => Promise<Spooled>;
