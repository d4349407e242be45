/** What an ELF shared object says of itself, read without running it: names it exports, needs and imports. System V gABI */

import { H4Error } from "../api/errors.js";

export interface ElfFacts {
  /** `e_machine`: 62 is x86-64, 183 AArch64. */
  machine: number;
  /** Libraries that the loader will load with it: `DT_NEEDED`. */
  needed: string[];
  /** Folders that it will look for them in first: `DT_RPATH`, `DT_RUNPATH`. */
  searchPaths: string[];
  exports: string[];
  imports: string[];
}

const MAGIC = 0x464c457f;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const TYPE_SHARED = 3;

const SEGMENT_LOAD = 1;
const SEGMENT_DYNAMIC = 2;

const DT_NEEDED = 1;
const DT_HASH = 4;
const DT_STRTAB = 5;
const DT_SYMTAB = 6;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const DT_GNU_HASH = 0x6ffffef5;

const SYMBOL_SIZE = 24;
const BIND_LOCAL = 0;
const SECTION_UNDEFINED = 0;
/** Visibilities under which a symbol can be found from outside: default and protected. */
const VISIBLE: ReadonlySet<number> = new Set([0, 3]);

/**
 * The facts of a 64-bit little-endian shared object; undefined for what is no ELF file at all.
 *
 * @throws H4Error `CORE_UNREADABLE` for an ELF file of another kind, or a damaged one
 */
export function readElf(bytes: Uint8Array): ElfFacts | undefined {
  if (bytes.length < 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  if (view.getUint8(4) !== CLASS_64 || view.getUint8(5) !== LITTLE_ENDIAN || view.getUint16(16, true) !== TYPE_SHARED) {
    throw new H4Error("CORE_UNREADABLE", "An ELF file, but not a shared object of 64 bits, little-endian");
  }
  try {
    return new ElfReader(view).facts();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new H4Error("CORE_UNREADABLE", "The ELF file is cut short or damaged", { cause });
  }
}

/** Reads by addresses, as the loader does: the section headers are for others and may be missing. */
class ElfReader {
  private readonly segments: { offset: number; address: number; size: number }[] = [];
  private readonly dynamic: [tag: number, value: number][] = [];

  constructor(private readonly view: DataView) {
    const table = this.word(32);
    const size = view.getUint16(54, true);
    const count = view.getUint16(56, true);
    for (let i = 0; i < count; i++) {
      const at = table + i * size;
      const type = view.getUint32(at, true);
      const segment = { offset: this.word(at + 8), address: this.word(at + 16), size: this.word(at + 32) };
      if (type === SEGMENT_LOAD) this.segments.push(segment);
      if (type === SEGMENT_DYNAMIC) this.readDynamic(segment.offset, segment.size);
    }
  }

  facts(): ElfFacts {
    const strings = this.offsetOf(this.value(DT_STRTAB));
    const texts = (...tags: number[]) =>
      this.dynamic.filter(([tag]) => tags.includes(tag)).map(([, value]) => this.text(strings + value));
    const facts: ElfFacts = {
      machine: this.view.getUint16(18, true),
      needed: texts(DT_NEEDED),
      searchPaths: texts(DT_RPATH, DT_RUNPATH),
      exports: [],
      imports: [],
    };
    const symbols = this.offsetOf(this.value(DT_SYMTAB));
    // The first symbol is always the empty one.
    for (let i = 1, count = this.symbolCount(); i < count; i++) {
      const at = symbols + i * SYMBOL_SIZE;
      const bind = this.view.getUint8(at + 4) >> 4;
      if (bind === BIND_LOCAL || !VISIBLE.has(this.view.getUint8(at + 5) & 3)) continue;
      const name = this.text(strings + this.view.getUint32(at, true));
      if (this.view.getUint16(at + 6, true) === SECTION_UNDEFINED) facts.imports.push(name);
      else facts.exports.push(name);
    }
    return facts;
  }

  /** No field says it: the old hash table has one chain a symbol, the new one ends with the last exported symbol. */
  private symbolCount(): number {
    const old = this.value(DT_HASH);
    if (old !== 0) return this.view.getUint32(this.offsetOf(old) + 4, true);
    const at = this.offsetOf(this.value(DT_GNU_HASH));
    const [buckets, first, bloom] = [0, 4, 8].map((field) => this.view.getUint32(at + field, true)) as [
      number,
      number,
      number,
    ];
    const bucketsAt = at + 16 + 8 * bloom;
    let last = 0;
    for (let i = 0; i < buckets; i++) last = Math.max(last, this.view.getUint32(bucketsAt + 4 * i, true));
    if (last < first) return first;
    // The lowest bit ends a chain.
    const chainsAt = bucketsAt + 4 * buckets;
    while ((this.view.getUint32(chainsAt + 4 * (last - first), true) & 1) === 0) last++;
    return last + 1;
  }

  private readDynamic(offset: number, size: number): void {
    for (let at = offset; at < offset + size; at += 16) this.dynamic.push([this.word(at), this.word(at + 8)]);
  }

  private value(tag: number): number {
    return this.dynamic.find(([found]) => found === tag)?.[1] ?? 0;
  }

  private offsetOf(address: number): number {
    const segment = this.segments.find(({ address: start, size }) => address >= start && address < start + size);
    if (segment === undefined) throw new RangeError("an address outside of every segment");
    return address - segment.address + segment.offset;
  }

  private text(offset: number): string {
    let text = "";
    for (let at = offset, byte = this.view.getUint8(at); byte !== 0; byte = this.view.getUint8(++at)) {
      text += String.fromCharCode(byte);
    }
    return text;
  }

  private word(at: number): number {
    return Number(this.view.getBigUint64(at, true));
  }
}
