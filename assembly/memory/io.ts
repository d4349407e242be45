/** The window between host and engine: where input goes, where output lies, and why a call refused. */

import { ENGINE_ABI } from "../common/limits";

let inputAt: usize = 0;
let inputFree: usize = 0;
let outputAt: usize = 0;
let outputSize: usize = 0;
let consumedBytes: u64 = 0;
let got: f64 = 0;
let limit: f64 = 0;

/** Version of this interface. */
export function abi(): u32 {
  return ENGINE_ABI;
}

/** Address at which the next input is to be written. Valid after a begin and after each step. */
export function inputPtr(): usize {
  return inputAt;
}

/** How many bytes may be written there before the next step. Zero means: take the output first. */
export function inputRoom(): usize {
  return inputFree;
}

/** Address of the output of the last step. Valid until the next call that changes state. */
export function outputPtr(): usize {
  return outputAt;
}

/** Bytes of output of the last step; to be taken after every step that did not fail. */
export function outputLength(): usize {
  return outputSize;
}

/** Bytes of input of this stream that are done with: after an error, where the offending frame or block begins. */
export function consumed(): f64 {
  return <f64>consumedBytes;
}

/** What was met, in bytes, when a limit was the reason to refuse. */
export function errorGot(): f64 {
  return got;
}

/** What was allowed, in bytes, when a limit was the reason to refuse. */
export function errorLimit(): f64 {
  return limit;
}

/** Says where the next input goes. */
export function setInput(ptr: usize, room: usize): void {
  inputAt = ptr;
  inputFree = room;
}

/** Says where the output of this step lies. */
export function setOutput(ptr: usize, length: usize): void {
  outputAt = ptr;
  outputSize = length;
}

export function setConsumed(bytes: u64): void {
  consumedBytes = bytes;
}

/** Refuses with a status whose numbers matter. */
export function refuse(status: i32, gotBytes: f64, limitBytes: f64): i32 {
  got = gotBytes;
  limit = limitBytes;
  return status;
}

/** Makes every address below `end` usable; false when the memory cannot be had. */
export function reserve(end: usize): bool {
  const have = <usize>memory.size() << 16;
  if (end <= have) return true;
  return memory.grow(<i32>((end - have + 0xffff) >> 16)) >= 0;
}
