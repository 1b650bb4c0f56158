// Makes docs/quickstart.svg, the picture in README.md: runs the quickstart with colours, and draws the step in which
// both tokens are due. Run it again after a change of what a plan says: `npm run picture`.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Anser from "anser";

const root = fileURLToPath(new URL("..", import.meta.url));
const step = "Half an hour later";
const [size, lineHeight, margin] = [13, 19, 20];
/** Longer lines are wrapped: a page shows a wider picture smaller, and its text cannot be read. */
const columns = 98;
const indent = "     ";
/** A character of a monospaced font is this wide, in parts of its height. */
const widthOfCharacter = 0.602;
const colours = { foreground: "#e5e7eb", background: "#111827", dim: "#9ca3af" };
/** Darker shades of a terminal's palette cannot be read on a dark ground. */
const readable = { "ansi-blue": "#93c5fd", "ansi-magenta": "#f0abfc", "ansi-green": "#86efac", "ansi-red": "#fca5a5" };

const env = { ...process.env, FORCE_COLOR: "1", COLUMNS: "160" };
const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "quickstart"], {
  cwd: root,
  env,
  encoding: "utf8",
});
if (status !== 0) throw new Error(`The quickstart failed:\n${stderr}`);
writeFileSync(new URL("../docs/quickstart.svg", import.meta.url), picture(linesOf(stdout).flatMap(wrapped)));

/** The command, and what remains on a terminal once the plan is made: a row for each change, and their count. */
function linesOf(output) {
  const part = output.split("──── ").find((text) => text.startsWith(step));
  if (part === undefined) throw new Error(`The quickstart has no step "${step}".`);
  const lines = part.split("\n");
  const plain = lines.map((line) => Anser.ansiToText(line));
  const rows = lines.filter((_, index) => / (\+-|~ ) pulumi/.test(plain[index]));
  const count = lines
    .slice(plain.findIndex((line) => line.startsWith("Resources:")))
    .filter((line) => line.trim() !== "");
  return ['$ ACCESS_TOKENS_LOOK_AHEAD="15 minutes" pulumi preview', "", ...rows, "", ...count];
}

/** The rows that a line takes, broken between words; each is a list of words with their colours. */
function wrapped(line) {
  const rows = [[]];
  let length = 0;
  for (const span of Anser.ansiToJson(line, { use_classes: true, remove_empty: true })) {
    for (const word of span.content.match(/\S+\s*|\s+/g) ?? []) {
      if (length + word.trimEnd().length > columns) {
        rows.push([{ content: indent }]);
        length = indent.length;
      }
      rows.at(-1).push({ ...span, content: word });
      length += word.length;
    }
  }
  return rows;
}

function picture(lines) {
  const width = Math.ceil(columns * size * widthOfCharacter) + 2 * margin;
  const height = lines.length * lineHeight + 2 * margin;
  const rows = lines.map((line, index) => {
    const y = margin + (index + 1) * lineHeight - 5;
    return `  <text x="${margin}" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${size}" fill="${colours.foreground}">`,
    '  <title id="title">pulumi preview: both tokens are due, and each row says why</title>',
    `  <rect width="${width}" height="${height}" rx="8" fill="${colours.background}"/>`,
    ...rows,
    "</svg>",
  ].join("\n")}\n`;
}

function spans(line) {
  return line
    .map(({ content, decoration, fg }) => {
      const colour = readable[fg?.replace("-bright", "")] ?? (fg ? shade(fg) : undefined);
      const weight = decoration === "bold" ? ' font-weight="bold"' : "";
      return `<tspan${colour ? ` fill="${colour}"` : ""}${weight}>${Anser.escapeForHtml(content)}</tspan>`;
    })
    .join("");
}

/** A colour of the palette of 256: its greys are text that matters less. */
function shade(name) {
  const palette = Number(/^ansi-palette-(\d+)$/.exec(name)?.[1]);
  return palette >= 232 ? colours.dim : undefined;
}
