/** After each test file of a coverage run: leaves what it hit for test/coverage/run.mjs. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { statementHits } from "./hits.js";

afterAll(() => {
  const folder = process.env.H4_COVERAGE!;
  writeFileSync(join(folder, `hits-${process.pid}-${performance.now()}.bin`), statementHits());
});
