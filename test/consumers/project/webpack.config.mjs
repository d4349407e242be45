/** webpack, for a page (`--env page`) or for Node. */
export default ({ page }) => ({
  mode: "production",
  entry: page ? "./browser.mjs" : "./node.mjs",
  target: page ? ["web", "es2022"] : "node20",
  experiments: { outputModule: true },
  output: { filename: page ? "browser.mjs" : "node.mjs", chunkFormat: "module", library: { type: "module" } },
  performance: { hints: false },
});
