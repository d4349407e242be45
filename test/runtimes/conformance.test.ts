/** The same suite in every runtime that is at hand: it passes, and all of them give the same bytes and codes. */
import { beforeAll, describe, expect, test } from "vitest";
import { findBun, findDeno, findNode24 } from "../support/runtimes.js";
import { type Results, runInChromium, runInEdgeRuntime, runInNode, runInWorkerd, runScript } from "./runners.js";

const RUNTIMES: readonly [string, () => Results | Promise<Results>][] = [
  ["Node 24", () => runInNode(findNode24())],
  ["Deno", () => runScript(findDeno(), ["run", "--no-prompt", "--allow-read"], "run-in-node.mjs")],
  ["Bun", () => runScript(findBun(), ["--no-install"], "run-in-node.mjs")],
  ["Chromium", runInChromium],
];

let here: Results;
beforeAll(() => {
  here = runInNode(process.execPath);
});

test("the suite has its cases", () => {
  expect(Object.keys(here).length).toBeGreaterThan(5);
});

const ATTESTATION = "an attestation is the same everywhere, verifies, and only as it is";

/** What the attestation of that case says under its signature. */
function attested(results: Results): unknown {
  const [{ envelope }] = results[ATTESTATION] as [{ envelope: { payload: string } }];
  return JSON.parse(Buffer.from(envelope.payload, "base64").toString());
}

const EDGES: readonly [string, () => Results][] = [
  ["workerd", () => runInWorkerd()],
  ["edge-runtime, where no code is generated", runInEdgeRuntime],
];

describe.each(EDGES)("%s", (_, run) => {
  let results: Results;
  beforeAll(() => {
    results = run();
  });

  test("gives what this Node gives, but for the words of its attestation", () => {
    const [, verdict, ...refusals] = here[ATTESTATION] as [unknown, { not_proved: string[] }, ...string[]];
    const built = expect.stringContaining("of the file that its module was built from");
    const not_proved = [...verdict.not_proved.slice(0, -1), built, ...verdict.not_proved.slice(-1)];
    expect(results).toEqual({ ...here, [ATTESTATION]: [expect.anything(), { ...verdict, not_proved }, ...refusals] });
  });

  test("T7: attests what Node attests, and that it knows its engine from the build", () => {
    const statement = attested(here) as { predicate: object };
    expect(statement).toMatchObject({ predicate: { seal_scope: "bytes" } });
    expect(attested(results)).toEqual({ ...statement, predicate: { ...statement.predicate, seal_scope: "build" } });
  });
});

describe.each(RUNTIMES)("%s", (_, run) => {
  test("gives what this Node gives", async () => {
    expect(await run()).toEqual(here);
  });
});
