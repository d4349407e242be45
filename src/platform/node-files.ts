/** Files in Node: read at any offset, written whole or not at all. */

export interface WriteFileOptions {
  /** Replaces a file that exists. Default false: `FILE_EXISTS`. */
  overwrite?: boolean | undefined;
  /** Permission bits of the new file. Default 0o666, less the umask. */
  mode?: number | undefined;
}

/** An open file, readable at any offset: what `listFrames` takes. */
export interface FileSource {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function openFileSource(path: string): Promise<FileSource> { throw new Error(); }
/**
 * Writes `chunks` to a temporary file beside `path`, syncs it, and renames it into place; on any failure nothing is
 * left. Answers with the bytes written.
 */
export function writeFileAtomically(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, options?: WriteFileOptions): Promise<number> { throw new Error(); }
