/** The suites that coverage is measured with: those that need nothing but the engine, so that every clone agrees. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: [
      "test/engine/**/*.test.ts",
      "test/properties/**/*.test.ts",
      "test/vectors/frames.test.ts",
      "test/vectors/truncation.test.ts",
    ],
    // The host's own instances take no imports, and the counters are one.
    exclude: ["**/*.heavy.test.ts", "test/engine/kept-memory.test.ts"],
    setupFiles: ["test/coverage/setup.ts"],
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
