/** How users build with each bundler: its command line, and the files that have to be beside what it made. */
import { renameSync } from "node:fs";
import { join } from "node:path";
import type { Consumer } from "./consumer.js";

/** One bundler: what makes a page out of browser.mjs, and a program for Node out of node.mjs. */
export interface Bundler {
  page(consumer: Consumer): void;
  node(consumer: Consumer): void;
}

/** What a bundler without support for workers leaves to its user. */
const WORKER = "dist/web/pool-worker.js";

export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  esbuild: {
    page(consumer) {
      consumer.clean("index.html", WORKER);
      const options = ["--bundle", "--minify", "--format=esm", "--splitting", "--out-extension:.js=.mjs"];
      consumer.tool("esbuild", "browser.mjs", ...options, "--outdir=dist");
    },
    node(consumer) {
      consumer.clean();
      const options = ["--bundle", "--minify", "--format=esm", "--platform=node"];
      consumer.tool("esbuild", "node.mjs", ...options, "--outfile=dist/node.mjs");
    },
  },
  rollup: {
    page(consumer) {
      consumer.clean("index.html", WORKER);
      consumer.tool("rollup", "-c", "--silent", "--environment", "PAGE");
    },
    node(consumer) {
      consumer.clean();
      consumer.tool("rollup", "-c", "--silent");
    },
  },
  vite: {
    page(consumer) {
      consumer.tool("vite", "build");
    },
    node(consumer) {
      consumer.tool("vite", "build", "--ssr", "node.mjs");
      asModule(consumer);
    },
  },
  webpack: {
    page(consumer) {
      consumer.clean("index.html");
      consumer.tool("webpack", "--env", "page");
    },
    node(consumer) {
      consumer.clean();
      consumer.tool("webpack");
    },
  },
  // For pages Parcel reads `main` and `browser`. For Node it has to be told to read `exports`, and what may be absent.
  parcel: {
    page(consumer) {
      consumer.clean();
      consumer.tool("parcel", "build", "index.html", "--no-cache", "--public-url", "./", "--dist-dir", "dist");
    },
    node(consumer) {
      consumer.clean();
      const program = { source: "node.mjs", context: "node", engines: { node: ">=20" }, outputFormat: "esmodule" };
      consumer.manifest({
        "@parcel/resolver-default": { packageExports: true },
        targets: { program: { ...program, distDir: "dist", includeNodeModules: { koffi: false } } },
      });
      consumer.tool("parcel", "build", "--no-cache");
      asModule(consumer);
    },
  },
};

/** Of the two names of a module it has the one that needs no package.json beside it. */
function asModule(consumer: Consumer): void {
  renameSync(join(consumer.dist, "node.js"), join(consumer.dist, "node.mjs"));
}
