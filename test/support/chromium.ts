/** The browser that the browser suites drive: found on the machine or installed. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { canInstallPackages, installPackages, onPath } from "./install.js";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** What a headless Chromium is started with: root has no sandbox, and nothing is to look for a network. */
export const CHROMIUM_ARGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Path of a Chromium: `$H4_CHROMIUM`; else one on PATH; else one that Playwright downloaded earlier; else, as root
 * on Debian, the package chromium, installed now; else Playwright's own download.
 *
 * @throws {Error} when none can be had: a library for browsers is not tested without one.
 * @example await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
 */
export function findChromium(): string {
  const present = process.env.H4_CHROMIUM || onPath(...COMMANDS) || playwrightChromium();
  if (present) return present;
  const refusals: string[] = [];
  if (canInstallPackages()) {
    try {
      installPackages("chromium");
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  const installed = onPath(...COMMANDS) ?? downloadedByPlaywright(refusals);
  if (installed) return installed;
  throw new Error(["no Chromium: install one, or set H4_CHROMIUM to the path of one", ...refusals].join("\n"));
}

/** The newest Chromium in Playwright's cache, if there is one. */
function playwrightChromium(): string | undefined {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), ".cache/ms-playwright");
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => name.startsWith("chromium-"))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap((name) => ["chrome-linux64", "chrome-linux"].map((folder) => join(cache, name, folder, "chrome")))
    .find((file) => existsSync(file));
}

function downloadedByPlaywright(refusals: string[]): string | undefined {
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "../../node_modules/playwright-core/cli.js"), "install", "chromium"],
    { encoding: "utf8", timeout: 300_000 },
  );
  if (status === 0) return playwrightChromium();
  refusals.push(`playwright install chromium: ${error?.message ?? stderr.trim().split("\n").slice(-3).join("\n")}`);
  return undefined;
}
