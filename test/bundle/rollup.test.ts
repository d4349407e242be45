/** harmony4/rollup: what goes into the bundle of an edge worker is hashed when it is made, and the host tells of it. T7 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { type Plugin, rollup } from "rollup";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EngineInfo, H4Error } from "../../dist/index.js";
import { type EnginePluginOptions, harmony4Engine } from "../../dist/rollup.js";
import { askWorker } from "../support/workerd.js";

const ROOT = resolve(import.meta.dirname, "../..");
const ARTIFACT = new Uint8Array(readFileSync(join(ROOT, "dist/engine.wasm")));
const ARTIFACT_BASE64 = Buffer.from(ARTIFACT).toString("base64");
const { engine_id: ID, sha256: FINGERPRINT } = JSON.parse(readFileSync(join(ROOT, "build/seal.json"), "utf8"));
const OTHER = "0123456789abcdef".repeat(4);

/** A project with the package installed, as its tarball would be. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "h4-bundle-"));
  const installed = join(project, "node_modules/harmony4");
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
  cpSync(join(ROOT, "dist"), join(installed, "dist"), { recursive: true });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

let count = 0;

/** The folder of the bundle that `source` becomes: one script, worker.js, and what the plugin puts beside it. */
async function bundle(source: string, options?: EnginePluginOptions, conditions = ["workerd"], last?: Plugin) {
  const name = `${++count}`;
  writeFileSync(join(project, `${name}.mjs`), source);
  const built = await rollup({
    input: { worker: join(project, `${name}.mjs`) },
    plugins: [harmony4Engine(options) as Plugin, nodeResolve({ exportConditions: conditions }), last],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  try {
    await built.write({ dir: join(project, "dist", name), format: "es" });
  } finally {
    await built.close();
  }
  return join(project, "dist", name);
}

function worker(expression: string): string {
  return `
    import * as h4 from "harmony4";
    import module from "harmony4/engine.wasm";
    const copy = Uint8Array.from(atob("${ARTIFACT_BASE64}"), (character) => character.charCodeAt(0));
    const answer = async () => ${expression};
    export default {
      fetch: () => answer().then(Response.json, ({ code, message }) => Response.json({ code, message }, { status: 500 })),
    };`;
}

async function answerOf<T>(source: string, options?: EnginePluginOptions): Promise<T> {
  const [answer] = askWorker(await bundle(source, options), "worker.js", [{ path: "/" }]);
  return JSON.parse(answer!.body.toString()) as T;
}

const INFO = {
  engine: "reference",
  engine_id: ID,
  fingerprint: FINGERPRINT,
  deterministic: true,
  identity_safe: true,
  seal_scope: "build",
  not_proved: [expect.stringContaining("compiled from that file")],
};

/** What each of `starts`, options of createEngine as source text, comes to in one worker: what is known, or the code. */
async function startsOf(starts: readonly string[]): Promise<(EngineInfo | { code: string })[]> {
  const outcomes = starts.map(
    (options) => `await h4.createEngine(${options}).then((e) => e.info(), ({ code }) => ({ code }))`,
  );
  return await answerOf(worker(`[${outcomes.join(", ")}]`));
}

test("T7, S70: a bundle knows the digest of its engine from the build: pins are held against it, and so is a copy", async () => {
  const [known, pinned, byId, other, copied, altered] = await startsOf([
    "",
    `{ seal: { fingerprint: "${FINGERPRINT}" } }`,
    `{ seal: { engineId: "${ID}" } }`,
    `{ seal: { fingerprint: "${OTHER}" } }`,
    "{ wasm: { module, bytes: copy } }",
    "{ wasm: { module, bytes: copy.with(100, copy[100] ^ 1) } }",
  ]);
  const built = [expect.stringContaining("when the bundle was made")];
  expect(known).toEqual({ ...INFO, verified: true, sealed: false, seal_level: "none", proved: built });
  expect(pinned).toEqual({ ...INFO, verified: true, sealed: true, seal_level: "fingerprint", proved: built });
  expect(byId).toEqual({ ...INFO, verified: true, sealed: false, seal_level: "id", proved: built });
  expect(other).toEqual({ code: "SEAL_ALTERED" });
  expect(copied).toMatchObject({ verified: true, proved: [...built, expect.stringContaining("hashed here")] });
  expect(altered).toEqual({ code: "SEAL_ALTERED" });
});

describe("the build fails", () => {
  test("T7: for an engine.wasm that was altered", async () => {
    const file = join(project, "node_modules/harmony4/dist/engine.wasm");
    writeFileSync(file, ARTIFACT.with(100, ARTIFACT[100]! ^ 1));
    try {
      await expect(bundle(worker("h4"))).rejects.toMatchObject({ message: expect.stringContaining(FINGERPRINT) });
    } finally {
      writeFileSync(file, ARTIFACT);
    }
  });

  test("for one that a pinned fingerprint does not admit", async () => {
    await expect(bundle(worker("h4"), { fingerprint: OTHER })).rejects.toMatchObject({
      message: expect.stringContaining(OTHER),
    });
  });

  test("for one that a later plugin changed", async () => {
    const meddler: Plugin = {
      name: "meddler",
      generateBundle: {
        order: "pre",
        handler(_, output) {
          const asset = output["engine.wasm"];
          if (asset?.type === "asset") asset.source = new Uint8Array(8);
        },
      },
    };
    await expect(bundle(worker("h4"), {}, ["workerd"], meddler)).rejects.toThrow("ALTERED");
  });

  test("when no engine for edge workers went into the bundle", async () => {
    const source = 'export { compress } from "harmony4";';
    await expect(bundle(source, {}, ["browser"])).rejects.toThrow('condition "workerd"');
  });

  test("for options that are not as they must be", () => {
    expect(() => harmony4Engine({ fingerprint: "short" })).toThrow(H4Error);
    expect(() => harmony4Engine({ sha256: OTHER } as never)).toThrow(TypeError);
  });
});
