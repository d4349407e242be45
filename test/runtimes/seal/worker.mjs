/** An edge worker that starts engines, with and without a copy of the artifact, and answers with what came of each. */
import module from "../../../dist/engine.wasm";
import data from "../../../dist/engine.wasm.bin";
import { createEngine } from "../../../dist/workerd/index.js";

const bytes = new Uint8Array(data);
const altered = bytes.with(100, bytes[100] ^ 1);
const OTHER = "0123456789abcdef".repeat(4);

async function start(options) {
  try {
    return (await createEngine(options)).info();
  } catch (error) {
    return { error: error.code ?? error.name, got: error.got, limit: error.limit };
  }
}

/** What a request finds that comes while the first engine is being made, and one after a failure. */
async function shared() {
  const [one, two] = await Promise.all([createEngine(), createEngine()]);
  return one === two;
}

export default {
  async fetch() {
    const { engine_id: engineId, fingerprint } = (await createEngine()).info();
    const wasm = { module, bytes };
    return Response.json({
      shared: await shared(),
      unpinned: await start({}),
      "pinned, nothing to compare with": await start({ seal: { fingerprint } }),
      "id pinned, nothing to compare with": await start({ seal: { engineId } }),
      copy: await start({ wasm }),
      "copy, pinned": await start({ wasm, seal: { fingerprint, engineId } }),
      "copy, another pinned": await start({ wasm, seal: { fingerprint: OTHER } }),
      "copy, another id pinned": await start({ wasm, seal: { engineId: "another" } }),
      "altered copy": await start({ wasm: { module, bytes: altered } }),
      "altered copy, pinned": await start({ wasm: { module, bytes: altered }, seal: { fingerprint } }),
      "huge copy": await start({ wasm: { module, bytes: new Uint8Array(5 << 20) } }),
      "bytes alone": await start({ wasm: bytes }),
      url: await start({ wasm: new URL("https://example.test/engine.wasm") }),
      "module alone": await start({ wasm: { module } }),
      "no module": await start({ wasm: { module: {}, bytes } }),
    });
  },
};
