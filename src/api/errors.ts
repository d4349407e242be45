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
  /** A pin was given, but nothing that it could be compared with: of a module from a bundle no bytes can be had. */
  | "SEAL_UNPROVED"
  /** There is no artifact, or no native core, where the `wasm` option or the path points. */
  | "CORE_NOT_FOUND"
  /** It is there but could not be read, or is not what can be loaded here. */
  | "CORE_UNREADABLE"
  /** Others than root and the user of the process could put another native core in its place. */
  | "CORE_UNSAFE_PATH"
  /** It lacks a function that the interface names: `limit` is which. */
  | "CORE_SYMBOL_MISSING"
  /** A native core is not lossless, not deterministic, or does not stay within bounds. */
  | "CORE_SELF_TEST"
  /** What a native core is called with is missing, or is not as a core needs it: koffi, or a process to isolate it in. */
  | "CORE_BINDING"
  /** The process of an isolated core ended during a call: `got` is the signal or the exit code. */
  | "CORE_CRASHED"
  /** An isolated core did not answer in time, and its process was ended: `limit` in milliseconds. */
  | "CORE_TIMEOUT"
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
  /** An input is longer than a native core takes as a whole: `got` and `limit` in bytes. */
  | "INPUT_LIMIT"
  /** The output is, or is declared to be, over `maxOutput`: `got` and `limit` in bytes. */
  | "OUTPUT_LIMIT"
  /** The output does not fit the target: `got` is the target's length, `limit` what it takes at least, where known. */
  | "TARGET_TOO_SMALL"
  /** A frame names a dictionary that was not given: `got` is its ID. */
  | "DICTIONARY_MISSING"
  /** A dictionary has the magic number of one but not the rest. */
  | "DICTIONARY_CORRUPT"
  /** A content was compressed with another dictionary than was given: `got` and `limit` are their SHA-256. */
  | "DICTIONARY_MISMATCH"
  /** A content does not begin as one of the encoding dcz does. */
  | "DCZ_HEADER"
  /** A header field of HTTP is not as its specification has it; `cause` says where. */
  | "HTTP_FIELD"
  /** Too few samples to train a dictionary with: `got` and `limit`. */
  | "SAMPLES_TOO_FEW"
  /** A sample is longer than what a dictionary can help: `got` and `limit` in bytes. */
  | "SAMPLE_TOO_LARGE"
  /** All samples together are over the limit: `got` and `limit` in bytes. */
  | "SAMPLES_TOO_LARGE"
  /** The samples have nothing in common that a dictionary could hold. */
  | "SAMPLES_UNRELATED"
  /** A stream was longer or shorter than the `contentSize` it was opened with: `got` and `limit` in bytes. */
  | "CONTENT_SIZE_MISMATCH"
  /** The memory could not be had: `got` in bytes. */
  | "OUT_OF_MEMORY"
  /** The session has ended, failed or was closed; `cause` is the first failure, if there was one. */
  | "SESSION_CLOSED"
  /** All workers of a pool are busy, and as many jobs wait as may: `limit` is how many. */
  | "POOL_QUEUE_FULL"
  /** A worker of a pool ended during the job: `got` is its exit code, where it has one. Another one takes its place. */
  | "POOL_WORKER_CRASHED"
  /** A worker of a pool could not be started; `cause` is what the runtime says. */
  | "POOL_WORKER_START"
  /** The pool was closed, before the job or during it. */
  | "POOL_CLOSED"
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
  /** A key is not one PEM block with an Ed25519 key as RFC 8410 writes it, or one that everybody can sign for. */
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
  /** The file does not begin with "H4MK". */
  | "CONTAINER_MAGIC"
  /** A version of the format that this reader does not know: `got`. 256 is another format with the same magic. */
  | "CONTAINER_VERSION"
  /** A field that must be zero is not. */
  | "CONTAINER_RESERVED"
  /** The file ends inside its header or inside the header of a chunk. */
  | "CONTAINER_TRUNCATED"
  /** A chunk runs past the end of the file: `got` is its length, `limit` what is left. */
  | "CONTAINER_CHUNK_LENGTH"
  /** The CRC-32 of a chunk's payload is not the one in its header. */
  | "CONTAINER_CRC"
  /** A tag is not four ASCII letters. */
  | "CONTAINER_TAG"
  /** A critical chunk, whose tag begins with a capital, that this reader does not know: `got` is the tag. */
  | "CONTAINER_CHUNK_UNKNOWN"
  /** A chunk that must be there is not: `limit` is its tag. */
  | "CONTAINER_CHUNK_MISSING"
  /** A chunk that may be there once is there twice: `got` is its tag. */
  | "CONTAINER_CHUNK_SECOND"
  /** A chunk is not where the order of chunks has it: `got` is its tag. */
  | "CONTAINER_CHUNK_ORDER"
  /** No VERI chunk ends the file. */
  | "CONTAINER_VERI_MISSING"
  /** A second VERI chunk follows the first. */
  | "CONTAINER_VERI_SECOND"
  /** The VERI chunk comes before chunks that must precede it. */
  | "CONTAINER_VERI_MISPLACED"
  /** The payload of VERI is not 32 bytes. */
  | "CONTAINER_VERI_LENGTH"
  /** The SHA-256 in VERI is not that of the bytes before it. */
  | "CONTAINER_VERI_MISMATCH"
  /** Bytes follow VERI. */
  | "CONTAINER_TRAILING"
  /** The length of SEEK is not 4 + 16 for each entry. */
  | "CONTAINER_SEEK_LENGTH"
  /** The times of SEEK go backwards. */
  | "CONTAINER_SEEK_ORDER"
  /** META or SAFE is not one JSON object in strict UTF-8; `cause` says which rule is broken. */
  | "CONTAINER_JSON"
  /** META or SAFE is over 16 MiB. */
  | "CONTAINER_JSON_SIZE"
  /** A block does not decode; `cause` is why. */
  | "CONTAINER_BLOCK"
  /** A block is, or is declared to be, larger than any block may be: `got` and `limit` in bytes. */
  | "CONTAINER_BLOCK_SIZE"
  /** A block decodes to another length than the index says: `got` and `limit` in bytes. */
  | "CONTAINER_BLOCK_LENGTH"
  /** META names no codec that this reader knows, and the core that wrote the blocks is not bound: `got` is its name. */
  | "CONTAINER_CODEC"
  /** A 64-bit field is over 2^53 - 1, where numbers would be rounded: `got` is its value. */
  | "CONTAINER_NUMBER"
  /** The container has more of something than this reader takes: `got` and `limit`. */
  | "CONTAINER_LIMIT"
  /** A field of hIXP, hIXR or tAIL contradicts the container or breaks a rule of the index. */
  | "CONTAINER_INDEX"
  /** The tail says another size than the container has: `got` is the real one, `limit` the one said. */
  | "CONTAINER_SIZE"
  /** The root in the tail is not that of header, index, META and SAFE. */
  | "CONTAINER_ROOT"
  /** The hash of an index page is not the one in hIXR. */
  | "CONTAINER_PAGE"
  /** The hash of a block is not its leaf in the index. */
  | "CONTAINER_LEAF"
  /** The container has no index: there is no root to be trusted, signed or converted by. */
  | "CONTAINER_UNINDEXED"
  /** The root is not the one that the caller trusts: `got` and `limit`. */
  | "CONTAINER_UNTRUSTED"
  /** A key was given, and there is no signature. */
  | "CONTAINER_UNSIGNED"
  /** The signature is malformed, or not one over this root by the given key. */
  | "CONTAINER_SIGNATURE"
  /** META says another engine, fingerprint or seal than was pinned: `got` and `limit`. */
  | "CONTAINER_AUDIT"
  /** A frame of a .zst cannot become a block as it is. */
  | "CONTAINER_FRAME"
  /** There is nothing at the URL: `got` is the status. */
  | "SOURCE_NOT_FOUND"
  /** The server refused: `got` is the status. */
  | "SOURCE_STATUS"
  /** No answer came. */
  | "SOURCE_UNREACHABLE"
  /** The server answered with the whole file where a range was asked for. */
  | "SOURCE_RANGE_IGNORED"
  /** The server answered with another range than was asked for, or does not let it be seen: `got` and `limit`. */
  | "SOURCE_RANGE"
  /** Fewer or more bytes came than were announced: `got` and `limit`. */
  | "SOURCE_LENGTH"
  /** What is read changed between two reads. */
  | "SOURCE_CHANGED"
  /** A proxy or server compressed the answer, so that its ranges are not those of the file: `got` is how. */
  | "SOURCE_ENCODED"
  /** A redirect that is not followed. */
  | "SOURCE_REDIRECTED"
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
  /** Byte offset in the input at which the offending frame, block or chunk begins. */
  declare readonly offset?: number;

  constructor(code: H4ErrorCode, message: string, { got, limit, offset, cause }: H4ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (got !== undefined) this.got = got;
    if (limit !== undefined) this.limit = limit;
    if (offset !== undefined) this.offset = offset;
  }
}
