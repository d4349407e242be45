/** The types in the tarball serve users of TypeScript 5.6, 5.9 and 6, however they resolve modules. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Consumer } from "./consumer.js";

/** Compilers of package.json, with what the outputs of the library are to them: before 5.7 no type says whose memory it is. */
const COMPILERS = {
  "typescript-5.6": "Uint8Array",
  "typescript-5.9": "Uint8Array<ArrayBuffer>",
  "typescript-6.0": "Uint8Array<ArrayBuffer>",
} as const;

/** The types of Node come along once: a compiler takes three seconds for those. */
const RESOLUTIONS = {
  bundler: { module: "esnext", moduleResolution: "bundler", customConditions: ["browser"], types: [] },
  node16: { module: "node16", moduleResolution: "node16", types: ["node"] },
  nodenext: { module: "nodenext", moduleResolution: "nodenext", types: [] },
} as const;

/** As strict as a user can be. Declarations are looked into, but for those that a compiler brings along. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipDefaultLibCheck: true,
  noEmit: true,
  target: "es2023",
  lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
};

let consumer: Consumer;
beforeAll(() => {
  consumer = new Consumer();
});
afterAll(() => consumer?.remove());

/** The uses of test/types, with `bytes` as the type of outputs; a page has no Node. */
function writeUses(compiler: string, resolution: keyof typeof RESOLUTIONS, bytes: string): string {
  const uses = join(consumer.folder, `${compiler}-${resolution}`);
  mkdirSync(uses);
  const source = join(import.meta.dirname, "../types");
  for (const name of readdirSync(source)) {
    if (resolution !== "node16" && name === "node.ts") continue;
    const text = readFileSync(join(source, name), "utf8").replaceAll("Uint8Array<ArrayBuffer>", bytes);
    writeFileSync(join(uses, name), text);
  }
  const options = { ...STRICT, ...RESOLUTIONS[resolution] };
  writeFileSync(join(uses, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
  return uses;
}

test.each(Object.entries(COMPILERS))("%s", { timeout: 180_000 }, async (compiler, bytes) => {
  const tsc = join(consumer.folder, "node_modules", compiler, "bin/tsc");
  for (const resolution of Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[]) {
    const uses = writeUses(compiler, resolution, bytes);
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", uses]).catch((error) => error);
    expect(stdout, resolution).toBe("");
  }
});
