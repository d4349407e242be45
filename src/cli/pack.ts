/** `h4 pack`: files into H4MK containers, which prove themselves and open by range. CLI.md; S43 of PROMISES.md */

import { type Command, Option } from "commander";
import { readPrivateKey } from "../api/attestation-key.js";
import { H4Error } from "../api/errors.js";
import type { RandomAccess } from "../api/random-access.js";
import { type FromZstdOptions, fromZstd } from "../container/convert.js";
import type { SeekEntry } from "../container/seek.js";
import { writeContainer } from "../container/writer.js";
import { parseBlockSize } from "./arguments.js";
import { type ConvertOptions, convertFiles } from "./convert.js";
import { openEngine } from "./engine.js";
import { FileError, UsageError } from "./exit.js";
import { percent } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { readMeta, readSafe, readTimeline } from "./pack-files.js";
import { Report } from "./report.js";
import { checkTargets, containerName, inputsOf, plainName } from "./targets.js";
import type { Session } from "./transfer.js";

interface PackCommandOptions extends ConvertOptions {
  /** 1 to 19. */
  readonly level?: number;
  /** Plain bytes a block. */
  readonly blockSize?: number;
  readonly meta?: string;
  readonly safe?: string;
  readonly seek?: string;
  /** The input is a .zst, whose frames become the blocks. */
  readonly fromZst?: boolean;
  /** The file of a private key. */
  readonly sign?: string;
}

const EXAMPLE = `h4 pack -9 video.bin --meta about.json --sign author.pem     video.bin → video.bin.h4mk
tar -c folder | h4 pack - -o folder.tar.h4mk`;

/** Adds `h4 pack` to the parser. */
export function addPack(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "pack", "FILE → FILE.h4mk, a container that proves itself and opens by range", EXAMPLE)
    .argument("[FILE...]", "what to pack; - or nothing is stdin")
    .addOption(shared.levelOption())
    .addOption(shared.outputOption())
    .addOption(shared.stdoutOption())
    .addOption(shared.forceOption())
    .addOption(
      new Option(
        "--block-size <size>",
        "plain bytes a block, 4KiB to 128MiB (default: 1MiB); a read by range decodes whole blocks",
      ).argParser(parseBlockSize),
    )
    .option("--from-zst", "FILE.zst → FILE.h4mk: its frames become the blocks, none of them compressed again")
    .option("--meta <json-file>", "a JSON object that becomes META, beside the seal of the engine")
    .option("--safe <json-file>", "a JSON object that becomes SAFE")
    .option("--seek <json-file>", "the timeline: a JSON array of [pts, offset], in microseconds and plain bytes")
    .option("--sign <key>", "sign the root with this private key")
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: PackCommandOptions) => finish(await pack(files, options)));
}

async function pack(named: readonly string[], options: PackCommandOptions): Promise<number> {
  const report = new Report(options);
  const files = inputsOf(named);
  checkTargets(files, options);
  const compresses = options.level !== undefined || options.blockSize !== undefined;
  if (options.fromZst && compresses)
    throw new UsageError("--from-zst takes the frames as they are: no level, no block size");
  const engine = await openEngine(report);
  const beside = await readBeside(files, options);
  const { level, blockSize } = options;
  await convertFiles(report, files, options, {
    nameOf: options.fromZst ? (file) => containerName(plainName(file)) : containerName,
    binary: true,
    begin: ({ size, anywhere }, hooks) => {
      if (options.fromZst) return fromFrames(anywhere, { ...beside, ...hooks, engine });
      refuseBeyond(beside.seek, size);
      return {
        over: (chunks) =>
          writeContainer(checked(chunks, size, beside.seek), { ...beside, ...hooks, level, blockSize, engine }),
      };
    },
    ratio: ({ read, written }) => percent(written, read),
  });
  return report.exitCode;
}

/** A container of the frames of a .zst, which have to be read at any offset. */
function fromFrames(source: RandomAccess | undefined, options: FromZstdOptions): Session {
  if (source === undefined)
    throw new FileError("FILE_NOT_REGULAR", "is not a regular file: --from-zst skips from frame to frame");
  return { over: () => fromZstd(source, options) };
}

/** What goes beside the blocks. */
async function readBeside(files: readonly string[], { meta, safe, seek, sign }: PackCommandOptions) {
  const streams = [...files, meta, safe, seek].filter((file) => file === STANDARD_STREAM);
  if (streams.length > 1) throw new UsageError("stdin can be read once: name files");
  return {
    meta: await readMeta(meta),
    safe: await readSafe(safe),
    seek: await readTimeline(seek),
    signer: sign === undefined ? undefined : await readPrivateKey(sign),
  };
}

/** `chunks`; at their end they must be what was announced, and an entry that points past them is refused. */
async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  announced: number | undefined,
  seek: readonly SeekEntry[] | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    yield chunk;
  }
  if (announced !== undefined && size !== announced) {
    const message = `The file had ${announced} bytes when it was opened, and ${size} were read: it changed`;
    throw new H4Error("CONTENT_SIZE_MISMATCH", message, { got: size, limit: announced });
  }
  refuseBeyond(seek, size);
}

function refuseBeyond(seek: readonly SeekEntry[] | undefined, size: number | undefined): void {
  const beyond = seek?.find(({ offset }) => size !== undefined && offset > BigInt(size));
  if (beyond === undefined) return;
  throw new FileError("FILE_MALFORMED", `--seek has the offset ${beyond.offset}, past the end of ${size} bytes`);
}
