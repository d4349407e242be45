/**
 * `npm run verify:artifact`: compiles the artifacts from the sources of this folder in a directory of its own, with the
 * compiler of build/compiler/package-lock.json, and compares with build/seal.json and with what dist/ carries. It needs
 * nothing but this folder, Node and npm: a checkout that was built, an unpacked package, an installed one.
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { encode } from "./artifact-module.mjs";
import { artifactSources, sha256Of } from "./artifact-sources.mjs";

/** Everything that the bytes of the artifacts come from, beside the compiler. */
const INGREDIENTS = ["assembly", "build/compile.mjs", "build/seal-record.mjs", "build/seal.json"];

const root = fileURLToPath(new URL("..", import.meta.url));
const findings = [];

const fresh = mkdtempSync(join(tmpdir(), "harmony4-artifact-"));
try {
  compareSources();
  for (const name of INGREDIENTS) cpSync(join(root, name), join(fresh, name), { recursive: true });
  installCompiler(fresh);
  for (const [name, bytes] of Object.entries(await rebuild(fresh))) compareShipped(name, Buffer.from(bytes));
} catch (error) {
  findings.push(`cannot be verified: ${error.message}`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
else console.log("verified: what is shipped is what the sources compile to");

/** By the lock file: npm compares what it gets with the SHA-512 in there. */
function installCompiler(folder) {
  cpSync(join(root, "build/compiler"), folder, { recursive: true });
  const args = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  const { error, status, stderr } = spawnSync("npm", args, {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32", // there npm is a script of the command line
  });
  if (error) throw new Error(`npm does not start: ${error.message}`);
  if (status !== 0) throw new Error(`the compiler cannot be installed: npm ci exited with ${status}\n${stderr.trim()}`);
}

/** Compiles what was copied, and says how the outcome and the tools differ from the record. */
async function rebuild(folder) {
  const load = (name) => import(pathToFileURL(join(folder, "build", name)).href);
  const { compileAll } = await load("compile.mjs");
  const { differences, readRecord, recordOf } = await load("seal-record.mjs");
  const pinned = readRecord();
  const artifacts = await compileAll(folder);
  const record = recordOf(artifacts, pinned);
  console.log(`compiler  assemblyscript ${record.assemblyscript}, binaryen ${record.binaryen}`);
  for (const { engine_id, sha256, bytes } of [record, record.decoder]) {
    console.log(`rebuilt   ${sha256}  ${engine_id}, ${bytes} bytes`);
  }
  const found = differences(pinned, record);
  if (found.length > 0) findings.push(`differs from build/seal.json:\n${found.join("\n")}`);
  return artifacts;
}

/** The sources against the bill of materials, which has the SHA-256 of each as it was when dist/ was built. */
function compareSources() {
  const { components } = JSON.parse(readFileSync(join(root, "dist/sbom.cdx.json"), "utf8"));
  const listed = new Map(
    components
      .filter(({ name }) => name.startsWith("assembly/"))
      .map(({ name, hashes }) => [name, hashes.find(({ alg }) => alg === "SHA-256").content]),
  );
  const present = artifactSources(root);
  const altered = present.filter((name) => listed.has(name) && sha256Of(join(root, name)) !== listed.get(name));
  const added = present.filter((name) => !listed.has(name));
  const missing = [...listed.keys()].filter((name) => !present.includes(name));
  console.log(`sources   ${present.length} files in assembly/`);
  for (const [what, names] of Object.entries({ altered, added, missing })) {
    if (names.length > 0) findings.push(`sources ${what} since dist/ was built: ${names.join(", ")}`);
  }
}

/** An artifact as a file, and as text in the scripts, which is what runs. */
function compareShipped(name, bytes) {
  const file = `dist/${name}.wasm`;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const found = existsSync(join(root, file)) ? sha256Of(join(root, file)) : "missing";
  console.log(`shipped   ${found}  ${file}`);
  if (found !== sha256) findings.push(`${file} is not what the sources compile to: ${found}, not ${sha256}`);
  for (const [folder, text] of [
    ["dist", bytes.toString("base64")],
    ["dist/web", JSON.stringify(encode(bytes)).slice(1, -1)],
  ]) {
    const scripts = readdirSync(join(root, folder)).filter((script) => script.endsWith(".js"));
    const carriers = scripts.filter((script) => readFileSync(join(root, folder, script), "utf8").includes(text));
    console.log(`inlined   ${carriers.map((script) => `${folder}/${script}`).join(", ")}`);
    if (carriers.length === 0) findings.push(`no script of ${folder}/ carries the ${name} that the sources compile to`);
  }
}
