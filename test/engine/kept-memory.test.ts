/** Slow levels take much memory, and only while they run: what an instance keeps between calls has a limit. */

import { expect, test } from "vitest";
import type { CompressParameters } from "../../src/engine/core.js";
import { ReferenceCore } from "../../src/engine/reference.js";
import { text } from "../support/generators.js";
import { engineModule } from "../support/raw-engine.js";

const MIB = 1 << 20;
const KEPT = 32 * MIB;
/** Of unknown size, a content gets the tables that the level can use. */
const parameters = (level: number): CompressParameters => ({
  level,
  windowLog: 0,
  checksum: true,
  dictionary: undefined,
  contentSize: -1,
});

test.each([3, 9, 12, 15, 16, 19])("level %i leaves at most 32 MiB behind, a call or a session", (level) => {
  const core = new ReferenceCore(engineModule(), { engine: "reference", engineId: "test", fingerprint: "" });
  const plain = text(1000);
  const held = () => [core["compressing"].instance, ...core["idle"]].map((instance) => instance.heap.length);
  const packed = core.compress(plain, parameters(level));
  expect(Math.max(...held())).toBeLessThanOrEqual(KEPT);
  const session = core.openCompressor(parameters(level));
  session.write(plain);
  session.end();
  const parts: Uint8Array[] = [];
  for (let part = session.read(); part !== undefined; part = session.read()) parts.push(part);
  expect(Buffer.concat(parts).equals(packed)).toBe(true);
  expect(Math.max(...held())).toBeLessThanOrEqual(KEPT);
  // What was not kept is what was taken: from level 12 on, tables beyond the limit.
  expect(core["idle"].length).toBe(level >= 12 ? 0 : 1);
});
