/** `npm run build`: compiles the artifacts, holds them against their seal, and bundles the library into dist/. */

import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import bundles from "../rollup.config.mjs";
import { writeArtifacts } from "./artifact-module.mjs";
import { bundledPackages, licensesOf } from "./bundled.mjs";
import { compileAll } from "./compile.mjs";
import { writeHash } from "./hash-module.mjs";
import { sbomOf } from "./sbom.mjs";
import { differences, readRecord, recordOf } from "./seal-record.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

await buildArtifacts();
writeHash();
compileTypeScript();
await bundleAll();

/** Compiles assembly/ and refuses bytes that are not the sealed ones. */
async function buildArtifacts() {
  const artifacts = await compileAll(root);
  const pinned = readRecord();
  if (pinned === undefined) fail("build/seal.json is missing, so that nothing says what the engine must be.");
  const record = recordOf(artifacts, pinned);
  const changes = differences(pinned, record);
  if (changes.length > 0) fail(`The engine is not the one that build/seal.json pins:\n${changes.join("\n")}`);
  writeArtifacts(artifacts, record);
  for (const { engine_id, sha256, bytes } of [record, record.decoder]) {
    console.log(`${engine_id}  ${sha256}  ${bytes} bytes`);
  }
}

function fail(reason) {
  console.error(`${reason}\nIf this change is intended and reviewed, pin it with \`npm run seal\`.`);
  process.exit(1);
}

/** Sources and declarations to build/out, where the bundles take them from. */
function compileTypeScript() {
  rmSync(`${root}/build/out`, { recursive: true, force: true });
  const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

/** All bundles, complete or not at all: who runs from dist/ meanwhile never meets half of them. */
async function bundleAll() {
  const target = `${root}/build/dist`;
  rmSync(target, { recursive: true, force: true });
  const written = [];
  for (const { output, ...input } of bundles) {
    const built = await rollup(input);
    written.push(...(await built.write(output)).output);
    await built.close();
  }
  const bundled = bundledPackages(written);
  writeFileSync(`${target}/sbom.cdx.json`, sbomOf(root, bundled));
  writeFileSync(`${target}/licenses.txt`, licensesOf(root, bundled));
  for (const name of ["engine.wasm", "decoder.wasm"]) copyFileSync(`${root}/build/${name}`, `${target}/${name}`);
  chmodSync(`${target}/cli.js`, 0o755); // npx links it once and keeps the link over later builds
  rmSync(`${root}/dist`, { recursive: true, force: true });
  renameSync(target, `${root}/dist`);
}
