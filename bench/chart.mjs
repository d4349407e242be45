/** A chart of speed against ratio as SVG: one line a codec, one dot a level, speed on a logarithmic axis; light and dark. */

const WIDTH = 960;
const PANEL_HEIGHT = 420;
const PLOT = Object.freeze({ left: 64, right: 210, top: 56, bottom: 52 });
/** Distance that keeps two labels of 12 px apart. */
const LABEL_STEP = 15;
/** Okabe and Ito's colours, which colour-blind readers tell apart; ours first. Darkened or lightened for each background. */
const LIGHT = [
  "#d55e00",
  "#0072b2",
  "#009e73",
  "#b0568f",
  "#7a6a00",
  "#3b3b3b",
  "#5b8fb9",
  "#8c564b",
  "#4a7d00",
  "#6b6b9c",
  "#a05a2c",
  "#777777",
];
const DARK = [
  "#ff8c3a",
  "#56b4e9",
  "#2fd6a5",
  "#e39cc6",
  "#f0e442",
  "#e8e8e8",
  "#8fc1e8",
  "#c49c94",
  "#9bd13c",
  "#b3b3e0",
  "#dba37a",
  "#aaaaaa",
];

/**
 * @typedef {{ level: number, ratio: number, speed: number }} Dot
 * @typedef {{ id: string, kind: string, dots: Dot[] }} Line
 * @typedef {import("./results.mjs").Results} Results
 */

/** @param {string} text */
function escapeText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * @param {Results} results
 * @param {string} direction
 * @returns {Line[]} Peers with their dots by level. Every zstd decoder reads libzstd's streams and so has their ratio.
 */
function linesOf(results, direction) {
  return results.peers.flatMap(({ id, kind, extra }) => {
    if (extra) return [];
    const dots = results.throughput
      .filter((row) => row.id === id && row.direction === direction)
      .map(({ level, bytes, packed, speed }) => ({ level, ratio: bytes / packed, speed: speed / 1e6 }))
      .sort((a, b) => a.level - b.level);
    return dots.length === 0 ? [] : [{ id, kind, dots }];
  });
}

/**
 * Ticks 1, 2, 5 × 10^n inside a range.
 *
 * @param {number} low
 * @param {number} high
 */
function logTicks(low, high) {
  const ticks = [];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10) {
    ticks.push(...[1, 2, 5].map((step) => step * decade).filter((tick) => tick >= low && tick <= high));
  }
  return ticks;
}

/**
 * Moves label heights apart without changing their order.
 *
 * @param {number[]} heights Ascending.
 * @param {number} bottom
 */
function spreadLabels(heights, bottom) {
  const placed = [...heights];
  for (let i = 1; i < placed.length; i++) placed[i] = Math.max(Number(placed[i]), Number(placed[i - 1]) + LABEL_STEP);
  const over = Number(placed.at(-1) ?? 0) - bottom;
  if (over > 0) {
    placed[placed.length - 1] = bottom;
    for (let i = placed.length - 2; i >= 0; i--)
      placed[i] = Math.min(Number(placed[i]), Number(placed[i + 1]) - LABEL_STEP);
  }
  return placed;
}

/**
 * @param {string} title
 * @param {Line[]} lines
 * @param {Map<string, number>} colours
 * @param {number} top
 */
function panel(title, lines, colours, top) {
  const dots = lines.flatMap((line) => line.dots);
  const speeds = dots.map(({ speed }) => speed);
  const ratios = dots.map(({ ratio }) => ratio);
  const [low, high] = [Math.min(...speeds) * 0.85, Math.max(...speeds) * 1.15];
  const [least, most] = [Math.floor(Math.min(...ratios) * 5 - 0.25) / 5, Math.ceil(Math.max(...ratios) * 5 + 0.25) / 5];
  const [left, right] = [PLOT.left, WIDTH - PLOT.right];
  const [upper, lower] = [top + PLOT.top, top + PANEL_HEIGHT - PLOT.bottom];
  const x = (/** @type {number} */ speed) =>
    left + ((Math.log(speed) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (right - left);
  const y = (/** @type {number} */ ratio) => lower - ((ratio - least) / (most - least)) * (lower - upper);
  const px = (/** @type {number} */ value) => value.toFixed(1);

  const parts = [`<text class="title" x="${left}" y="${top + 30}">${escapeText(title)}</text>`];
  for (const tick of logTicks(low, high)) {
    parts.push(`<path class="grid" d="M${px(x(tick))} ${upper}V${lower}"/>`);
    parts.push(`<text class="tick" text-anchor="middle" x="${px(x(tick))}" y="${lower + 18}">${tick}</text>`);
  }
  for (let tick = least; tick <= most + 1e-9; tick += 0.2) {
    parts.push(`<path class="grid" d="M${left} ${px(y(tick))}H${right}"/>`);
    parts.push(`<text class="tick" text-anchor="end" x="${left - 8}" y="${px(y(tick) + 4)}">${tick.toFixed(1)}</text>`);
  }
  parts.push(
    `<text class="tick" text-anchor="end" x="${right}" y="${lower + 38}">MB/s, logarithmic; right is faster</text>`,
  );
  parts.push(`<text class="tick" x="${left}" y="${lower + 38}">up is smaller: size before over size after</text>`);

  // Ours, which comes first, lies on top.
  for (const { id, kind, dots: own } of [...lines].reverse()) {
    const colour = `c${colours.get(id)}`;
    const ours = id.startsWith("harmony4") ? " ours" : "";
    const path = own.map(({ speed, ratio }, i) => `${i === 0 ? "M" : "L"}${px(x(speed))} ${px(y(ratio))}`).join("");
    parts.push(`<path class="line ${kind} ${colour}${ours}" d="${path}"/>`);
    for (const { speed, ratio, level } of own) {
      const name = escapeText(`${id}, level ${level}: ${speed.toFixed(1)} MB/s, ratio ${ratio.toFixed(3)}`);
      parts.push(
        `<circle class="dot ${colour}" cx="${px(x(speed))}" cy="${px(y(ratio))}" r="${ours ? 4.5 : 3.5}"><title>${name}</title></circle>`,
      );
      if (id === "harmony4")
        parts.push(
          `<text class="level" text-anchor="middle" x="${px(x(speed))}" y="${px(y(ratio) - 9)}">${level}</text>`,
        );
    }
  }
  const labels = lines
    .map(({ id, dots: own }) => ({ id, y: y(Math.max(...own.map(({ ratio }) => ratio))) }))
    .sort((a, b) => a.y - b.y);
  const heights = spreadLabels(
    labels.map((label) => label.y),
    lower,
  );
  labels.forEach(({ id }, i) => {
    const at = Number(heights[i]);
    parts.push(`<circle class="dot c${colours.get(id)}" cx="${right + 18}" cy="${px(at)}" r="4"/>`);
    parts.push(
      `<text class="name${id.startsWith("harmony4") ? " ours" : ""}" x="${right + 28}" y="${px(at + 4)}">${escapeText(id)}</text>`,
    );
  });
  return parts.join("\n");
}

/** @param {string[]} colours */
function colourRules(colours) {
  return colours.map((colour, i) => `.dot.c${i}{fill:${colour}}.line.c${i}{stroke:${colour}}`).join("");
}

/**
 * @param {Results} results
 * @returns {string} An SVG document without scripts, fonts or links.
 */
export function chart(results) {
  const panels = [
    { title: "Compression", lines: linesOf(results, "compress") },
    { title: "Decompression (zstd: libzstd's streams; others: their own)", lines: linesOf(results, "decompress") },
  ].filter(({ lines }) => lines.length > 0);
  const ids = [...new Set(panels.flatMap(({ lines }) => lines.map(({ id }) => id)))];
  const colours = new Map(ids.map((id, i) => [id, i % LIGHT.length]));
  const height = Math.max(1, panels.length) * PANEL_HEIGHT + 28;
  const megabytes = (results.setup.files.reduce((total, { bytes }) => total + bytes, 0) / 1e6).toFixed(1);
  const caption = `${results.setup.files.length} files, ${megabytes} MB, one-shot calls, Node ${results.machine.node}, ${results.machine.cpu}; dashed: native, dotted: JavaScript`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Speed against compression ratio">
<style>
svg{font:12px system-ui,sans-serif;background:#fff}
text{fill:#333}.title{font-size:16px;font-weight:600}.tick{fill:#666;font-size:11px}.level{font-size:11px;font-weight:600}.ours{font-weight:700}
.grid{stroke:#e3e3e3;fill:none}.line{fill:none;stroke-width:1.5}.line.ours{stroke-width:3}
.line.native{stroke-dasharray:7 4}.line.js{stroke-dasharray:2 3}
${colourRules(LIGHT)}
@media (prefers-color-scheme:dark){svg{background:#15181c}text{fill:#ddd}.tick{fill:#9aa0a6}.grid{stroke:#2c3138}
${colourRules(DARK)}}
</style>
${panels.map(({ title, lines }, i) => panel(title, lines, colours, i * PANEL_HEIGHT)).join("\n")}
<text class="tick" x="${PLOT.left}" y="${height - 12}">${escapeText(caption)}</text>
</svg>
`;
}
