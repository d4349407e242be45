/** What is known of a compiled module, which has no bytes to hash: of the file that it was built from. T7, S70 */

/** What was proved of a module, and what was not. */
export interface BuildEvidence {
  /** Whether anything was hashed that the fingerprint is of; if not, the fingerprint is what the file should have. */
  hashed: boolean;
  /** In words, each a sentence: what holds. */
  proved: readonly string[];
  /** In words, each a sentence: what may still be otherwise. */
  notProved: readonly string[];
}

const ORIGIN = "that the module that runs was compiled from that file: this runtime gives out no bytes of a module";

/** A copy of the file was hashed in this process. */
export const COPY_HASHED: BuildEvidence = {
  hashed: true,
  proved: ["the copy of engine.wasm that was handed in beside the module has this fingerprint: it was hashed here"],
  notProved: [ORIGIN],
};

/** The step of the build that made the bundle hashed the file that went into it. */
export const BUILD_HASHED: BuildEvidence = {
  hashed: true,
  proved: ["the engine.wasm that went into the bundle had this fingerprint when the bundle was made, says the bundle"],
  notProved: [ORIGIN],
};

export const BOTH_HASHED: BuildEvidence = {
  hashed: true,
  proved: [...BUILD_HASHED.proved, ...COPY_HASHED.proved],
  notProved: [ORIGIN],
};

/** Nobody hashed anything. */
export const NOTHING_HASHED: BuildEvidence = {
  hashed: false,
  proved: [],
  notProved: [
    "that the module that runs is the engine of this fingerprint: nothing of it was hashed, here or at the build",
  ],
};
