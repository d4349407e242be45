/** Byte inputs: what counts as bytes, and how a call reads them without copying. */

/** Bytes that a call takes: `Uint8Array`, `ArrayBuffer`, or any view of one. Strings are refused. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** Bytes that arrive piece by piece. */
export type ByteSource = Bytes | Blob | ReadableStream<Bytes> | Iterable<Bytes> | AsyncIterable<Bytes>;

/**
 * The bytes of `data` as a `Uint8Array` on the same memory. A TypeError for anything that is not bytes, and for a view
 * whose buffer was detached or became too short for it: its length of zero would otherwise pass as no bytes.
 */
export function viewOf(data: Bytes, name: string): Uint8Array {
  if (data instanceof Uint8Array && data.byteLength) return data;
  if (ArrayBuffer.isView(data)) {
    // A DataView says it when its length is asked for, any other view when it is looked into.
    if (!data.byteLength) (data as Partial<Uint8Array>).indexOf?.(0);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  if (isArrayBuffer(data)) return new Uint8Array(data);
  throw new TypeError(`${name} must be a Uint8Array, an ArrayBuffer or a view of one, got ${describe(data)}`);
}

/**
 * The view of `data` after a wait: a TypeError where its buffer was detached or resized meanwhile, so that it no longer
 * has its `length`.
 */
export function viewAgain(data: Bytes, name: string, length: number): Uint8Array {
  const view = viewOf(data, name);
  if (view.length !== length) throw new TypeError(`${name} was detached or resized while it waited`);
  return view;
}

export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || isArrayBuffer(value);
}

/** Of this realm or another: an iframe's ArrayBuffer is no instance of ours. */
function isArrayBuffer(value: unknown): value is ArrayBuffer {
  // By its tag, which anything may have; a view of what only has the tag is on memory of its own.
  return (
    Object.prototype.toString.call(value) === "[object ArrayBuffer]" &&
    new Uint8Array(value as ArrayBuffer).buffer === value
  );
}

/** The kind of a value, for a message: never its content. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "object";
}
