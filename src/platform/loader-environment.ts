/** What the environment tells the loader of the system to load beside, or instead of, what was asked for. T9 of THREATS.md */

const VARIABLES = ["LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT"] as const;

/** A sentence for each variable that is set. */
export function loaderWarnings(): string[] {
  return VARIABLES.filter((name) => process.env[name]).map(
    (name) => `${name} is set: code that no fingerprint covers may be in this process`,
  );
}
