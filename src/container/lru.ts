/** A cache that keeps what was used last, up to so many bytes. */

export class LruCache<Value> {
  /** In the order of their last use. */
  private readonly entries = new Map<number, { value: Value; size: number }>();
  private size = 0;

  constructor(private readonly maxSize: number) {}

  get(key: number): Value | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Keeps `value`, of `size` bytes, and lets go of what was not used for longest. What is too large is not kept. */
  set(key: number, value: Value, size: number): void {
    this.delete(key);
    if (size > this.maxSize) return;
    this.entries.set(key, { value, size });
    this.size += size;
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.maxSize) return;
      this.delete(oldest);
    }
  }

  private delete(key: number): void {
    this.size -= this.entries.get(key)?.size ?? 0;
    this.entries.delete(key);
  }
}
