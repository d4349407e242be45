/** The files that a person drops or chooses, whole folders too, each with its path below what was chosen. */

import { blobChanged } from "../src/api/source.js";

/** A file, and where it lies: names with `/` between them. */
export interface Chosen {
  readonly path: string;
  readonly file: File;
}

/** What could be read of what was dropped, and what could not. */
export interface Dropped {
  readonly files: readonly Chosen[];
  readonly unreadable: readonly string[];
}

/** Those of a field for files or folders. */
export function ofField({ files }: HTMLInputElement): Chosen[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * Those of a drop. To be called while the event is handled: afterwards a browser gives nothing of it away. What is no
 * file of a disk, as a picture dragged out of a page, has no entry and is taken as the file that it is.
 */
export async function ofDrop(transfer: DataTransfer): Promise<Dropped> {
  const roots: FileSystemEntry[] = [];
  const files: Chosen[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = entry === null ? item.getAsFile() : null;
    if (entry !== null) roots.push(entry);
    else if (file !== null) files.push({ path: file.name, file });
  }
  const unreadable: string[] = [];
  for (const root of roots) await walk(root, files, unreadable);
  return { files, unreadable };
}

/** One after the other: the order is that of the folder, and no thousand of reads are under way. */
async function walk(entry: FileSystemEntry, files: Chosen[], unreadable: string[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, "");
  try {
    if (entry.isFile) {
      files.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    } else {
      for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await walk(child, files, unreadable);
    }
  } catch {
    unreadable.push(path);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** All of a folder: a browser gives 100 at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    all.push(...some);
  }
}

/**
 * All bytes of a file or of parts of it.
 *
 * @throws {H4Error} SOURCE_CHANGED: the file is no longer the one that was chosen
 */
export async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw blobChanged(0, cause);
  }
}
