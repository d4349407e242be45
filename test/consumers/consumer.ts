/** A project of a user of the package: installed from the tarball, built with a bundler, run in Chromium and in Node. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { findConsumerTools } from "../support/consumer-tools.js";
import { packLibrary } from "../support/package.js";
import { serve } from "../support/static-server.js";

/** What `useEverything` of project/app.mjs gave, and in Node the streams of Node. */
export interface Outcome {
  frame: string;
  pool: { frame: string; restored: boolean };
  [what: string]: unknown;
}

/** A copy of project/ in a folder of its own, with the tarball installed by npm and the tools of this folder at hand. */
export class Consumer {
  readonly folder: string = mkdtempSync(join(tmpdir(), "harmony4-consumer-"));
  /** Where the builds go. */
  readonly dist: string = join(this.folder, "dist");
  private readonly tools: string = findConsumerTools();
  /** The library, as npm installed it. */
  readonly library: string = join(this.folder, "node_modules/harmony4");

  constructor() {
    cpSync(join(import.meta.dirname, "project"), this.folder, { recursive: true });
    this.run("npm", "install", "--no-save", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", packLibrary());
    const packages = dirname(this.tools);
    for (const name of readdirSync(packages)) {
      if (!name.startsWith(".")) symlinkSync(join(packages, name), join(this.folder, "node_modules", name));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs one of the tools in the project; what it says is told only when it fails. */
  tool(name: string, ...args: string[]): string {
    return this.run(join(this.tools, name), ...args);
  }

  private run(command: string, ...args: string[]): string {
    try {
      return execFileSync(command, args, {
        cwd: this.folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
      });
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(" ")}:\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Opens the page that was built, and has it use everything; whatever goes wrong in it is thrown. */
  async runInChromium(theirs: string): Promise<Outcome> {
    const server = await serve(this.dist);
    const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
    try {
      const page = await browser.newPage();
      const failure = new Promise<never>((_, reject) => {
        page.on("pageerror", reject);
        page.on("response", (response) => {
          if (response.status() >= 400) reject(new Error(`${response.status()} ${response.url()}`));
        });
      });
      failure.catch(() => undefined); // it may come when nobody waits any more
      await page.goto(`${server.origin}/index.html`);
      await Promise.race([failure, page.waitForFunction("globalThis.useEverything")]);
      const call = `globalThis.useEverything(${JSON.stringify(theirs)})`;
      return (await Promise.race([failure, page.evaluate(call)])) as Outcome;
    } finally {
      await browser.close();
      await server.close();
    }
  }

  /** Runs the program that was built where nothing else is: no library, no other package. */
  runInNode(theirs: string): Outcome {
    const alone = mkdtempSync(join(tmpdir(), "harmony4-built-"));
    try {
      cpSync(this.dist, alone, { recursive: true });
      return this.node(alone, theirs);
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  }

  /** Runs the program as it is written, with the library as it was installed. */
  runUnbuilt(theirs: string): Outcome {
    return this.node(this.folder, theirs);
  }

  private node(folder: string, theirs: string): Outcome {
    const args = [join(folder, "node.mjs"), join(this.library, "dist/pool-worker.js")];
    return JSON.parse(
      execFileSync(process.execPath, args, { input: theirs, encoding: "utf8", cwd: folder }),
    ) as Outcome;
  }

  /** Adds to the package.json of the project. */
  manifest(fields: Readonly<Record<string, unknown>>): void {
    const file = join(this.folder, "package.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...fields }));
  }

  /** Empties the folder of the builds; `files` of the project, or of the library, go there as they are. */
  clean(...files: string[]): void {
    rmSync(this.dist, { recursive: true, force: true });
    mkdirSync(this.dist);
    for (const file of files) {
      const from = existsSync(join(this.folder, file)) ? this.folder : this.library;
      cpSync(join(from, file), join(this.dist, file.slice(file.lastIndexOf("/") + 1)));
    }
  }
}
