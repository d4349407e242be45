/** Memory of a browser, all of its processes together, as Linux counts it. */
import { readdirSync, readFileSync } from "node:fs";

/** What changes while it is looked at is not there. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The processes whose command names `mark`, and all that they started. */
export function processesOf(mark: string): number[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    all.map((pid) => [Number(pid), Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0)]),
  );
  const found = new Set(all.filter((pid) => read(`/proc/${pid}/cmdline`).includes(mark)).map(Number));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Bytes of anonymous and shared memory of `pids`, what they share counted once. Pages of files are not theirs alone. */
export function memoryOf(pids: readonly number[]): number {
  let kib = 0;
  for (const pid of pids) {
    const rollup = read(`/proc/${pid}/smaps_rollup`);
    for (const field of ["Pss_Anon", "Pss_Shmem"]) {
      kib += Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
    }
  }
  return kib * 1024;
}

/** Calls `work`, and tells the most memory that was seen meanwhile. */
export async function peakOf(mark: string, work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(processesOf(mark)));
  }, 250);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak;
}
