/** Figures as a reader takes them in: sizes, ratios, times, speeds, offsets. */

const UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** All digits, in groups: `1,048,576`. */
export function exact(count: number | bigint): string {
  return count.toLocaleString("en");
}

/** Three digits or so: `512 bytes`, `1.5 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  // What rounds to 1024 of one unit is 1 of the next.
  const unit = Math.min(Math.floor(Math.log2(bytes * (1024 / 1023.5)) / 10), UNITS.length);
  const value = bytes / 1024 ** unit;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${UNITS[unit - 1]}`;
}

/** The size, and every digit where the size rounds them away. */
export function sizeInFull(bytes: number): string {
  return bytes < 1024 ? sizeText(bytes) : `${sizeText(bytes)} (${exact(bytes)} bytes)`;
}

/** `1 block`, `2,000 blocks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${exact(count)} ${count === 1 ? one : many}`;
}

/** Content against what it is stored in: `2.79`. A side that is empty has none. */
export function ratio(plain: number, stored: number): string {
  return plain === 0 || stored === 0 ? "none" : (plain / stored).toFixed(plain / stored < 100 ? 2 : 0);
}

/** An offset as editors of bytes show it too. */
export function place(offset: number): string {
  return `${exact(offset)} (0x${offset.toString(16)})`;
}

/** Part of a whole: `12.5 %`. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (100 * part) / whole;
  return `${percent.toFixed(percent < 10 ? 2 : percent < 99.95 ? 1 : 0)} %`;
}

/** A speed: MB are millions of bytes. */
export function speed(count: number, milliseconds: number): string {
  const value = megabytesPerSecond(count, milliseconds);
  return `${value.toFixed(value < 10 ? 1 : 0)} MB/s`;
}

export function megabytesPerSecond(count: number, milliseconds: number): number {
  return count / 1000 / Math.max(milliseconds, 0.1);
}

/** A time that has passed. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(seconds < 10 ? 2 : 1)} s` : minutes(seconds);
}

/** A time to come, as exact as anybody knows it. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return `${seconds < 60 ? `${seconds} s` : minutes(seconds)} left`;
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const rest = `${Math.floor((whole % 3600) / 60)} min`;
  return hours > 0 ? `${hours} h ${rest}` : `${rest} ${whole % 60} s`;
}

/** Microseconds as a clock shows them: `0:01:02.500000`. */
export function clock(microseconds: bigint): string {
  const seconds = microseconds / 1_000_000n;
  const two = (value: bigint) => `${value}`.padStart(2, "0");
  const fraction = `${microseconds % 1_000_000n}`.padStart(6, "0");
  return `${seconds / 3600n}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}
