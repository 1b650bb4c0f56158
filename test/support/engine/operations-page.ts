import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A command of `pulumi` that stands on a page of `docs/operations`, as the further arguments of its operation.
 *
 * @throws where no line of a shell block on the page is this command
 */
export function fromPage(page: string, command: string): { args: string[] } {
  const text = readFileSync(join("docs/operations", `${page}.md`), "utf8");
  const lines = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) => block.split("\n"));
  if (!lines.some((line) => line.trim().replace(/ +#.*/, "") === command))
    throw new Error(`${page}.md has no "${command}"`);
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return { args: words.slice(2) };
}

/** The pages to which the index leads from what was printed. */
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
