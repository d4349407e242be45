/** What users of the package build with, from test/consumers, which pins it. */
import { dirname, join } from "node:path";
import { installed } from "./installed.js";

/** Folder with the commands of what every run needs: esbuild, rollup, size-limit, compilers. */
export function findConsumerTools(): string {
  return commands("esbuild", ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

/** The same, with vite, webpack and parcel (250 MB in all): for `npm run test:all`. */
export function findAllConsumerTools(): string {
  return commands("parcel", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

function commands(name: string, install: readonly string[]): string {
  return dirname(installed("consumers", join(".bin", name), install));
}
