/** What an edge worker says of an engine whose bytes nobody can show it: what was compared, and no more. T4, T7, S70 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { closure, ROOT, WORKERD } from "../house/repository.js";
import { runInEdgeRuntime, runInWorkerd } from "./runners.js";

const { engine_id: ID, sha256: FINGERPRINT } = JSON.parse(readFileSync(join(ROOT, "build/seal.json"), "utf8"));

let starts: Record<string, unknown>;
beforeAll(() => {
  starts = runInWorkerd<Record<string, unknown>>("seal/worker.mjs");
});

const INFO = {
  engine: "reference",
  engine_id: ID,
  fingerprint: FINGERPRINT,
  deterministic: true,
  identity_safe: true,
  seal_scope: "build",
};

describe("without anything that was hashed", () => {
  test("T7: nothing is verified, and info says so", () => {
    expect(starts.unpinned).toEqual({
      ...INFO,
      verified: false,
      sealed: false,
      seal_level: "none",
      proved: [],
      not_proved: [expect.stringContaining("nothing of it was hashed")],
    });
    expect(starts.shared).toBe(true);
  });

  test("T4: a pin that cannot be proved is a failure", () => {
    const refused = (limit: string) => ({ error: "SEAL_UNPROVED", limit });
    expect(starts["pinned, nothing to compare with"]).toEqual(refused(FINGERPRINT));
    expect(starts["id pinned, nothing to compare with"]).toEqual(refused(ID));
  });
});

describe("with a copy of the file", () => {
  const words = {
    proved: [expect.stringContaining("hashed here")],
    not_proved: [expect.stringContaining("compiled from that file")],
  };

  test("S70: the copy is hashed, and not the module: both is said", () => {
    expect(starts.copy).toEqual({ ...INFO, ...words, verified: true, sealed: false, seal_level: "none" });
    const sealed = { verified: true, sealed: true, seal_level: "fingerprint" };
    expect(starts["copy, pinned"]).toEqual({ ...INFO, ...words, ...sealed });
  });

  test("S51, S52: what differs from a pin, or from what is built in, does not run", () => {
    expect(starts["copy, another pinned"]).toMatchObject({ error: "SEAL_ALTERED", got: FINGERPRINT });
    expect(starts["copy, another id pinned"]).toMatchObject({ error: "SEAL_MISMATCH", got: ID });
    expect(starts["altered copy"]).toMatchObject({ error: "SEAL_ALTERED", limit: FINGERPRINT });
    expect(starts["altered copy, pinned"]).toMatchObject({ error: "SEAL_ALTERED", limit: FINGERPRINT });
  });
});

test("what could only be compiled is refused", () => {
  expect(starts["bytes alone"]).toMatchObject({ error: "UNSUPPORTED" });
  expect(starts.url).toMatchObject({ error: "UNSUPPORTED" });
  expect(starts["huge copy"]).toMatchObject({ error: "CORE_UNREADABLE" });
  expect(starts["module alone"]).toMatchObject({ error: "TypeError" });
  expect(starts["no module"]).toMatchObject({ error: "TypeError" });
});

test("T4: the bundle for browsers, where an edge runtime was given that, is no engine, and says why", () => {
  expect(runInEdgeRuntime<object>("web/worker.mjs")).toEqual({
    code: "UNSUPPORTED",
    message: expect.stringMatching(/WebAssembly/),
  });
});

describe.each(["index", "container", "seal"])("src/%s.ts in an edge worker", (entry) => {
  const reached = closure(`src/${entry}.ts`, WORKERD);

  test("reaches no package that compiles, and nothing of Node", () => {
    const foreign = reached.filter(
      (name) => !/^(src|assembly|build)\//.test(name) && name !== "@assemblyscript/loader",
    );
    expect(foreign).toEqual([]);
    expect(reached).not.toContain("src/platform/web.ts");
    expect(reached).not.toContain("src/platform/node.ts");
  });
});
