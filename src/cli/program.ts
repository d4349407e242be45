/** `h4`: the commands together, from the arguments of the process to its exit code. CLI.md. */

import { lstat } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import { addAttest } from "./attest.js";
import { addBench } from "./bench.js";
import { addCheck } from "./check.js";
import { addCompress } from "./compress.js";
import { addCoreTest } from "./core-test.js";
import { addDecompress } from "./decompress.js";
import { EXIT_BROKEN_PIPE, EXIT_OK, EXIT_USAGE, isBrokenPipe, UsageError } from "./exit.js";
import { addFingerprint } from "./fingerprint.js";
import { addInfo } from "./info.js";
import { STANDARD_STREAM } from "./input.js";
import { addInspect } from "./inspect.js";
import { Interruption } from "./interrupt.js";
import { addKeygen } from "./keygen.js";
import { commandByLetters, separateLetters } from "./letters.js";
import { addList } from "./list.js";
import { type Finish, writtenFlags } from "./options.js";
import { addPack } from "./pack.js";
import { Report } from "./report.js";
import { addSeek } from "./seek.js";
import { addServe } from "./serve.js";
import { addSign } from "./sign.js";
import { addTest } from "./test.js";
import { addTour } from "./tour.js";
import { addTrain } from "./train.js";
import { addUnpack } from "./unpack.js";
import { addVerify } from "./verify.js";
import { addVersion } from "./version.js";

/** Help is as wide as this on every terminal, so that it is the same text everywhere. */
const HELP_WIDTH = 100;

const USAGE = `COMMAND [options] [FILE...]
       h4 [-d | -t | -l] [options] [FILE...]   as zstd: without a letter it compresses`;

const NOTES = `
h4 COMMAND --help shows the options of a command, with an example.

Engine:
  HARMONY4_CORE_PATH                       names a native core: it runs, or nothing does
  HARMONY4_ENGINE_ID, HARMONY4_ENGINE_FP   pin the engine: another one is refused
  HARMONY4_CORE_ISOLATED=1                 runs a native core in a process of its own
  HARMONY4_ATTEST_KEY                      the private key that h4 attest signs with

Exit codes:
  0 ok   1 data or I/O   2 usage   4 seal refused   128 + n ended by signal n`;

const COMMANDS = [
  addCompress,
  addDecompress,
  addTest,
  addList,
  addTrain,
  addPack,
  addUnpack,
  addInspect,
  addVerify,
  addSeek,
  addSign,
  addCheck,
  addFingerprint,
  addCoreTest,
  addInfo,
  addAttest,
  addKeygen,
  addServe,
  addBench,
  addTour,
  addVersion,
] as const;

/** The parser with all its commands. `finish` gets the exit code of the one that ran. */
export function buildProgram(finish: Finish): Command {
  const program = new Command("h4")
    .description("Zstandard by an engine whose bytes are verified before they run")
    .usage(USAGE)
    .helpCommand(false)
    .exitOverride()
    .enablePositionalOptions() // what follows a command is that command's, down to `attest verify`
    .configureOutput({ outputError: () => undefined, getOutHelpWidth: () => HELP_WIDTH })
    .configureHelp({ optionTerm: writtenFlags, subcommandTerm: (command) => command.name() })
    .option("-V, --version", "version of the package, engine_id and fingerprint of its engine")
    .addHelpText("after", NOTES);
  for (const add of COMMANDS) add(program, finish);
  return program;
}

/** Runs one command line, `argv` without the name of the program; answers with the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode = EXIT_OK;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    if (argv.length === 0 && process.stdin.isTTY) {
      process.stderr.write(program.helpInformation());
      return EXIT_USAGE;
    }
    await program.parseAsync(await commandLine(program, argv), { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof Interruption) return error.exitCode;
    if (isBrokenPipe(error)) return EXIT_BROKEN_PIPE;
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_OK; // help was asked for
    const report = new Report({ json: argv.includes("--json") });
    report.failure(error instanceof CommanderError ? new UsageError(wordsOf(error)) : error);
    return report.exitCode;
  }
}

/** The command line with a command in front, found as zstd(1) would where none is named. */
async function commandLine(program: Command, argv: readonly string[]): Promise<string[]> {
  const [first = STANDARD_STREAM, ...rest] = argv;
  if (first === "help") return [...rest.slice(0, 1), "--help"];
  if (program.commands.some((command) => command.name() === first)) return [first, ...separateLetters(rest)];
  if (first.startsWith("-") || (await exists(first))) return commandByLetters(argv);
  return [...argv]; // neither command nor file: the parser knows what was probably meant
}

async function exists(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}

/** What the parser has to say, on one line and in this program's form. */
function wordsOf(error: CommanderError): string {
  const words = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  return error.code === "commander.unknownCommand" ? `${words}, and no file has that name` : words;
}
