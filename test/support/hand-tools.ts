/** The tools of a stranger who checks by hand, and of the suites that hold ours against them: openssl, jq and Python. */
import { canInstallPackages, installPackages, onPath } from "./install.js";

/**
 * Path of `openssl` (version 3), `jq` or `python3`: the one on PATH, else (as root on Debian) installed now.
 *
 * @throws {Error} when there is none and it cannot be installed: what nobody else can check is not shown.
 */
export function findTool(name: "openssl" | "jq" | "python3"): string {
  const present = onPath(name);
  if (present) return present;
  if (canInstallPackages()) {
    installPackages(name);
    const installed = onPath(name);
    if (installed) return installed;
  }
  throw new Error(`no ${name}: install the package ${name}`);
}
