/** vite, for a page, and with `--ssr` for Node, where it would leave packages out of the bundle unless told. */
export default ({ isSsrBuild }) => ({ base: "./", ...(isSsrBuild && { ssr: { noExternal: true } }) });
