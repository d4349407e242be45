/** The reference command line, zstd(1): found on the machine or installed from Debian. */
import { canInstallPackages, installPackages, onPath } from "./install.js";

/**
 * Path of a `zstd` command line: `$H4_ZSTD`, else the one on PATH, else (as root on Debian) installed now.
 *
 * @throws {Error} when there is none and it cannot be installed: interoperability is not optional.
 * @example execFileSync(findZstd(), ["-q", "-d", "-c", file]);
 */
export function findZstd(): string {
  const present = process.env.H4_ZSTD || onPath("zstd");
  if (present) return present;
  if (canInstallPackages()) {
    installPackages("zstd");
    const installed = onPath("zstd");
    if (installed) return installed;
  }
  throw new Error("no zstd command line: install the package zstd, or set H4_ZSTD to the path of one");
}
