/** vite, for a page, and with `--ssr` for Node with everything in one file. */
export default ({ isSsrBuild }) => ({
  base: "./",
  ...(isSsrBuild && { ssr: { noExternal: true }, build: { ssr: "node.mjs" } }),
});
