/** Any engine behind src/engine/core.ts as the suites see one: the host around the artifact, and native cores. */

import { H4Error } from "../../src/api/errors.js";
import type { CompressParameters, Core, CoreSession, DecompressParameters } from "../../src/engine/core.js";
import {
  type CompressOptions,
  type CompressSession,
  type CompressSessionOptions,
  type DecompressOptions,
  type Engine,
  Refusal,
  type Session,
} from "./engine.js";

export class CoreEngine implements Engine {
  constructor(readonly core: Core) {}

  compress(bytes: Uint8Array, options: CompressOptions = {}): Uint8Array {
    return refusing(() => this.core.compress(bytes, compressParameters({ ...options, contentSize: bytes.length })));
  }

  decompress(bytes: Uint8Array, options: DecompressOptions = {}): Uint8Array {
    return refusing(() => this.core.decompress(bytes, decompressParameters(options)));
  }

  compressor(options: CompressSessionOptions = {}): CompressSession {
    const session = refusing(() => this.core.openCompressor(compressParameters(options)));
    const flush = () => {
      session.flush();
      return drain(session);
    };
    return { ...streaming(session), flush: () => refusing(flush) };
  }

  decompressor(options: DecompressOptions = {}): Session {
    return streaming(refusing(() => this.core.openDecompressor(decompressParameters(options))));
  }
}

function streaming(session: CoreSession): Session {
  const push = (chunk: Uint8Array) => {
    session.write(chunk);
    return drain(session);
  };
  const end = () => {
    session.end();
    const output = drain(session);
    session.close();
    return output;
  };
  return { push: (chunk) => refusing(() => push(chunk)), end: () => refusing(end) };
}

function drain(session: CoreSession): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = session.read(); part !== undefined; part = session.read()) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

function compressParameters(options: CompressSessionOptions): CompressParameters {
  const { level = 3, checksum = true, windowLog = 0, dictionary, contentSize = -1 } = options;
  return { level, checksum, windowLog, dictionary, contentSize };
}

function decompressParameters({ windowLogMax = 27, maxOutput, dictionary }: DecompressOptions): DecompressParameters {
  const dictionaries = dictionary === undefined ? [] : [dictionary];
  return { windowLogMax, maxOutput: maxOutput ?? Number.POSITIVE_INFINITY, dictionaries };
}

/** An H4Error as the refusal that the suites know; anything else is a fault of the engine and stays what it is. */
function refusing<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof H4Error) || error.code === "ENGINE_FAULT") throw error;
    const { got, limit, offset } = error;
    throw new Refusal(error.code, undefined, {
      ...(typeof got === "number" ? { got } : {}),
      ...(typeof limit === "number" ? { limit } : {}),
      ...(offset === undefined ? {} : { offset }),
    });
  }
}
