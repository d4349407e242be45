/** Data of every kind that a codec meets, from fixed seeds: the same bytes on every machine, at every run. */

/** Makes `length` bytes of one kind; the same seed gives the same bytes, and a longer result begins with a shorter. */
export type Generator = (length: number, seed?: number) => Uint8Array<ArrayBuffer>;

/** A seeded source of uniform numbers: SplitMix32, whose period is 2^32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** The next 32 bits, unsigned. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** An integer from 0 to `bound - 1`. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** One element of `choices`. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

const WORDS = (
  "the of and to in is that it was for on are with as be this have from or had by not but what all were when we there " +
  "can an your which their said if do will each about how up out them then she many some so these would other into has " +
  "more her two like him see time could no make than first been its who now people my made over did down only way find " +
  "window literals sequence offset checksum dictionary frame block entropy table weight symbol probability bitstream"
).split(" ");

/** Appends what `piece` gives until there are `length` bytes; a piece is Latin-1 text. */
function assemble(length: number, piece: () => string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const text = piece();
    for (let i = 0; i < text.length && at < length; i++) bytes[at++] = text.charCodeAt(i);
  }
  return bytes;
}

/** Bytes without any structure: not compressible. */
export const noise: Generator = (length, seed = 1) => {
  const random = new Random(seed);
  return new Uint8Array(length).map(() => random.next() >>> 24);
};

/** One byte value throughout (zero for seed 0). */
export const constant: Generator = (length, seed = 0) => new Uint8Array(length).fill(seed);

/** Sentences of English words with the skew of a natural vocabulary. */
export const text: Generator = (length, seed = 2) => {
  const random = new Random(seed);
  return assemble(length, () => {
    const words = Array.from(
      { length: random.between(4, 17) },
      () => WORDS[random.below(random.below(WORDS.length) + 1)]!,
    );
    return `${words[0]![0]!.toUpperCase()}${words.join(" ").slice(1)}${random.pick([". ", ".\n", "; ", "? "])}`;
  });
};

/** Lines of JSON records with repeated keys, numbers, and identifiers that do not repeat. */
export const json: Generator = (length, seed = 3) => {
  const random = new Random(seed);
  return assemble(length, () => {
    const id = random.next().toString(16).padStart(8, "0");
    const tags = Array.from({ length: random.below(4) }, () => `"${random.pick(WORDS)}"`).join(",");
    return (
      `{"id":"${id}","created_at":${1_700_000_000 + random.below(1e7)},"name":"${random.pick(WORDS)} ${random.pick(WORDS)}",` +
      `"score":${(random.below(10_000) / 100).toFixed(2)},"active":${random.below(2) === 1},"tags":[${tags}]}\n`
    );
  });
};

/** Fixed-size little-endian records: a counter, a slowly moving value, flags, padding. As in tables and executables. */
export const records: Generator = (length, seed = 4) => {
  const random = new Random(seed);
  let counter = 0;
  let value = 0x8000;
  return assemble(length, () => {
    counter += 1;
    value += random.between(-9, 9);
    const fields = [counter & 255, (counter >> 8) & 255, 0, 0, value & 255, (value >> 8) & 255, random.below(4), 0xff];
    return String.fromCharCode(...fields, 0, 0, 0, 0);
  });
};

/** Runs of one byte each, lengths from 1 to 300. */
export const runs: Generator = (length, seed = 5) => {
  const random = new Random(seed);
  return assemble(length, () => String.fromCharCode(random.below(256)).repeat(random.between(1, 300)));
};

/** Two hundred byte values with a steep skew and no matches worth taking: work for the entropy coder alone. */
export const skewed: Generator = (length, seed = 6) => {
  const random = new Random(seed);
  return new Uint8Array(length).map(() => {
    const square = (random.next() / 2 ** 32) * (random.next() / 2 ** 32);
    return Math.floor(200 * square * square);
  });
};

/** Two byte values, at random: the smallest alphabet that is not a run. */
export const binary: Generator = (length, seed = 7) => {
  const random = new Random(seed);
  return new Uint8Array(length).map(() => 0x30 + random.below(2));
};

/** Zeros with a random byte here and there. */
export const sparse: Generator = (length, seed = 8) => {
  const random = new Random(seed);
  return assemble(length, () => "\0".repeat(random.between(5, 400)) + String.fromCharCode(random.below(256)));
};

/** Blocks of noise of which each later one may repeat an earlier one, up to 2 MiB back: long matches at long offsets. */
export const distant: Generator = (length, seed = 9) => {
  const random = new Random(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const size = Math.min(random.between(64, 8192), length - at);
    const back = random.between(1, Math.min(at, 1 << 21));
    if (at > 0 && random.below(3) > 0) for (let i = 0; i < size; i++) bytes[at + i] = bytes[at + i - back]!;
    else bytes.set(noise(size, random.next()), at);
    at += size;
  }
  return bytes;
};

/** A period of `period` bytes of noise, repeated: matches whose offset is the period, overlapping when it is short. */
export function periodic(period: number): Generator {
  return (length, seed = 10) => {
    const once = noise(period, seed + period);
    return new Uint8Array(length).map((_, i) => once[i % period]!);
  };
}

/** Words of `stirredQuartets`: 190² pairs of them are more than a block of 128 KiB has room for. */
const QUARTETS = 190;

/**
 * Words of four bytes, each pair of neighbours once in 144 400 bytes: no four bytes but whole words repeat, and never
 * more than one of them. So every match of a match finder is four bytes long, and a block has nearly as many sequences as
 * there can be: 131 072 / 4. The pairs come in random order, so that the content is the same everywhere.
 */
export const stirredQuartets: Generator = (length, seed = 14) => {
  const random = new Random(seed);
  const words = quartetWords(random);
  // An Eulerian walk through all pairs of words (Hierholzer), which takes them in random order.
  const left = words.map((_, i) => words.map((_, j) => j).filter((j) => j !== i));
  const walk: number[] = [];
  for (const path = [0]; path.length > 0; ) {
    const after = left[path.at(-1)!]!;
    if (after.length === 0) walk.push(path.pop()!);
    else path.push(...after.splice(random.below(after.length), 1));
  }
  let at = walk.length;
  return assemble(length, () => words[walk[--at]!]!);
};

/** First and last bytes differ from word to word, so that no match can be longer. */
function quartetWords(random: Random): string[] {
  return Array.from({ length: QUARTETS }, (_, i) =>
    String.fromCharCode(i, random.below(256), random.below(256), 255 - i),
  );
}

/**
 * A block of noise, then a block that begins with the longest lengths that both fit it: 32 768 literals and more, a match
 * of 65 539 bytes and more, 31 extra bits together. Thousands of short sequences from close by follow, so that these codes
 * are the rarest of large tables and take all the bits that a state can. All of it looks like noise: no block ends early.
 */
export const longest: Generator = (length, seed = 13) => {
  const random = new Random(seed);
  const block = noise(1 << 17, seed);
  const literals = noise(random.between(32_768, 33_500), seed + 1);
  const from = random.between(0, 60_000);
  const match = block.subarray(from, from + random.between(65_600, 67_000));
  const bytes = noise(1 << 18, seed + 2);
  bytes.set(Buffer.concat([block, literals, match]));
  for (let at = block.length + literals.length + match.length; at < bytes.length; ) {
    const back = random.between(1000, 8000);
    bytes.copyWithin(at, at - back, at - back + random.between(8, 14));
    at += random.between(8, 14);
  }
  return new Uint8Array(length).map((_, i) => bytes[i % bytes.length]!);
};

/** Sections of all the other kinds, 1 to 40 KiB each: the statistics change within and between blocks. */
export const mixed: Generator = (length, seed = 11) => {
  const random = new Random(seed);
  const kinds = [noise, constant, text, json, records, runs, skewed, binary, sparse, distant, periodic(7)];
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const section = random.pick(kinds)(random.between(1 << 10, 40 << 10), random.below(256));
    bytes.set(section.subarray(0, length - at), at);
    at += section.length;
  }
  return bytes;
};

/** A later version of `bytes`: every so often a few are gone, and others have come. */
export function edited(bytes: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kept = random.between(200, 6000);
    parts.push(bytes.subarray(at, at + kept), noise(random.below(12), at));
    at += kept + random.below(30);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Every kind by its name, for tables of tests. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  noise,
  constant,
  text,
  json,
  records,
  runs,
  skewed,
  binary,
  sparse,
  distant,
  "period 1": periodic(1),
  "period 2": periodic(2),
  "period 3": periodic(3),
  "period 15": periodic(15),
  "period 1000": periodic(1000),
  mixed,
};

/** Lengths at and around each size where the format or an implementation changes its ways. */
export const EDGE_LENGTHS: readonly number[] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129,
  // Frame_Content_Size fields of 1, 2 and 4 bytes (RFC 8878 §3.1.1.1.4), literals headers (§3.1.1.3.1.1)
  254, 255, 256, 257, 511, 512, 1023, 1024, 1025, 4095, 4096, 4097, 16383, 16384, 16385, 65535, 65536, 65791, 65792,
  // Block_Maximum_Size (§3.1.1.2.4), two blocks, and one byte around them
  131071, 131072, 131073, 262143, 262144, 262145,
];
