/** The one error class of harmony4 and its stable codes. The leaf of the source tree: it imports nothing. */

/**
 * What went wrong, as a string that never changes its meaning. A caller's mistake (wrong type, number out of range) is
 * a TypeError or RangeError instead.
 */
export type H4ErrorCode =
  /** A pin is malformed, so nothing could be checked against it. */
  | "SEAL_CONFIG"
  /** The engine is not the one whose `engineId` was pinned. */
  | "SEAL_MISMATCH"
  /** The SHA-256 of the engine's bytes is not the one that was pinned, or built in. */
  | "SEAL_ALTERED"
  /** There is no artifact where the `wasm` option points. */
  | "CORE_NOT_FOUND"
  /** The artifact is there but could not be read. */
  | "CORE_UNREADABLE"
  /** The artifact lacks a function that the interface names: `limit` is which. */
  | "CORE_SYMBOL_MISSING"
  /** The engine stopped in a way that no input may cause; its instance was discarded. */
  | "ENGINE_FAULT"
  /** The bytes are not Zstandard, or a rule of RFC 8878 is broken in them. */
  | "DATA_CORRUPT"
  /** The input ends inside a frame, or before the first one. */
  | "DATA_TRUNCATED"
  /** The content checksum of a frame is not that of what was decoded. */
  | "CHECKSUM_MISMATCH"
  /** A frame needs a larger window than `windowLogMax` allows: `got` and `limit` in bytes. */
  | "WINDOW_TOO_LARGE"
  /** The output is, or is declared to be, over `maxOutput`: `got` and `limit` in bytes. */
  | "OUTPUT_LIMIT"
  /** A frame names a dictionary that was not given: `got` is its ID. */
  | "DICTIONARY_MISSING"
  /** A dictionary has the magic number of one but not the rest. */
  | "DICTIONARY_CORRUPT"
  /** A stream was longer or shorter than the `contentSize` it was opened with: `got` and `limit` in bytes. */
  | "CONTENT_SIZE_MISMATCH"
  /** The memory could not be had: `got` in bytes. */
  | "OUT_OF_MEMORY"
  /** The session has ended, failed or was closed; `cause` is the first failure, if there was one. */
  | "SESSION_CLOSED"
  /** An attestation is over its limit: `got` and `limit` in bytes. */
  | "ATTESTATION_TOO_LARGE"
  /** Not an attestation, or one with more in it than it may have. */
  | "ATTESTATION_MALFORMED"
  /** What was signed is not a statement of in-toto. */
  | "ATTESTATION_PAYLOAD_TYPE"
  /** An attestation is signed by none of the verifier's keys: `got` is the keyid. */
  | "ATTESTATION_KEY_UNKNOWN"
  /** The signature of an attestation is not one of its bytes. */
  | "ATTESTATION_SIGNATURE"
  /** The verifier has a public key, and the attestation no signature. */
  | "ATTESTATION_UNSIGNED"
  /** What was signed is not exactly one statement about one engine. */
  | "ATTESTATION_STATEMENT"
  /** A field beside the signature says something else than what was signed. */
  | "ATTESTATION_CONTRADICTION"
  /** `attestation_hash` is not that of the fields. */
  | "ATTESTATION_HASH"
  /** An attestation was made for another nonce than the verifier's, or for none. */
  | "ATTESTATION_NONCE"
  /** An attestation is valid for longer than any may be, or for no time: `got` and `limit` in seconds. */
  | "ATTESTATION_VALIDITY"
  /** An attestation was made in the verifier's future, beyond what clocks may differ by. */
  | "ATTESTATION_FUTURE"
  /** An attestation is too old: `got` and `limit` are ages in seconds. */
  | "ATTESTATION_EXPIRED"
  /** The fingerprint is none that the verifier allows. */
  | "ATTESTATION_FINGERPRINT"
  /** The package that made an attestation is older than the verifier allows, or does not say. */
  | "ATTESTATION_VERSION"
  /** The engine did not pass its self-test, says the attestation itself. */
  | "ATTESTATION_SELF_TEST"
  /** A key is not one PEM block with an Ed25519 key as RFC 8410 writes it. */
  | "KEY_MALFORMED"
  /** A key of another algorithm, or an encrypted one. */
  | "KEY_UNSUPPORTED"
  /** There is no file where a key should be. */
  | "KEY_NOT_FOUND"
  /** The file of a key is there but could not be read. */
  | "KEY_UNREADABLE"
  /** The file of a private key is not its user's alone, so that others may have read it. */
  | "KEY_UNSAFE_FILE"
  /** A file exists already and `overwrite` was not asked for. */
  | "FILE_EXISTS"
  /** The runtime lacks something that cannot be replaced. */
  | "UNSUPPORTED";

/** The figures that go with an error. */
export interface H4ErrorDetails {
  got?: number | string | undefined;
  limit?: number | string | undefined;
  offset?: number | undefined;
  cause?: unknown;
}

/**
 * Everything that can go wrong without being the caller's mistake.
 *
 * @example
 * try {
 *   h4.decompress(bytes, { maxOutput: 64 << 20 });
 * } catch (error) {
 *   if (error instanceof H4Error && error.code === "OUTPUT_LIMIT") respond(413);
 *   else throw error;
 * }
 */
export class H4Error extends Error {
  override readonly name = "H4Error";
  /** Stable identifier of the reason. */
  readonly code: H4ErrorCode;
  /** What was met, where a limit or an expectation was the reason. */
  declare readonly got?: number | string;
  /** What was allowed or expected. */
  declare readonly limit?: number | string;
  /** Byte offset in the input at which the offending frame or block begins. */
  declare readonly offset?: number;

  constructor(code: H4ErrorCode, message: string, { got, limit, offset, cause }: H4ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (got !== undefined) this.got = got;
    if (limit !== undefined) this.limit = limit;
    if (offset !== undefined) this.offset = offset;
  }
}
