/** examples/worker, bundled as its configuration says, does in workerd what it says. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { text } from "../support/generators.js";
import { askWorker } from "../support/workerd.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";
import { ROOT } from "./repository.js";

const folder = mkdtempSync(join(tmpdir(), "h4-worker-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("examples/worker compresses what it is sent, and tells which engine does it", async () => {
  const rollup = join(ROOT, "node_modules/rollup/dist/bin/rollup");
  const options = ["-c", "--silent", "--dir", folder];
  execFileSync(process.execPath, [rollup, ...options], { cwd: join(ROOT, "examples/worker") });
  const body = text(300_000);
  const [info, packed] = askWorker(folder, "worker.js", [{ path: "/" }, { path: "/", method: "POST", body }]);
  expect(JSON.parse(info!.body.toString())).toMatchObject({ engine: "reference", verified: true, seal_scope: "build" });
  expect(packed!.headers["content-type"]).toBe("application/zstd");
  expect(packed!.body.length).toBeLessThan(body.length / 2);
  expect(Buffer.compare(await decompressWithCli(packed!.body), body)).toBe(0);
});
