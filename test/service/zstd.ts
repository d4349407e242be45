/** zstd(1) beside a service that is being asked: the event loop of the test goes on. */
import { spawn } from "node:child_process";
import { ended } from "../cli/h4.js";
import { findZstd } from "../support/zstd-cli.js";

/** What `zstd ARGS` makes of `input`. */
export async function zstd(args: readonly string[], input: Uint8Array): Promise<Buffer> {
  const child = spawn(findZstd(), ["-q", ...args], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const { code, stdout, stderr } = await ended(child);
  if (code !== 0) throw new Error(`zstd ${args.join(" ")}: ${stderr}`);
  return stdout;
}
