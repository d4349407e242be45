/** An edge worker: POST a body and get it as a Zstandard frame, GET what engine does it. Bundle: rollup.config.mjs */
import { createEngine, H4CompressionStream } from "harmony4";

export default {
  async fetch(request) {
    if (request.method === "POST" && request.body !== null) {
      const packed = request.body.pipeThrough(new H4CompressionStream({ level: 5 }));
      return new Response(packed, { headers: { "content-type": "application/zstd" } });
    }
    const h4 = await createEngine();
    return Response.json(h4.info());
  },
};
