/** Numbers as a person reads them. */

const UNITS = ["KiB", "MiB", "GiB", "TiB"];

/** A size: binary units, three figures or so. */
export function bytes(count: number): string {
  if (count < 1024) return count === 1 ? "1 byte" : `${count} bytes`;
  let value = count / 1024;
  let unit = 0;
  // What rounds to 1024 of one unit is 1 of the next.
  for (; value >= 1023.95 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
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

/** How many times smaller: the content over what it was compressed to. */
export function ratio(content: number, compressed: number): string {
  return (content / compressed).toFixed(2);
}

export function counted(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString("en")} ${one}s`;
}
