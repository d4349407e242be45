/** Uses of the entry `harmony4/node` that must type-check for its users. Compiled, never run. */
import { createReadStream } from "node:fs";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  attestationKeyFromEnvironment,
  compressFile,
  createCompressStream,
  createDecompressStream,
  createEngine,
  decompressFile,
  packFile,
  unpackFile,
} from "harmony4/node";
import { type Attestation, attest } from "harmony4/seal";

export async function files(source: string): Promise<number> {
  const engine = await createEngine();
  await compressFile(source, `${source}.zst`, { level: 7 }, engine);
  const { read, written } = await decompressFile(`${source}.zst`, `${source}.copy`, { maxOutput: 1 << 30 });
  return read + written;
}

export async function streams(source: string): Promise<void> {
  const packer: Duplex = createCompressStream({ level: 3 });
  await pipeline(createReadStream(source), packer, createDecompressStream({ maxOutput: Number.POSITIVE_INFINITY }));
}

export async function attested(): Promise<Attestation> {
  const key = await attestationKeyFromEnvironment();
  return await attest(await createEngine(), { key });
}

export async function containers(source: string): Promise<number> {
  const { written } = await packFile(source, `${source}.h4mk`, { blockSize: 1 << 20, overwrite: true });
  return written + (await unpackFile(`${source}.h4mk`, source, { overwrite: true, mode: 0o600 })).read;
}
