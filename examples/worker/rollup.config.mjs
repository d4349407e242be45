/** Bundles worker.mjs, and fails for an engine.wasm that is not the one of the package. Run: npx rollup -c */
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { harmony4Engine } from "harmony4/rollup";

export default {
  input: "worker.mjs",
  plugins: [harmony4Engine(), nodeResolve({ exportConditions: ["workerd"] })],
  output: { dir: "dist", format: "es" },
};
