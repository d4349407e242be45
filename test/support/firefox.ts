/** Firefox, driven over WebDriver BiDi by puppeteer-core: found on the machine or installed. */
import { canInstallPackages, installPackages, onPath } from "./install.js";
import { requireDriver } from "./runtimes.js";
import { type Tab, until } from "./tab.js";

const COMMANDS = ["firefox", "firefox-esr"];

/** A name that Firefox, started here, takes for this machine without trusting it: plain HTTP is no secure context. */
export const FIREFOX_INSECURE_HOST = "h4.test";

/**
 * Path of a Firefox: `$H4_FIREFOX`; else one on PATH; else, as root on Debian, the package firefox-esr, installed now.
 *
 * @throws {Error} when none can be had.
 */
export function findFirefox(): string {
  const present = process.env.H4_FIREFOX || onPath(...COMMANDS);
  if (present) return present;
  if (canInstallPackages()) installPackages("firefox-esr");
  const installed = onPath(...COMMANDS);
  if (installed) return installed;
  throw new Error("no Firefox: install one, or set H4_FIREFOX to the path of one");
}

/**
 * Starts Firefox without a window, hands a tab of it to `use`, and ends it.
 *
 * @example await withFirefox(async (tab) => { await tab.open(origin); return tab.evaluate("document.title"); });
 */
export async function withFirefox<T>(use: (tab: Tab) => Promise<T>): Promise<T> {
  const { launch } = requireDriver("puppeteer-core") as Puppeteer;
  const browser = await launch({
    browser: "firefox",
    executablePath: findFirefox(),
    headless: true,
    extraPrefsFirefox: { "network.dns.localDomains": FIREFOX_INSECURE_HOST },
  });
  try {
    return await use(tabOf(await browser.newPage()));
  } finally {
    await browser.close();
  }
}

function tabOf(page: Page): Tab {
  const evaluate: Tab["evaluate"] = (expression) => page.evaluate(expression) as Promise<never>;
  return {
    evaluate,
    open: async (url) => void (await page.goto(url)),
    waitFor: (expression) => until(evaluate, expression),
    click: (selector) => page.click(selector),
    choose: async (selector, ...paths) => {
      const input = await page.$(selector);
      if (input === null) throw new Error(`no ${selector} in the page`);
      await input.uploadFile(...paths);
    },
    screenshot: async () => Buffer.from(await page.screenshot()),
  };
}

/** What is used of puppeteer-core, which is installed apart and only where this runs. */
interface Puppeteer {
  launch(options: object): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>;
}

interface Page {
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  $(selector: string): Promise<{ uploadFile(...paths: string[]): Promise<void> } | null>;
  screenshot(): Promise<Uint8Array>;
}
