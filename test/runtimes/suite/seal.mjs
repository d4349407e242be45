/** Cases: pins that hold and pins that do not, the artifact as it is and altered. */
import { KINDS } from "./inputs.mjs";
import { holds, refusal, same } from "./tools.mjs";

export const SEAL = {
  async "a pinned engine is sealed, another one refused"({ createEngine }) {
    const { engine_id, fingerprint, sealed, verified } = (await createEngine()).info();
    const pinned = await createEngine({ seal: { engineId: engine_id, fingerprint: fingerprint.toUpperCase() } });
    const other = fingerprint.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    return [
      engine_id,
      fingerprint,
      { sealed, verified, pinned: pinned.info().sealed, level: pinned.info().seal_level },
      await refusal(() => createEngine({ seal: { fingerprint: other } })),
      await refusal(() => createEngine({ seal: { engineId: "another" } })),
      await refusal(() => createEngine({ seal: { engineId: engine_id, fingerprint: other } })),
      await refusal(() => createEngine({ seal: { fingerprint: "short" } })),
      await refusal(() => createEngine({ seal: { fingerprint: fingerprint.slice(2) } })),
      await refusal(() => createEngine({ seal: { engineId: "two words" } })),
      await refusal(() => createEngine({ seal: { fp: fingerprint } })),
    ];
  },

  async "an artifact that is handed in is the sealed one, or does not run"({ createEngine, artifact, handedIn }) {
    const { fingerprint } = (await createEngine()).info();
    const own = await createEngine({ wasm: handedIn(artifact), seal: { fingerprint } });
    holds(own.info().sealed, "a copy of the artifact matches its pin");
    const bytes = KINDS.words(5000);
    same(own.compress(bytes), (await createEngine()).compress(bytes), "what it writes");
    const refused = [];
    for (const at of [0, 9, artifact.length >> 1, artifact.length - 1]) {
      const altered = artifact.slice();
      altered[at] ^= 1;
      refused.push(await refusal(() => createEngine({ wasm: handedIn(altered) })));
      refused.push(await refusal(() => createEngine({ wasm: handedIn(altered), seal: { fingerprint } })));
    }
    for (const other of [artifact.slice(0, -1), Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)]) {
      refused.push(await refusal(() => createEngine({ wasm: handedIn(other) })));
    }
    return refused;
  },
};
