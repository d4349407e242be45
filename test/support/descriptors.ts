/** The descriptors of this process, by where they lead: to see that nothing was left open. Linux only. */
import { readdirSync, readlinkSync } from "node:fs";

/** The targets that begin with `path`; a file without a name ends with "(deleted)". */
export function openBelow(path: string): string[] {
  const links = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ""; // that of the folder itself, closed by now
    }
  });
  return links.filter((link) => link.startsWith(path));
}
