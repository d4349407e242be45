/** Pieces into a file of the person's: written as they come where the browser can, else gathered in a Blob. File System Access */

/** Bytes that are gathered before they become a part of a Blob, which a browser may put on disk. */
const PART = 8 << 20;

/** Milliseconds of work after which the page has its turn. */
const TURN = 16;

type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>>;

/** Not in the types of TypeScript: Chromium alone has it. */
type SavePicker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

export function canSaveAsItComes(): boolean {
  return "showSaveFilePicker" in globalThis;
}

/** Asks for a file; to be called while a person's click is fresh. */
export async function askForFile(name: string): Promise<FileSystemFileHandle> {
  const { showSaveFilePicker } = globalThis as unknown as { showSaveFilePicker: SavePicker };
  return await showSaveFilePicker({ suggestedName: name });
}

/** Writes all pieces; a file that was not written to its end is left as it was. */
export async function writeTo(handle: FileSystemFileHandle, pieces: Pieces): Promise<number> {
  const file = await handle.createWritable();
  let size = 0;
  try {
    for await (const piece of inTurns(pieces)) {
      await file.write(piece);
      size += piece.length;
    }
  } catch (error) {
    await file.abort(error).catch(() => undefined);
    throw error;
  }
  await file.close();
  return size;
}

export async function collect(pieces: Pieces): Promise<Blob> {
  const parts: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of inTurns(pieces)) {
    held.push(piece);
    size += piece.length;
    if (size < PART) continue;
    parts.push(new Blob(held));
    [held, size] = [[], 0];
  }
  return new Blob([...parts, ...held], { type: "application/octet-stream" });
}

async function* inTurns(pieces: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let began = performance.now();
  for await (const piece of pieces) {
    yield piece;
    if (performance.now() - began < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}
