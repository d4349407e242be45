/** The service as an edge worker. It is made at the first request: before that a worker may do nothing that takes time. */
import { createEngine } from "harmony4";
import { createService } from "harmony4/service";

let service;

export default {
  async fetch(request) {
    service ??= createEngine().then((engine) =>
      createService({ engine, limits: { body: 2_000_000, output: 2_000_000 } }),
    );
    return (await service).fetch(request);
  },
};
