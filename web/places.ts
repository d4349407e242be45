/** Where results go while they are made: a file that a person named, the private storage of the page, or memory. */

/** A result that is being written. */
export interface Sink {
  write(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All of it is there. */
  close(): Promise<Kept>;
  /** Nothing of it is to stay. Never throws: it follows a failure, which is the one to tell. */
  abort(): Promise<void>;
}

/** A result that is whole. */
export interface Kept {
  readonly size: number;
  /** To be downloaded; undefined for what is where it was wanted. */
  readonly blob: Blob | undefined;
  /** Lets go what the page holds of it. */
  remove(): Promise<void>;
}

/** A place that takes results. `path` is the name that a result is to have, folders included. */
export interface Place {
  readonly kind: "disk" | "private" | "memory";
  create(path: string): Promise<Sink>;
}

/** All of an output in one place, or none of it. */
export async function keep(
  place: Place,
  path: string,
  signal: AbortSignal,
  output: () => Promise<AsyncIterable<Uint8Array<ArrayBuffer>>>,
): Promise<Kept> {
  signal.throwIfAborted();
  let sink: Sink | undefined;
  try {
    sink = await place.create(path);
    for await (const piece of await output()) {
      signal.throwIfAborted();
      await sink.write(piece);
    }
    signal.throwIfAborted();
    return await sink.close();
  } catch (error) {
    await sink?.abort();
    throw error;
  }
}

/** Bytes that are written at a time: a write is a message to another process of the browser. */
const BATCH = 1 << 20;

/** Gathers small pieces, as a container has them. */
class Batch {
  private pieces: Uint8Array<ArrayBuffer>[] = [];
  private length = 0;
  size = 0;

  constructor(
    private readonly limit: number,
    private readonly out: (pieces: Uint8Array<ArrayBuffer>[]) => Promise<void> | void,
  ) {}

  async add(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    this.pieces.push(piece);
    this.length += piece.length;
    this.size += piece.length;
    if (this.length >= this.limit) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.length === 0) return;
    const { pieces } = this;
    this.pieces = [];
    this.length = 0;
    await this.out(pieces);
  }
}

/**
 * Memory of the browser: what is left where there is no storage, as in WebKitGTK, in private windows of Firefox, and on
 * insecure origins. As Blobs it is at least none of the page, and some browsers put large ones on disk.
 */
export const MEMORY: Place = {
  kind: "memory",
  create() {
    const parts: Blob[] = [];
    const batch = new Batch(8 * BATCH, (pieces) => void parts.push(new Blob(pieces)));
    return Promise.resolve({
      write: (piece) => batch.add(piece),
      async close() {
        await batch.flush();
        const blob = new Blob(parts, { type: "application/octet-stream" });
        return { size: blob.size, blob, remove: () => Promise.resolve(void parts.splice(0)) };
      },
      abort: () => Promise.resolve(void parts.splice(0)),
    });
  },
};

/**
 * Writes to `handle`. The browser writes beside the file, and puts it in place when it is closed; an abort leaves none
 * of it. `undo` takes back what making the handle left.
 */
async function fileSink(
  handle: FileSystemFileHandle,
  undo: () => Promise<void>,
  kept: (size: number) => Promise<Kept>,
): Promise<Sink> {
  const stream = await handle.createWritable().catch(async (error: unknown) => {
    await undo();
    throw error;
  });
  const batch = new Batch(BATCH, (pieces) =>
    stream.write(pieces.length === 1 ? pieces[0]! : new Blob(pieces)).catch(notWritten),
  );
  return {
    write: (piece) => batch.add(piece),
    async close() {
      await batch.flush();
      await stream.close().catch(notWritten);
      return await kept(batch.size);
    },
    async abort() {
      await stream.abort().catch(() => undefined);
      await undo();
    },
  };
}

/** Chromium says "Failed to write data to data pipe" where the room ends between two pieces: nobody would know from that. */
function notWritten(error: unknown): never {
  const reason = "the browser could not write it: the disk, or this page's quota of it, may be full";
  throw new Error(`${reason} (${(error as Error).message})`, { cause: error });
}

function onDisk(size: number): Promise<Kept> {
  return Promise.resolve({ size, blob: undefined, remove: () => Promise.resolve() });
}

/** The file that a person named: its picker has made it, empty. */
export function diskFile(handle: FileSystemFileHandle): Place {
  return {
    kind: "disk",
    create: () => fileSink(handle, () => removeEmpty(handle), onDisk),
  };
}

/** What browsers have beyond the types: a file that removes itself. */
type Removable = FileSystemFileHandle & { remove?(): Promise<void> };

/** A file with bytes in it is somebody's. */
async function removeEmpty(handle: Removable): Promise<void> {
  try {
    if ((await handle.getFile()).size === 0) await handle.remove?.();
  } catch {
    // It is gone, or no longer ours to remove: what it has is nothing in either case.
  }
}

/** A folder that a person named. What is there stays: a result whose name is taken gets a number. */
export function diskFolder(root: FileSystemDirectoryHandle): Place {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    kind: "disk",
    create(path) {
      // One after the other: between the look for a free name and the making of the file nobody comes.
      const made = turn.then(() => createIn(root, path));
      turn = made.catch(() => undefined);
      return made;
    },
  };
}

async function createIn(root: FileSystemDirectoryHandle, path: string): Promise<Sink> {
  const names = path.split("/");
  const name = names.pop()!;
  let folder = root;
  for (const part of names) folder = await folder.getDirectoryHandle(part, { create: true });
  const free = await freeName(folder, name);
  const handle = await folder.getFileHandle(free, { create: true });
  return await fileSink(handle, () => folder.removeEntry(free).catch(() => undefined), onDisk);
}

/** `name`, or `name (2)` before its extensions where that is taken. */
async function freeName(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  const dot = name.indexOf(".", 1);
  const [stem, extensions] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${stem} (${number})${extensions}`;
    if (!(await exists(folder, candidate))) return candidate;
  }
}

async function exists(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    const { name: kind } = error as DOMException;
    if (kind === "NotFoundError") return false;
    if (kind === "TypeMismatchError") return true; // a folder
    throw error;
  }
}

/** Folders of this page in the storage of its origin, one for each page that is open. */
const FOLDER = "harmony4-results-";

/**
 * The private storage of the origin, on disk, as a place for results that wait for their download. Undefined where a
 * browser has none or gives none.
 *
 * Each open page has a folder and a lock of that name. A folder whose lock is free is of a page that is gone: it is
 * removed, whatever became of that page.
 */
export async function privateStorage(): Promise<Place | undefined> {
  const { storage, locks } = navigator;
  // Safari before 26 has the storage, and no stream to write to it from a page.
  if (storage?.getDirectory === undefined || locks === undefined) return undefined;
  if (!("createWritable" in FileSystemFileHandle.prototype)) return undefined;
  const name = `${FOLDER}${crypto.randomUUID()}`;
  let folder: FileSystemDirectoryHandle;
  try {
    const root = await storage.getDirectory();
    await lock(name);
    folder = await root.getDirectoryHandle(name, { create: true });
    void sweep(root).catch(() => undefined);
  } catch {
    return undefined; // as in private windows of some browsers
  }
  let number = 0;
  return {
    kind: "private",
    async create() {
      const own = String(number++);
      const handle = await folder.getFileHandle(own, { create: true });
      const remove = () => folder.removeEntry(own).catch(() => undefined);
      return await fileSink(handle, remove, async (size) => ({ size, blob: await handle.getFile(), remove }));
    },
  };
}

/** Holds a lock for as long as this page is open. */
function lock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(name, () => {
      resolve();
      return new Promise(() => undefined);
    });
    held.catch(reject);
  });
}

/** What the types of the platform leave out. */
type Listed = FileSystemDirectoryHandle & { keys(): AsyncIterableIterator<string> };

async function sweep(root: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = [];
  for await (const name of (root as Listed).keys()) if (name.startsWith(FOLDER)) names.push(name);
  for (const name of names) {
    await navigator.locks.request(name, { ifAvailable: true }, async (free) => {
      if (free !== null) await root.removeEntry(name, { recursive: true });
    });
  }
}

/** The dialogs of browsers that let a page write to disk. */
interface Pickers {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
  showDirectoryPicker?(options: { mode: "readwrite"; id: string }): Promise<FileSystemDirectoryHandle>;
}

const pickers = globalThis as Pickers;

export function hasPickers(): boolean {
  return pickers.showSaveFilePicker !== undefined && pickers.showDirectoryPicker !== undefined;
}

/** Asks for a file, or a folder for several. Undefined where the person changed their mind. */
export async function pickPlace(names: readonly string[]): Promise<Place | undefined> {
  try {
    if (names.length > 1) {
      return diskFolder(await pickers.showDirectoryPicker!({ mode: "readwrite", id: "harmony4" }));
    }
    const suggestedName = names[0]!.split("/").at(-1)!;
    return diskFile(await pickers.showSaveFilePicker!({ suggestedName }));
  } catch (error) {
    if ((error as DOMException).name === "AbortError") return undefined;
    throw error;
  }
}
