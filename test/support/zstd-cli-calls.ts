/** Calls of the zstd command line with bytes in and bytes out. */

import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findZstd } from "./zstd-cli.js";

/** Runs `zstd` with `args` and `input` on stdin. */
export async function runZstd(args: readonly string[], input: Uint8Array = new Uint8Array(0)): Promise<Uint8Array> {
  const child = spawn(findZstd(), args, { stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const messages: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => messages.push(chunk));
  child.stdin.on("error", () => {}); // a refusal closes the pipe before all is written: the exit code tells
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status !== 0) throw new Error(`zstd ${args.join(" ")} exited with ${status}: ${Buffer.concat(messages)}`);
  return new Uint8Array(Buffer.concat(output));
}

/** Release of the command line, for example "1.5.4". */
export function commandLineRelease(): string {
  const text = execFileSync(findZstd(), ["--version"], { encoding: "utf8" });
  return /v(\d+\.\d+\.\d+)/.exec(text)![1]!;
}

/** Compresses with the command line: `flags` as it takes them, for example `["-19", "--no-check"]`. */
export function compressWithCli(
  bytes: Uint8Array,
  flags: readonly string[],
  { dictionary, contentSize = true }: { dictionary?: Uint8Array; contentSize?: boolean } = {},
): Promise<Uint8Array> {
  // From a pipe the size is unknown to it, unless it is told.
  const size = contentSize ? [`--stream-size=${bytes.length}`] : [];
  return withDictionary(dictionary, (use) => runZstd(["-c", "-q", ...flags, ...size, ...use], bytes));
}

/**
 * Decompresses with the command line.
 *
 * @throws {Error} with its own message when it refuses.
 */
export function decompressWithCli(
  bytes: Uint8Array,
  { dictionary, windowLogMax = 27 }: { dictionary?: Uint8Array; windowLogMax?: number } = {},
): Promise<Uint8Array> {
  const memory = `--memory=${2 ** windowLogMax}`;
  return withDictionary(dictionary, (use) => runZstd(["-d", "-c", "-q", memory, ...use], bytes));
}

/** Compresses many inputs with one call of the command line, each into a frame of its own. */
export async function compressManyWithCli(
  inputs: readonly Uint8Array[],
  flags: readonly string[],
  { dictionary }: { dictionary?: Uint8Array } = {},
): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), "harmony4-inputs-"));
  try {
    const files = inputs.map((_, i) => join(folder, String(i)));
    await Promise.all(inputs.map((bytes, i) => writeFile(files[i]!, bytes)));
    await withDictionary(dictionary, (use) => runZstd(["-q", ...flags, ...use, ...files]));
    return await Promise.all(files.map((file) => readFile(`${file}.zst`)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Decompresses many inputs with one call of the command line: undefined for each that it refuses. */
export async function decompressManyWithCli(
  inputs: readonly Uint8Array[],
  { dictionary, windowLogMax = 27 }: { dictionary?: Uint8Array; windowLogMax?: number } = {},
): Promise<(Uint8Array | undefined)[]> {
  const folder = await mkdtemp(join(tmpdir(), "harmony4-frames-"));
  try {
    const files = inputs.map((_, i) => join(folder, String(i)));
    await Promise.all(inputs.map((bytes, i) => writeFile(`${files[i]}.zst`, bytes)));
    const flags = ["-d", "-q", `--memory=${2 ** windowLogMax}`];
    // It exits with 1 when it refused any of them, and leaves no output behind for those.
    const run = (use: readonly string[]) => runZstd([...flags, ...use, ...files.map((file) => `${file}.zst`)]);
    await withDictionary(dictionary, run).catch(() => {});
    return await Promise.all(files.map(async (file) => readFile(file).catch(() => undefined)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function withDictionary<T>(
  dictionary: Uint8Array | undefined,
  run: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  return dictionary === undefined ? run([]) : withFile(dictionary, (file) => run(["-D", file]));
}

/** Does `run` with the name of a file that has these bytes. */
export async function withFile<T>(bytes: Uint8Array, run: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "harmony4-file-"));
  try {
    const file = join(folder, "file");
    await writeFile(file, bytes);
    return await run(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
