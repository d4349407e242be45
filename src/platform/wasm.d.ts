/** A file of WebAssembly as edge workers import it: compiled before they start. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
