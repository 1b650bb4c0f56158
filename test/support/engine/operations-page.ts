import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns the extra arguments of a `pulumi` command that a page of `docs/operations` shows.
 *
 * @throws if no line of a shell block on the page is this command
 */
export function fromPage(page: string, command: string): { args: string[] } {
  const text = readFileSync(join("docs/operations", `${page}.md`), "utf8");
  const lines = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) => block.split("\n"));
  if (!lines.some((line) => line.trim().replace(/ +#.*/, "") === command))
    throw new Error(`${page}.md has no "${command}"`);
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return { args: words.slice(2) };
}

/** Returns the pages to which the index leads from this output. */
export function pagesFor(output: string): string[] {
  const rows = readFileSync("docs/operations/README.md", "utf8").matchAll(
    /^\| (`.*`) \| \[.*\]\((.*)\.md(#.*)?\) \|$/gm,
  );
  const pages = [...rows].flatMap(([, phrases = "", page = ""]) => {
    const patterns = phrases.split("`, `").map((each) => each.replaceAll("`", "").split("..."));
    const isPrinted = (words: string[]) =>
      new RegExp(words.map((each) => escaped(each.trim())).join(".*")).test(output);
    return patterns.some(isPrinted) ? [page] : [];
  });
  return [...new Set(pages)];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
