/** rollup with the one plugin that finds packages, for a page (`--environment PAGE`) or for Node. */
import { builtinModules } from "node:module";
import { nodeResolve } from "@rollup/plugin-node-resolve";

export default process.env.PAGE
  ? {
      input: "browser.mjs",
      plugins: [nodeResolve({ browser: true })],
      output: { dir: "dist", entryFileNames: "[name].mjs" },
    }
  : {
      input: "node.mjs",
      external: [/^node:/, "koffi", ...builtinModules],
      plugins: [nodeResolve({ exportConditions: ["node"] })],
      output: { dir: "dist", entryFileNames: "[name].mjs" },
    };
