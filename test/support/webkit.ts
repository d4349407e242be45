/** WebKitGTK's MiniBrowser on a screen that nobody sees, driven over WebDriver: found on the machine or installed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Readable } from "node:stream";
import { onPath, requireTools } from "./install.js";
import { requireDriver } from "./runtimes.js";
import { type Tab, until } from "./tab.js";

/**
 * 127.0.0.1 in words that WebKit does not take for the loopback interface: plain HTTP is no secure context. Names are
 * asked of the system's resolver, which knows none for this.
 */
export const WEBKIT_INSECURE_HOST = "[::ffff:7f00:1]";

/**
 * Path of a WebKitWebDriver, which knows its MiniBrowser: `$H4_WEBKIT_DRIVER`; else the one on PATH; else, as root on
 * Debian, installed now, and the X server beside it.
 *
 * @throws {Error} when one of both cannot be had.
 */
export function findWebkitDriver(): string {
  const given = process.env.H4_WEBKIT_DRIVER;
  const driver = given ? {} : { WebKitWebDriver: "webkit2gtk-driver" };
  requireTools("WebKitGTK (or H4_WEBKIT_DRIVER, the path of its driver)", { ...driver, Xvfb: "xvfb" });
  return given || onPath("WebKitWebDriver")!;
}

/**
 * Starts MiniBrowser, hands its tab to `use`, and ends it with its driver and its screen.
 *
 * @example await withWebkit(async (tab) => { await tab.open(origin); return tab.evaluate("document.title"); });
 */
export async function withWebkit<T>(use: (tab: Tab) => Promise<T>): Promise<T> {
  const { Builder } = requireDriver("selenium-webdriver") as Selenium;
  const command = findWebkitDriver();
  const started: ChildProcess[] = [];
  try {
    const display = await startScreen(started);
    const server = await startDriver(command, display, started);
    const browser = await new Builder().usingServer(server).withCapabilities({ browserName: "MiniBrowser" }).build();
    try {
      await browser.manage().setTimeouts({ script: 300_000, pageLoad: 30_000 });
      return await use(tabOf(browser));
    } finally {
      await browser.quit();
    }
  } finally {
    for (const { pid } of started.reverse()) end(pid);
  }
}

/** Each is started as a group of its own, so that what it starts ends with it. */
function end(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid);
  } catch {
    // It has ended by itself.
  }
}

/** Xvfb takes a display that is free and says which. */
async function startScreen(started: ChildProcess[]): Promise<string> {
  const args = ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1024x24"];
  const screen = spawn("Xvfb", args, { stdio: ["ignore", "pipe", "ignore"], detached: true });
  started.push(screen);
  const [said] = await Promise.race([once(screen.stdout as Readable, "data"), failed(screen, "Xvfb")]);
  return `:${String(said).trim()}`;
}

/** The URL of a driver that answers. */
async function startDriver(command: string, display: string, started: ChildProcess[]): Promise<string> {
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display };
  const driver = spawn(command, [`--port=${port}`], { env, stdio: "ignore", detached: true });
  started.push(driver);
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([answers(`${url}/status`), failed(driver, command)]);
  return url;
}

async function answers(url: string): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`${name} ended with ${code} before it was ready`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function tabOf(browser: WebDriver): Tab {
  const evaluate: Tab["evaluate"] = async (expression) => {
    const script = `const told = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${expression})).then(
        (value) => told(JSON.stringify({ value })),
        (error) => told(JSON.stringify({ error: String(error), stack: error?.stack })),
      );`;
    const { value, error, stack } = JSON.parse((await browser.executeAsyncScript(script)) as string);
    if (error !== undefined) throw new Error(`${error}\n${stack ?? ""}`);
    return value;
  };
  const find = (selector: string) => browser.findElement({ css: selector });
  return {
    evaluate,
    open: (url) => browser.get(url),
    waitFor: (expression) => until(evaluate, expression),
    click: async (selector) => (await find(selector)).click(),
    choose: async (selector, ...paths) => (await find(selector)).sendKeys(paths.join("\n")),
    screenshot: async () => Buffer.from(await browser.takeScreenshot(), "base64"),
  };
}

/** What is used of selenium-webdriver, which is installed apart and only where this runs. */
interface Selenium {
  Builder: new () => Builder;
}

interface Builder {
  usingServer(url: string): Builder;
  withCapabilities(capabilities: object): Builder;
  build(): Promise<WebDriver>;
}

interface WebDriver {
  manage(): { setTimeouts(milliseconds: object): Promise<void> };
  get(url: string): Promise<void>;
  executeAsyncScript(script: string): Promise<unknown>;
  findElement(by: { css: string }): Promise<{ click(): Promise<void>; sendKeys(keys: string): Promise<void> }>;
  takeScreenshot(): Promise<string>;
  quit(): Promise<void>;
}
