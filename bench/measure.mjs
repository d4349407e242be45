/** Times contestants at one piece of work: each warmed up, then in interleaved rounds of shuffled order. */

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {() => unknown} run One call, the same work each time.
 *
 * @typedef {object} Timing
 * @property {number} seconds Time of one call.
 * @property {number} spread Interquartile range over median: how much to trust it.
 * @property {number} rounds
 *
 * @typedef {object} Pace
 * @property {number} quantile Which of the samples counts: 0.5, the median, or 0, the fastest, where others use the machine.
 * @property {number} warmupMs Least warm-up of each contestant. V8 needs 5 to 25 ms of work to tier WebAssembly up.
 * @property {number} sampleMs Short calls are repeated until a sample is about this long.
 * @property {number} budgetMs Rounds are added up to this time, all contestants together.
 * @property {number} minRounds
 * @property {number} maxRounds
 */

/**
 * A fixed shuffle: runs differ by the machine's mood only. Numerical Recipes' 32-bit LCG.
 *
 * @returns {<T>(items: Iterable<T>) => T[]} A new order at each call.
 */
export function shuffler() {
  let state = 0x9e3779b9;
  return (items) => {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const j = Math.floor((state / 2 ** 32) * (i + 1));
      const taken = shuffled.splice(i, 1, ...shuffled.slice(j, j + 1));
      shuffled.splice(j, 1, ...taken);
    }
    return shuffled;
  };
}

/**
 * @param {number[]} values
 * @param {number} at 0.5 is the median.
 * @returns {number}
 */
export function quantile(values, at) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * at;
  const below = Math.floor(position);
  const low = /** @type {number} */ (sorted[below]);
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * Mean milliseconds of a call over `calls` of them.
 *
 * @param {() => unknown} run
 * @param {number} calls
 */
function sample(run, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run();
  return (performance.now() - start) / calls;
}

/**
 * Runs a contestant until it is warm; the answer is what a call took at the end of that.
 *
 * @param {() => unknown} run
 * @param {number} warmupMs
 */
function warmUp(run, warmupMs) {
  const start = performance.now();
  let last = 0;
  do {
    last = sample(run, 1);
  } while (performance.now() - start < warmupMs);
  return Math.max(last, 1e-4);
}

/**
 * @param {Contestant[]} contestants
 * @param {Pace} pace
 * @returns {Map<string, Timing>} By id.
 */
export function race(contestants, pace) {
  const lanes = contestants.map(({ id, run }) => {
    const callMs = warmUp(run, pace.warmupMs);
    const calls = Math.max(1, Math.round(pace.sampleMs / callMs));
    return { id, run, calls, roundMs: calls * callMs, samples: /** @type {number[]} */ ([]) };
  });
  const roundMs = lanes.reduce((sum, lane) => sum + lane.roundMs, 0);
  const affordable = Math.floor(pace.budgetMs / roundMs);
  const rounds = Math.min(pace.maxRounds, Math.max(pace.minRounds, affordable));
  // Shuffled: a fixed order would charge one contestant's garbage to the same next one each round.
  const shuffle = shuffler();
  for (let round = 0; round < rounds; round++) {
    for (const lane of shuffle(lanes)) lane.samples.push(sample(lane.run, lane.calls));
  }
  return new Map(
    lanes.map(({ id, samples }) => {
      const spread = (quantile(samples, 0.75) - quantile(samples, 0.25)) / median(samples);
      return [id, { seconds: quantile(samples, pace.quantile) / 1000, spread, rounds }];
    }),
  );
}
