/** What an image is built from: the files of the repository, as a fresh clone has them, and the base that is named. */
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, read, repositoryFiles } from "../house/repository.js";

/** The base image of deploy/Dockerfile. */
export const BASE: string = /^ARG NODE_IMAGE=(\S+)$/m.exec(read("deploy/Dockerfile"))![1]!;

/** Copies what the repository holds into `folder`, but for what no build reads. */
export function copyCheckout(folder: string): void {
  for (const file of repositoryFiles()) {
    if (/^(docs|test|examples|native)\//.test(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
}
