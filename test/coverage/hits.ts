/** The count of executed statements of an instrumented artifact; without one, nothing. */

/** Whether the artifact under test is the instrumented one. */
export function measuringCoverage(): boolean {
  return process.env.H4_COVERAGE !== undefined;
}

/** Statement n was executed: bit 0 of byte n. Grows as statements with higher numbers are met. */
let hits = new Uint8Array(0);

/** The imports of an instance: none, but for an instrumented artifact the function that each statement calls. */
export function coverageImports(): WebAssembly.Imports {
  if (!measuringCoverage()) return {};
  return {
    cov: {
      hit(statement: number): void {
        if (statement >= hits.length) {
          const grown = new Uint8Array(Math.max(8192, 2 * statement));
          grown.set(hits);
          hits = grown;
        }
        hits[statement] = 1;
      },
    },
  };
}

/** The statements that were executed so far in this process. */
export function statementHits(): Uint8Array {
  return hits;
}
