/** Starts a browser without a window at an address; Linux. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where distributions put the browser that WebKitGTK brings for its own tests. */
const LIBRARIES = "/usr/lib/x86_64-linux-gnu";

/** @type {Record<string, (profile: string, url: string) => string[]>} */
const COMMANDS = {
  chromium: (profile, url) => ["chromium", "--headless=new", "--no-sandbox", `--user-data-dir=${profile}`, url],
  firefox: (profile, url) => ["firefox", "--headless", "--no-remote", "--profile", profile, url],
  webkit: (_, url) => ["xvfb-run", "-a", miniBrowser(), url],
};

/** The names that `startBrowser` knows. */
export const BROWSERS = Object.freeze(Object.keys(COMMANDS));

function miniBrowser() {
  const folders = readdirSync(LIBRARIES).filter((name) => name.startsWith("webkit2gtk-"));
  const found = folders.map((name) => join(LIBRARIES, name, "MiniBrowser")).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no MiniBrowser of WebKitGTK in ${LIBRARIES}`);
  return found;
}

/**
 * @param {string} name One of BROWSERS.
 * @param {string} url
 * @param {(error: Error) => void} failed Called when it cannot be started, or ends by itself.
 * @returns {() => void} Ends it.
 */
export function startBrowser(name, url, failed) {
  const profile = mkdtempSync(join(tmpdir(), "h4-bench-"));
  const [command = "", ...args] = COMMANDS[name]?.(profile, url) ?? [];
  // A group of its own, so that what it starts ends with it.
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.once("error", failed);
  child.once("exit", (code) => failed(new Error(`${command} ended with ${code}`)));
  return () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}
