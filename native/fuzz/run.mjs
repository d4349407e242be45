/** `npm run fuzz:native [-- --seconds N]`: libFuzzer on the translated engine, N seconds (default 60) a target. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
if (!/^[1-9]\d{0,5}$/.test(values.seconds)) {
  console.error(`--seconds wants a whole number from 1 to 999999, got ${values.seconds}`);
  process.exit(2);
}
// The seeds are made by the suites' own builders, so a suite it is.
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "heavy", "test/native/fuzz"],
  {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: "inherit",
    env: { ...process.env, H4_FUZZ_SECONDS: values.seconds },
  },
);
process.exit(status ?? 1);
