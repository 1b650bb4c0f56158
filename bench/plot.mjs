import { median } from "./statistics.mjs";

const colours = {
  components: "#9aa5b1",
  tokens: "#512668",
  "tokens with arguments": "#8e5ea2",
  "native TypeScript": "#3b6fb6",
  "native YAML": "#7fb2e5",
  "dynamic resource": "#d9822b",
  OpenTofu: "#c9b400",
  "plain requests": "#2d9d78",
};
const [labelWidth, plotWidth, barHeight, gap, legendWidth] = [230, 560, 14, 16, 190];
const perRow = 4;

/** Returns an SVG image with the medians of the largest number of tokens, without latency, as horizontal bars. */
export function plot({ runs }) {
  const tokens = Math.max(...runs.map((run) => run.tokens));
  const shown = runs.filter((run) => run.engine === runs[0].engine && run.tokens === tokens && run.latency === 0);
  const bars = [];
  for (const { operation, peer } of shown) {
    if (bars.some((bar) => bar.operation === operation && bar.peer === peer)) continue;
    const same = shown.filter((run) => run.operation === operation && run.peer === peer);
    bars.push({ operation, peer, seconds: median(same.map(({ seconds }) => seconds)) });
  }
  const longest = Math.max(...bars.map(({ seconds }) => seconds));
  const parts = [];
  let y = 60;
  for (const operation of new Set(bars.map((bar) => bar.operation))) {
    const group = Object.keys(colours).flatMap((peer) =>
      bars.filter((bar) => bar.operation === operation && bar.peer === peer),
    );
    parts.push(text(0, y + (group.length * barHeight) / 2 + 4, operation, 'font-weight="bold"'));
    for (const { peer, seconds } of group) {
      const width = Math.max(1, (seconds / longest) * plotWidth);
      parts.push(
        `<rect x="${labelWidth}" y="${y}" width="${width.toFixed(1)}" height="${barHeight - 2}" fill="${colours[peer]}"/>`,
      );
      parts.push(text(labelWidth + width + 5, y + barHeight - 4, `${seconds.toFixed(1)} s`));
      y += barHeight;
    }
    y += gap;
  }
  const legend = Object.entries(colours).map(([peer, colour], index) => {
    const [x, top] = [(index % perRow) * legendWidth, 8 + Math.floor(index / perRow) * 18];
    return `<rect x="${x}" y="${top}" width="10" height="10" fill="${colour}"/>${text(x + 15, top + 9, peer)}`;
  });
  const size = `width="${labelWidth + plotWidth + 60}" height="${y}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11"><title>${tokens} tokens, seconds of each operation</title><rect ${size} fill="white"/>${[...legend, ...parts].join("")}</svg>\n`;
}

const text = (x, y, content, more = "") => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`;
