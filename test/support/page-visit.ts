/** A visit to the page in Chromium: everything that it complains about, and everything that it asks for, is kept. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

/** A file as a person would choose it. */
export interface Given {
  readonly name: string;
  readonly buffer: Buffer;
}

export class Visit {
  /** Addresses that were asked for, of the page, its workers and its service worker. */
  readonly asked: string[] = [];
  /** Errors, warnings and violations of the policy. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    context.on("request", (request) => this.asked.push(request.url()));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  /**
   * Opens the page at `url` in a context of its own and waits until its engine was verified.
   *
   * @param prepare - runs in the page before its scripts
   */
  static async to(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
    prepare?: () => void,
  ): Promise<Visit> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const visit = new Visit(context, page);
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
        console.error(`CSP ${effectiveDirective} ${blockedURI} ${sample}`);
      });
    });
    if (prepare !== undefined) await page.addInitScript(prepare);
    await page.goto(url);
    await visit.ready();
    return visit;
  }

  async ready(): Promise<void> {
    await this.page.getByText("Ready", { exact: true }).waitFor();
  }

  /** Ends the visit: nothing was complained about, and nobody but `origin` was asked. */
  async end(origin: string): Promise<void> {
    await this.context.close();
    expect(this.complaints).toEqual([]);
    expect(this.asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith("blob:"))).toEqual([]);
  }

  async choose(...files: Given[]): Promise<void> {
    await this.page
      .getByLabel("Choose files")
      .setInputFiles(files.map((file) => ({ ...file, mimeType: "application/octet-stream" })));
  }

  /** Files of a folder on disk: what is large does not go through the driver. */
  async chooseFrom(folder: string, ...names: string[]): Promise<void> {
    await this.page.getByLabel("Choose files").setInputFiles(names.map((name) => join(folder, name)));
  }

  /** Drops files and folders of the disk in the middle of an element, as the system does it. */
  async drop(paths: string[], selector = "#drop"): Promise<void> {
    const { page, context } = this;
    const target = page.locator(selector);
    await target.scrollIntoViewIfNeeded();
    const box = (await target.boundingBox())!;
    const client = await context.newCDPSession(page);
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await client.send("Input.dispatchDragEvent", {
        type,
        x: box.x + box.width / 2,
        y: box.y + box.height / 2,
        data: { items: [], files: paths, dragOperationsMask: 1 },
      });
    }
  }

  /** How many files are in the private storage of the page. */
  stored(): Promise<number> {
    return this.page.evaluate(async () => {
      let count = 0;
      const root = (await navigator.storage.getDirectory()) as unknown as Folder;
      for await (const folder of root.values()) for await (const _ of (folder as Folder).values()) count++;
      return count;
      interface Folder {
        values(): AsyncIterable<unknown>;
      }
    });
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** The bytes of a result, by its link. `as` is the name of the file where it differs. */
  async download(name: string, as = name): Promise<Buffer> {
    const [saved] = await Promise.all([
      this.page.waitForEvent("download"),
      this.page.getByRole("link", { name: `Download ${name}`, exact: true }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe(as);
    return readFileSync(await saved.path());
  }
}
