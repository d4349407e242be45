/** What the environment tells the loader of the system to load beside, or instead of, what was asked for. T9 of THREATS.md */

/** `e_machine` of the ELF files that processes of these architectures load; of others it is not known here. */
const MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/** Whether a shared object for this `e_machine` can be one for this process. */
export function isForThisMachine(machine: number): boolean {
  return (MACHINES[process.arch] ?? machine) === machine;
}

const VARIABLES = ["LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT"] as const;

/** A sentence for each variable that is set. */
export function loaderWarnings(): string[] {
  return VARIABLES.filter((name) => process.env[name]).map(
    (name) => `${name} is set: code that no fingerprint covers may be in this process`,
  );
}
