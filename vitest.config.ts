/** Two projects: "default" is what `npm test` runs; "heavy" (files named *.heavy.test.ts) joins in `npm run test:all`. */
import { defineConfig } from "vitest/config";
import { ClosingLine } from "./test/support/closing-line.js";

/** One body of options for both projects: they differ only in which files they take. */
const shared = {
  globalSetup: ["test/support/global-setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    reporters: ["default", new ClosingLine()],
    projects: [
      {
        test: {
          ...shared,
          name: "default",
          include: ["test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.heavy.test.ts"],
          // All cores: by itself vitest leaves one free, which of two is half, and many files wait for what they started.
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "heavy",
          include: ["test/**/*.heavy.test.ts"],
          testTimeout: 1_800_000,
          // One at a time: they measure memory, fill disks and load the machine.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
